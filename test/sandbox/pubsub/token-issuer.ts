import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import type { TokenTrust } from "@frontdesk/shared/http/verify-token";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { Router } from "express";

export type Claims = { [name: string]: unknown };

/** Stands in for Google where tokens are concerned: signs them as Google does, and tells its public keys over HTTP. */
export type TokenIssuer = {
  /** What a service has to be configured with to trust it. */
  trust: TokenTrust;
  /** A token as Google gives one to Pub/Sub, with other claims and another header where the test says so. */
  token(claims?: Claims, header?: Claims): string;
  /** The same, signed by a key that nobody has heard of under the name of the real one. */
  forgedToken(): string;
  /** Signed by HMAC, with the public key as the secret: what fools a verifier that believes the header. */
  hmacToken(): string;
  /** How often the certificates were asked for. */
  asked(): number;
  close(): Promise<void>;
};

const NAME = "https://issuer.test";
const KEY_ID = "key-1";

export async function startTokenIssuer(audience = "https://triage.test"): Promise<TokenIssuer> {
  const serviceAccount = "pusher@frontdesk.iam.gserviceaccount.com";
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  let asked = 0;
  const router = Router();
  router.get("/certs", (_request, response) => {
    asked += 1;
    // Google's answer has certificates here. A public key will do: the client takes either.
    response.setHeader("cache-control", "public, max-age=3600").json({ [KEY_ID]: pem });
  });
  const server = await serve(createApp([router], { log: silentLog }), { port: 0, log: silentLog });

  const unsigned = (claims: Claims = {}, header: Claims = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const usual = { iss: NAME, aud: audience, azp: "1", sub: "1", email: serviceAccount, email_verified: true };
    const head = { alg: "RS256", kid: KEY_ID, typ: "JWT", ...header };
    return `${encode(head)}.${encode({ ...usual, iat: now, exp: now + 3_600, ...claims })}`;
  };
  return {
    trust: { audience, accounts: [serviceAccount], issuer: { names: [NAME], certificatesUrl: `${server.url}/certs` } },
    token: (claims, header) => signed(unsigned(claims, header), privateKey),
    forgedToken: () => signed(unsigned(), generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
    hmacToken() {
      const text = unsigned({}, { alg: "HS256" });
      return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
    },
    asked: () => asked,
    close: () => server.close(),
  };
}

function signed(text: string, key: KeyObject): string {
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
