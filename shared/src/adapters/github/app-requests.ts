import { Unavailable } from "../../domain/errors.ts";
import { unexpected, wordsOf } from "./answers.ts";
import { type AppKey, createAppJwt } from "./app-jwt.ts";
import type { Answer, Request, Send } from "./send.ts";

/** Sends what only the App itself may ask, under its key. */
export type AppRequests = {
  ask(request: Omit<Request, "token">, signal: AbortSignal): Promise<Answer>;
  /** For an answer with which nothing can be begun. */
  unexpected(request: Omit<Request, "token">, answer: Answer): Unavailable;
};

export function createAppRequests(send: Send, key: AppKey): AppRequests {
  const jwt = createAppJwt(key);
  return {
    async ask(request, signal) {
      const answer = await send({ ...request, token: jwt() }, signal);
      if (!isTurnedDown(answer)) return answer;
      throw new Unavailable(
        `GitHub does not take the key of the App ${key.appId}. Check FRONTDESK_GITHUB_APP_ID and ` +
          `FRONTDESK_GITHUB_PRIVATE_KEY, and this machine's clock. ${unexpected(request, answer, key.now()).message}`,
      );
    },
    unexpected: (request, answer) => unexpected(request, answer, key.now()),
  };
}

/** An App that GitHub doesn't know is told so by a 404, which must not be taken for something that is gone. */
function isTurnedDown(answer: Answer): boolean {
  return answer.status === 401 || (answer.status === 404 && wordsOf(answer) === "Integration not found");
}
