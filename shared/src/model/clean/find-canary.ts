const LEET_SPACE = /[^\p{L}\p{N}]/gu;

/**
 * Whether a text gives the canary away: as it is, in any case, reversed, with anything between its letters, in hex,
 * base64 (wherever it starts), rot13 or percent-encoded. A canary is long and random: shorter than 8, it can't be told
 * from chance, and is looked for only as it is.
 */
export function leaksCanary(text: string, canary: string): boolean {
  if (canary === "") return false;
  if (text.includes(canary)) return true;
  if (canary.length < 8) return false;
  const haystacks = [text, decodedPercents(text), text.replace(/\\x|0x|\\u00/gi, "")];
  const bare = squeeze(canary);
  const bytes = Buffer.from(canary);
  const spellings = [canary, canary.toLowerCase(), canary.toUpperCase()];
  const inLetters = [
    bare,
    reverse(bare),
    rot13(bare),
    rot13(reverse(bare)),
    bytes.toString("hex"),
    hexOf(canary.toLowerCase()),
    hexOf(canary.toUpperCase()),
  ];
  const base64 = spellings.flatMap((spelling) => [...base64Cores(spelling), ...base64Cores(reverse(spelling))]);
  return haystacks.some((haystack) => {
    const squeezed = squeeze(haystack);
    if (inLetters.some((needle) => needle !== "" && squeezed.includes(needle))) return true;
    const joined = haystack
      .replace(/[^A-Za-z0-9+/_-]/g, "")
      .replaceAll("-", "+")
      .replaceAll("_", "/");
    const compact = haystack.replace(/[^A-Za-z0-9]/g, "");
    return base64.some((core) => joined.includes(core) || compact.includes(core.replace(/[+/]/g, "")));
  });
}

/** Only letters and digits, of one case. */
function squeeze(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(LEET_SPACE, "");
}

function reverse(text: string): string {
  return [...text].reverse().join("");
}

function hexOf(text: string): string {
  return Buffer.from(text).toString("hex");
}

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97));
}

/** What stands in the base64 of any text around it, for each of the three places where it can begin. */
function base64Cores(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
}

function decodedPercents(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
