import { SAMPLES, type Sample } from "./github/samples.ts";

/** Of the bug form, without what it asks for: answered by code, not by a model. */
const WITHOUT_ANSWERS =
  "### What happened?\n\nEvery upload ends with 413.\n\n### Version\n\n_No response_\n\n### Steps to reproduce\n\n1. \n\n### Logs\n\n_No response_";

/** What a fresh sandbox has after its first seconds: something of each kind, filed one after the other. */
export const FIRST_ISSUES: readonly (Sample & { at: number })[] = [
  { at: 0, ...SAMPLES.question[0] },
  { at: 400, ...SAMPLES.spam[0] },
  { at: 900, ...SAMPLES.bug[0] },
  { at: 1_500, author: "piotr-z", title: "Uploads fail", body: WITHOUT_ANSWERS },
  { at: 2_200, ...SAMPLES.attack[0] },
  { at: 3_000, ...SAMPLES.question[1] },
];
