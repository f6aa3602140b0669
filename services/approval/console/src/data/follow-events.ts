import { createEventParser, type ServerEvent } from "./parse-events.ts";

export type LineStatus =
  | { is: "connecting" }
  /** `resumed`: from where it was lost. Otherwise what happened before is unknown. */
  | { is: "live"; resumed: boolean }
  /** Since when nothing comes, and when the next try is. */
  | { is: "lost"; since: number; retryAt: number };

export type Line = { tryNow(): void; end(): void };

type Following = {
  path: string;
  on(event: ServerEvent): void;
  onStatus?(status: LineStatus): void;
  /** The session is over, or there is no such thing: trying again would not help. */
  onRefused(status: number): void;
};

/** The server pings every 15 s: after two missed ones the line is dead, whatever the network says. */
const SILENCE = 35_000;
/** One that ends sooner is broken, whoever ended it. */
const SETTLED = 10_000;
/** After a look elsewhere it is still there; and whoever goes through all of their tabs waits no longer than this. */
const KEPT_UNSEEN = 3_000;
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Reads server-sent events and comes back by itself, with the last id it saw. Not by EventSource, which hides the
 * pings, the reason of a failure and the time of the next try.
 *
 * A page that nobody sees lets go of it: over HTTP/1.1 a browser has six connections to a host, for all of its tabs
 * together, and with a line in each of them no more requests get through. It goes on where it was when it is seen.
 */
export function followEvents({ path, on, onStatus, onRefused }: Following): Line {
  let lastId: string | undefined;
  let failures = 0;
  let lostSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unseen: ReturnType<typeof setTimeout> | undefined;
  let current: AbortController | undefined;
  let ended = false;

  const connect = async (): Promise<void> => {
    clearTimeout(timer);
    current?.abort();
    const own = new AbortController();
    current = own;
    let livedSince: number | undefined;
    let watchdog = setTimeout(() => own.abort(), SILENCE);
    try {
      const response = await fetch(path, {
        headers: { accept: "text/event-stream", ...(lastId !== undefined && { "last-event-id": lastId }) },
        signal: own.signal,
        cache: "no-store",
      });
      if ([401, 403, 404].includes(response.status)) return refused(response.status);
      if (!response.ok || !response.body) throw new Error(`${path} answered ${response.status}`);
      livedSince = Date.now();
      failures = 0;
      lostSince = undefined;
      onStatus?.({ is: "live", resumed: lastId !== undefined });
      const parse = createEventParser();
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => own.abort(), SILENCE);
        for (const event of parse(chunk)) {
          if (event.id !== undefined) lastId = event.id;
          on(event);
        }
        if (ended) return;
      }
    } catch {
      livedSince = undefined;
      // Whatever broke the line: what counts is when it is tried again.
    } finally {
      clearTimeout(watchdog);
    }
    if (ended || current !== own) return;
    // The server ends a stream every few minutes, to ask anew who listens: that is no loss.
    if (livedSince !== undefined && !own.signal.aborted && Date.now() - livedSince > SETTLED) void connect();
    else retryLater();
  };
  const retryLater = () => {
    const wait = (WAITS[Math.min(failures, WAITS.length - 1)] ?? 15_000) * (0.75 + Math.random() / 2);
    failures += 1;
    lostSince ??= Date.now();
    onStatus?.({ is: "lost", since: lostSince, retryAt: Date.now() + wait });
    timer = setTimeout(() => void connect(), wait);
  };
  const drop = () => {
    clearTimeout(timer);
    clearTimeout(unseen);
    const own = current;
    current = undefined;
    own?.abort();
  };
  const letGo = () => {
    drop();
    lostSince ??= Date.now();
    onStatus?.({ is: "connecting" });
  };
  const onSeen = () => {
    clearTimeout(unseen);
    if (document.visibilityState === "hidden") unseen = setTimeout(letGo, KEPT_UNSEEN);
    else if (!current) void connect();
  };
  const end = () => {
    ended = true;
    drop();
    document.removeEventListener("visibilitychange", onSeen);
    removeEventListener("pagehide", letGo);
    removeEventListener("pageshow", onSeen);
  };
  const refused = (status: number) => {
    end();
    onRefused(status);
  };

  onStatus?.({ is: "connecting" });
  document.addEventListener("visibilitychange", onSeen);
  // A page that is left is kept by the browser, to go back to, with its line.
  addEventListener("pagehide", letGo);
  addEventListener("pageshow", onSeen);
  onSeen();
  return { tryNow: () => void (ended || connect()), end };
}
