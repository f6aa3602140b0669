import type { ModelCall } from "@frontdesk/shared/domain/model-call";
import { type Triage, triageSchema } from "@frontdesk/shared/domain/triage";
import type { Mixed, Sort } from "./mix.ts";
import type { Ran } from "./product.ts";

type End = Ran["ends"][number];
/** How often sorting said what the mix says, of how many. */
export type Agreement = { [field in keyof Mixed["label"]]: number };

const SORTED = triageSchema.pick({ spam: true, kind: true, wantsReply: true });

/** By what the model answered, as the gateway kept it: of a task that was skipped nothing else is left. */
export function agreementOf(ends: readonly End[]): Agreement {
  const agreed = { kind: 0, spam: 0, wantsReply: 0 };
  for (const { mixed, calls } of ends) {
    const said = sortedIn(calls);
    for (const field of ["kind", "spam", "wantsReply"] as const)
      if (said[field] === mixed.label[field]) agreed[field] += 1;
  }
  return agreed;
}

function sortedIn(calls: readonly ModelCall[]): Pick<Triage, "spam" | "kind" | "wantsReply"> {
  const call = calls.find(({ purpose, finished }) => purpose === "sort" && finished);
  if (!call) throw new Error("a task was not sorted");
  return SORTED.parse(JSON.parse(call.response));
}

/** Who saw to what: rows of a table, by the mix's own sorts. */
export function whoDidWhat(ends: readonly End[]): [Sort, number, number, number, number, number][] {
  const sorts: Sort[] = ["spam", "missing", "simple", "real"];
  return sorts.map((sort) => {
    const of = ends.filter(({ mixed }) => mixed.sort === sort);
    const count = (who: ReturnType<typeof drafterOf>) => of.filter((end) => drafterOf(end) === who).length;
    return [sort, of.length, count("nobody"), count("code"), count("fast"), count("deep")];
  });
}

function drafterOf({ task, calls }: End): "nobody" | "code" | "fast" | "deep" {
  if (task.state === "skipped") return "nobody";
  const reply = calls.find(({ purpose }) => purpose !== "sort");
  if (!reply) return "code";
  return reply.purpose === "reply" ? "deep" : "fast";
}
