import { Unavailable } from "../../domain/errors.ts";
import { SECOND } from "../../domain/limits.ts";

const WITHIN = 5 * SECOND;

/**
 * Google's word for which service this is, made out to one other service: asked from the metadata server that every
 * container on Google Cloud has. It is kept there until shortly before it expires.
 */
export function createIdentityTokens({
  audience,
  metadataHost = "metadata.google.internal",
}: {
  audience: string;
  metadataHost?: string | undefined;
}): (signal: AbortSignal) => Promise<string> {
  const url = new URL(`http://${metadataHost}/computeMetadata/v1/instance/service-accounts/default/identity`);
  url.searchParams.set("audience", audience);
  url.searchParams.set("format", "full");
  return async (signal) => {
    try {
      const limits = AbortSignal.any([signal, AbortSignal.timeout(WITHIN)]);
      const response = await fetch(url, {
        headers: { "metadata-flavor": "Google" },
        redirect: "error",
        signal: limits,
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`the metadata server answered ${response.status}`);
      return text.trim();
    } catch (cause) {
      signal.throwIfAborted();
      throw new Unavailable("Google's metadata server gave no identity token", { cause });
    }
  };
}
