import { OAuth2Client } from "google-auth-library";
import { z } from "zod";
import { Unavailable } from "../domain/errors.ts";
import { SECOND } from "../domain/limits.ts";
import { unlessAborted } from "../ports/unless-aborted.ts";

/** Whose requests are taken: a push's, a tick's, another service's. All of it is configuration: nothing is ever derived from the request. */
export type TokenTrust = {
  /** What tokens have to be made out to. One per service, so that a token for one opens no other. */
  audience: string;
  /** The e-mail addresses of the accounts that may. */
  accounts: readonly string[];
  /** Who signs the tokens, and where the keys are: Google, unless it says otherwise. */
  issuer?: { names: readonly string[]; certificatesUrl: string } | undefined;
};

/** What is wrong with a request's Authorization header; undefined if nothing is. */
export type VerifyToken = (authorization: string | undefined) => Promise<TokenRefusal | undefined>;
export type TokenRefusal = { status: 401 | 403; why: string };

const GOOGLE = {
  names: ["https://accounts.google.com", "accounts.google.com"],
  certificatesUrl: "https://www.googleapis.com/oauth2/v1/certs",
};

const CERTIFICATES_WITHIN = 5 * SECOND;

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * Lets pass who brings a token that Google signed for this service and for one of the accounts, and that has not
 * expired. There is no way to turn it off: where there is no Google, there is another issuer.
 *
 * The verifier rejects with `Unavailable` where the issuer's certificates can't be had: that tells nothing about the token.
 */
export function createTokenVerifier({ audience, accounts, issuer = GOOGLE }: TokenTrust): VerifyToken {
  const issuers = [...issuer.names];
  const client = new OAuth2Client({
    endpoints: { oauth2FederatedSignonPemCertsUrl: issuer.certificatesUrl },
    transporterOptions: { timeout: CERTIFICATES_WITHIN },
  });

  /** Signature, audience, issuer and time are the library's to check. Whose token it is, it leaves to us. */
  const payloadOf = async (token: string, certificates: Certificates) => {
    const ticket = await client.verifySignedJwtWithCertsAsync(token, certificates, audience, issuers);
    return ticket.getPayload();
  };

  return async (authorization) => {
    const token = BEARER.exec(authorization ?? "")?.[1];
    if (token === undefined) return { status: 401, why: "there is no bearer token" };
    const certificates = await certificatesOf(client);
    let payload: unknown;
    try {
      payload = await payloadOf(token, certificates);
    } catch (error) {
      return { status: 401, why: firstWords(error) };
    }
    const sender = senderSchema.safeParse(payload);
    if (!sender.success) return { status: 403, why: "the token names no verified e-mail address" };
    if (accounts.includes(sender.data.email)) return undefined;
    return { status: 403, why: `the token is ${sender.data.email}'s, not ${accounts.join("'s or ")}'s` };
  };
}

type Certificates = Awaited<ReturnType<OAuth2Client["getFederatedSignonCertsAsync"]>>["certs"];

const senderSchema = z.object({ email: z.string(), email_verified: z.literal(true) });

/** The library keeps them for as long as the issuer says, and retries by itself, without a bound for all tries. */
async function certificatesOf(client: OAuth2Client): Promise<Certificates> {
  try {
    const asked = client.getFederatedSignonCertsAsync();
    return (await unlessAborted(asked, AbortSignal.timeout(CERTIFICATES_WITHIN))).certs;
  } catch (cause) {
    throw new Unavailable("the certificates that pushes are verified with can't be had", { cause });
  }
}

/** The library appends the token, or what is in it, to its messages. */
function firstWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split(": ")[0] ?? "").slice(0, 200);
}
