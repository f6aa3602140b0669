import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Faults } from "./test-backend.ts";

/** What is between a client and the data: every request takes a turn, and what it carries is a copy. */
export type Line = {
  read<T>(look: () => T): Promise<T>;
  write<T>(act: () => T): Promise<T>;
  /** Nothing gets through any more, for good. */
  cut(): void;
  faults: Faults;
};

export function createLine(): Line {
  let broken: string | undefined;
  let isCut = false;
  let isDown = false;
  let nextWrite: "fine" | "refused" | (() => Promise<unknown>) = "fine";

  const arrive = async () => {
    await null;
    if (isCut) broken = "the backend is closed";
    else broken = isDown ? "the backend is down" : undefined;
    if (broken) throw new Unavailable(broken);
  };

  return {
    async read(look) {
      await arrive();
      return structuredClone(look());
    },
    async write(act) {
      await arrive();
      const fate = nextWrite;
      nextWrite = "fine";
      if (fate === "refused") throw new Unavailable("the connection broke on the way there");
      const answer = structuredClone(act());
      if (fate !== "fine") {
        await fate();
        throw new Unavailable("the connection broke on the way back");
      }
      return answer;
    },
    cut() {
      isCut = true;
    },
    faults: {
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
    },
  };
}
