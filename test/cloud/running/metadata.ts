import { listenHere } from "./forward.ts";

/** The server that tells a container who it is, and signs that for it. `host:port`. */
export async function startMetadata(email: string, token: (audience: string) => string): Promise<string> {
  const account = "/computeMetadata/v1/instance/service-accounts/default";
  const answers: { [path: string]: (query: URLSearchParams) => string } = {
    [`${account}/identity`]: (query) => token(query.get("audience") ?? ""),
    [`${account}/email`]: () => email,
    [`${account}/token`]: () =>
      JSON.stringify({ access_token: accessToken(email), expires_in: 3_600, token_type: "Bearer" }),
    "/computeMetadata/v1/instance": () => "{}",
    "/computeMetadata/v1/universe/universe-domain": () => "googleapis.com",
  };
  const url = await listenHere((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://metadata");
    const answer = answers[pathname.replace(/\/$/, "")];
    const isAsked = answer !== undefined && request.headers["metadata-flavor"] === "Google";
    response.setHeader("metadata-flavor", "Google");
    if (pathname.endsWith("/token")) response.setHeader("content-type", "application/json");
    response.writeHead(isAsked ? 200 : 404).end(isAsked ? answer(searchParams) : "");
  });
  return url.replace("http://", "");
}

/** With which a container calls Google's services; here whose it is can be read. */
function accessToken(email: string): string {
  return `access-${Buffer.from(email).toString("base64url")}`;
}

export function ownerOf(authorization: string | undefined): string {
  const [, encoded = ""] = /^Bearer access-(.+)$/.exec(authorization ?? "") ?? [];
  return Buffer.from(encoded, "base64url").toString();
}
