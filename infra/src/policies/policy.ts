import type { Asked } from "../mocked.ts";

/** What must hold of everything that is deployed, whatever the stack says. */
export type Policy = {
  says: string;
  /** Nothing if all is well; else what is wrong, in words. */
  offences: (all: readonly Asked[]) => string[];
  /** A change that breaks it, to prove that it would be seen. */
  broken: (all: readonly Asked[]) => Asked[];
};
