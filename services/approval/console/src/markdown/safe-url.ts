const SAFE = ["http:", "https:", "mailto:"];

/** The address if following it runs nothing and leads where it says: whole, and of the web or mail. */
export function safeUrl(url: string): string | undefined {
  try {
    const parsed = new URL(url);
    return SAFE.includes(parsed.protocol) ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

/** Two addresses of the same place in a file, however each is written. */
export function sameUrl(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(url: string): string {
  try {
    return decodeURIComponent(new URL(url).href);
  } catch {
    return url;
  }
}
