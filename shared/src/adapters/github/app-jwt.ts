import { createPrivateKey, createSign } from "node:crypto";
import { MINUTE, SECOND } from "../../domain/limits.ts";
import { after } from "../../domain/time.ts";

export type AppKey = { appId: number; privateKey: string; now: () => Date };

/** GitHub takes none that is for longer than ten minutes, nor one that begins in its future. */
const FROM_BEFORE = MINUTE;
const FOR = 9 * MINUTE;

/** By which the App says that it is the App. https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
export function createAppJwt({ appId, privateKey, now }: AppKey): () => string {
  const key = createPrivateKey(privateKey);
  return () => {
    const claims = { iat: seconds(after(now(), -FROM_BEFORE)), exp: seconds(after(now(), FOR)), iss: String(appId) };
    const text = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
  };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / SECOND);
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
