import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Faults } from "./test-backend.ts";

/** What stands between a client and what keeps the data, and can be made to fail: every request goes through one of these. */
export function createBreakable() {
  let isDown = false;
  let nextWrite: "fine" | "refused" | (() => Promise<unknown>) = "fine";

  const check = () => {
    if (isDown) throw new Unavailable("the backend is down");
  };
  const read = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    return send();
  };
  const write = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    const fate = nextWrite;
    nextWrite = "fine";
    if (fate === "refused") throw new Unavailable("the connection broke on the way there");
    const answer = await send();
    if (fate === "fine") return answer;
    await fate();
    throw new Unavailable("the connection broke on the way back");
  };
  const faults: Faults = {
    loseNextAnswer(meanwhile = async () => {}) {
      nextWrite = meanwhile;
    },
    refuseNextWrite() {
      nextWrite = "refused";
    },
    goDown() {
      isDown = true;
    },
    comeBack() {
      isDown = false;
    },
  };
  return { check, read, write, faults };
}
