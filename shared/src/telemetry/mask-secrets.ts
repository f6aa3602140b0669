/**
 * What must never reach a log, found by the name of a field, and by its looks where it hides in a text: libraries put
 * whole requests into their errors, as objects and as lists of raw headers.
 */
const SECRET_NAME =
  /authorization|cookie|password|passphrase|secret|credential|signature|private.?key|api.?key|token$/i;
const SECRET_TEXT = new RegExp(
  [
    /\b(?:Bearer|Basic) [\w.~+/=-]{16,}/, // the Authorization header
    /\bgh[opsur]_\w{16,}|\bgithub_pat_\w{16,}/, // GitHub
    /\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}/, // Slack
    /\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}/, // Google
    /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/, // a JWT
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "g",
);
/** No secret that `SECRET_TEXT` knows is shorter: most texts need no look. */
const SHORTEST_SECRET = 15;

export const MASKED = "[masked]";

/** Numbers and yes-or-no are no secrets: a lease's token, a count of tokens. */
export function isSecret(name: string, value: unknown): boolean {
  const kind = typeof value;
  if (value === null || kind === "undefined" || kind === "number" || kind === "boolean") return false;
  return SECRET_NAME.test(name);
}

export function maskSecrets(text: string): string {
  return text.length < SHORTEST_SECRET ? text : text.replace(SECRET_TEXT, MASKED);
}
