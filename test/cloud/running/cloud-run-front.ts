import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createTokenVerifier, type TokenTrust, type VerifyToken } from "@frontdesk/shared/http/verify-token";
import type { Google, Inputs } from "../google.ts";
import { forward, listenHere, refuse } from "./forward.ts";

const INVOKERS = "gcp:cloudrunv2/serviceIamMember:ServiceIamMember";
const SERVICE = "gcp:cloudrunv2/service:Service";

/** Google's own front before one service: what gets through to the container is decided here, by the bindings alone. */
export type CloudRunFront = {
  /** For the internet. */
  outside: string;
  /** For Pub/Sub and Scheduler of the same project. */
  inside: string;
  setTarget(url: string | undefined): void;
  /** Each request that was refused here, oldest first. */
  refused: { path: string; status: number }[];
};

export async function startCloudRunFront(
  name: string,
  { google, issuer }: { google: () => Google; issuer: NonNullable<TokenTrust["issuer"]> },
): Promise<CloudRunFront> {
  const refused: CloudRunFront["refused"] = [];
  const verifiers = new Map<string, VerifyToken>();
  let target: string | undefined;

  const refusalOf = async ({ headers }: IncomingMessage, isInside: boolean): Promise<number | undefined> => {
    const service = google()
      .all(SERVICE)
      .find(({ inputs }) => inputs.name === name);
    if (!service) return 404;
    if (service.inputs.ingress !== "INGRESS_TRAFFIC_ALL" && !isInside) return 404;
    const invokers = google()
      .all(INVOKERS)
      .filter(({ inputs }) => inputs.name === name && inputs.role === "roles/run.invoker");
    const members = invokers.map(({ inputs }) => String(inputs.member));
    if (members.includes("allUsers")) return undefined;
    const refusal = await verifierOf(service.inputs, members)(headers.authorization);
    return refusal?.status;
  };
  const verifierOf = ({ customAudiences }: Inputs, members: string[]): VerifyToken => {
    const accounts = members.map((member) => member.replace("serviceAccount:", ""));
    const key = accounts.join();
    const verifier = verifiers.get(key) ?? createTokenVerifier({ audience: customAudiences[0], accounts, issuer });
    verifiers.set(key, verifier);
    return verifier;
  };
  const listener =
    (isInside: boolean): RequestListener =>
    (request, response: ServerResponse) => {
      void refusalOf(request, isInside).then(
        (status) => {
          if (status === undefined) {
            // By whichever door it comes, it is under the service's one name that it was called.
            forward(request, response, target, new URL(outside).host);
            return;
          }
          refused.push({ path: request.url ?? "", status });
          refuse(response, status);
        },
        () => refuse(response, 500),
      );
    };
  const [outside, inside] = [await listenHere(listener(false)), await listenHere(listener(true))];
  return {
    ...{ outside, inside },
    refused,
    setTarget(url) {
      target = url;
    },
  };
}
