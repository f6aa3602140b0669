import { Unavailable } from "../../domain/errors.ts";
import { SECOND } from "../../domain/limits.ts";
import { after } from "../../domain/time.ts";
import type { Log } from "../../telemetry/log.ts";
import { unexpected, wordsOf } from "./answers.ts";
import { type AppKey, createAppJwt } from "./app-jwt.ts";
import type { Answer, Request, Send } from "./send.ts";

/** Sends what only the App itself may ask, under its key. */
export type AppRequests = {
  ask(request: Omit<Request, "token">, signal: AbortSignal): Promise<Answer>;
  /** For an answer with which nothing can be begun. */
  unexpected(request: Omit<Request, "token">, answer: Answer): Unavailable;
};

type AppRequestsDeps = { send: Send; log: Log };

/** What a clock may differ by without any JWT being refused for it. */
const TOLERATED = 30 * SECOND;

export function createAppRequests(key: AppKey, { send, log }: AppRequestsDeps): AppRequests {
  /** How far GitHub's clock is ahead of ours, where that matters. */
  let ahead = 0;
  const jwt = createAppJwt({ ...key, now: () => after(key.now(), ahead) });

  return {
    async ask(request, signal) {
      const sendOnce = () => send({ ...request, token: jwt() }, signal);
      const assumed = ahead;
      const first = await sendOnce();
      const measured = aheadBy(first, key.now());
      const isClock = first.status === 401 && Math.abs(measured - assumed) > TOLERATED;
      if (isClock) {
        ahead = measured;
        log.warn("this machine's clock is wrong: GitHub's is used for the App's key", {
          secondsOff: Math.round(-measured / SECOND),
        });
      }
      // What wasn't let in has done nothing, so it may be sent again, whatever it is.
      const answer = isClock ? await sendOnce() : first;
      if (!isTurnedDown(answer)) return answer;
      throw new Unavailable(
        `GitHub does not take the key of the App ${key.appId}. Check FRONTDESK_GITHUB_APP_ID and ` +
          `FRONTDESK_GITHUB_PRIVATE_KEY. ${unexpected(request, answer, key.now()).message}`,
      );
    },
    unexpected: (request, answer) => unexpected(request, answer, key.now()),
  };
}

/** NaN where no time is told. */
function aheadBy({ headers }: Answer, now: Date): number {
  return Date.parse(String(headers.date)) - now.getTime();
}

/** An App that GitHub doesn't know is told so by a 404, which must not be taken for something that is gone. */
function isTurnedDown(answer: Answer): boolean {
  return answer.status === 401 || (answer.status === 404 && wordsOf(answer) === "Integration not found");
}
