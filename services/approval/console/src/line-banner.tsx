import { type ReactNode, useEffect, useState } from "react";
import { signInPath, useDesk } from "./data/desk.ts";
import { useStore } from "./data/store.ts";
import { useSecond } from "./data/use-now.ts";
import { Banner } from "./parts/banner.tsx";
import { whenExact } from "./text/words.ts";

/** What touches every page: the session is over, or the page is not live any more. */
export function LineBanner(): ReactNode {
  const { line, session } = useDesk();
  const isOver = useStore(session, (so) => so === "over");
  const status = useStore(line, (so) => so);
  if (isOver) {
    return (
      <section className="top-banner" aria-label="Session">
        <Banner
          tone="wait"
          icon="lock"
          end={
            <a className="btn small" href={signInPath()}>
              Sign in again
            </a>
          }
        >
          <b>You are signed out.</b> What you typed is kept in this browser.
        </Banner>
      </section>
    );
  }
  return status.is === "lost" ? <NotLive since={status.since} retryAt={status.retryAt} /> : null;
}

const SAID_AFTER = 3_000;

/** Short breaks are nobody's business, also of what nobody saw for long. */
function NotLive({ since, retryAt }: { since: number; retryAt: number }): ReactNode {
  const { tryNow } = useDesk();
  const now = useSecond();
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), SAID_AFTER);
    return () => clearTimeout(timer);
  }, []);
  if (!due) return null;
  const wait = Math.max(0, Math.ceil((retryAt - now) / 1_000));
  return (
    <section className="top-banner" aria-label="Connection">
      <Banner
        tone="stop"
        icon="off"
        end={
          <button type="button" className="btn small" onClick={tryNow}>
            Try now
          </button>
        }
      >
        <b>Not live since {whenExact(new Date(since).toISOString())}.</b> What you see is from then.{" "}
        {wait > 0 ? `Trying again in ${wait} s.` : "Trying again…"}
      </Banner>
    </section>
  );
}
