import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether the body, byte for byte, was signed with one of the secrets: the current one, or the one before it. */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, signature: string | undefined): boolean {
  const given = Buffer.from(signature ?? "");
  return secrets.some((secret) => {
    const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
