import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * What only who has the session key can make and read. `about` says what it is for, and whose: what was made for one thing
 * passes for no other, wherever in the store somebody may put it.
 */
export type Secrets = {
  tag(about: string, text: string): string;
  isTag(about: string, text: string, tag: string): boolean;
  seal(about: string, text: string): string;
  /** Undefined for what was not sealed so, with this key. */
  open(about: string, sealed: string): string | undefined;
};

const NONCE = 12;
const TAG = 16;

export function createSecrets(sessionKey: string): Secrets {
  const derived = (use: string) => Buffer.from(hkdfSync("sha256", sessionKey, "", `frontdesk ${use}`, 32));
  const tagKey = derived("tag");
  const sealKey = derived("seal");
  const tag = (about: string, text: string) =>
    createHmac("sha256", tagKey)
      .update(JSON.stringify([about, text]))
      .digest("base64url");

  return {
    tag,
    isTag(about, text, given) {
      const expected = Buffer.from(tag(about, text));
      const actual = Buffer.from(given);
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
    seal(about, text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", sealKey, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open(about, sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < NONCE + TAG) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", sealKey, bytes.subarray(0, NONCE), { authTagLength: TAG })
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
      } catch {
        return undefined;
      }
    },
  };
}

/** What nobody guesses. */
export function randomText(): string {
  return randomBytes(32).toString("base64url");
}
