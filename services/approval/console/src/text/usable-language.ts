/** The language that a browser names, if numbers can be written in it; else English. */
export function usableLanguage(named: string): string {
  try {
    new Intl.NumberFormat(named);
    return named;
  } catch {
    return "en-US";
  }
}
