import diagnostics from "node:diagnostics_channel";

const SENT = "undici:request:create";
const SENT_BY_HTTP = "http.client.request.created";

type Fetched = { request: { origin: string | URL } };
type SentByHttp = { request: { host: string; protocol: string } };

/** Where to this process sends requests, by `fetch` or by `node:http`, from now until `end`. */
export function watchRequests(): { origins: ReadonlySet<string>; end(): void } {
  const origins = new Set<string>();
  const onFetch = (message: unknown) => void origins.add(new URL((message as Fetched).request.origin).origin);
  const onHttp = (message: unknown) => {
    const { protocol, host } = (message as SentByHttp).request;
    origins.add(`${protocol}//${host}`);
  };
  diagnostics.subscribe(SENT, onFetch);
  diagnostics.subscribe(SENT_BY_HTTP, onHttp);
  return {
    origins,
    end() {
      diagnostics.unsubscribe(SENT, onFetch);
      diagnostics.unsubscribe(SENT_BY_HTTP, onHttp);
    },
  };
}
