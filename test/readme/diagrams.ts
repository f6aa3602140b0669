import { TRANSITIONS } from "@frontdesk/shared/domain/transitions";
import { PIPELINE, STAGES } from "@frontdesk/shared/pipeline";
import { policyTable } from "./policy-table.ts";

/** The parts of the README that are made from code, by the name between whose markers they stand. */
export const GENERATED = { flow: flowDiagram, life: stateDiagram, policy: policyTable };

/** Who tells whom what, and how long the work behind it may take. */
function flowDiagram(): string {
  const lines = Object.entries(PIPELINE).map(([event, line]) => {
    const limit = "step" in line ? `<br/>${line.step}, ${STAGES[line.step].work / 1_000} s at most` : "";
    return `  ${line.from} -- "${event}${limit}" --> ${line.to}`;
  });
  return mermaid([
    "flowchart LR",
    "  GitHub -- webhook --> ingest",
    ...lines,
    '  approval -- "one comment" --> GitHub',
  ]);
}

/** Every way from one state to another. What leaves the state as it is, such as a claim, is left out. */
function stateDiagram(): string {
  const ways = new Map<string, string[]>();
  for (const [name, { from, to }] of Object.entries(TRANSITIONS)) {
    if (to === "same") continue;
    for (const start of grouped(from)) {
      for (const end of to) {
        const way = `${start === "none" ? "[*]" : start} --> ${end}`;
        ways.set(way, [...(ways.get(way) ?? []), name]);
      }
    }
  }
  const lines = [...ways].map(([way, names]) => `  ${way}: ${names.join(", ")}`);
  const boxes = [
    "  state open {",
    "    awaiting_approval",
    "    state worked_on {",
    ...WORKED_ON.map((state) => `      ${state}`),
  ];
  return mermaid(["stateDiagram-v2", ...boxes, "    }", "  }", "  posting", ...lines]);
}

/** Until there is an intent to post: what all of these can do is drawn once, from the box around them. */
const WORKED_ON = ["received", "triaged", "drafted", "approved"];
const OPEN = [...WORKED_ON, "awaiting_approval"];

function grouped(states: readonly string[]): string[] {
  const box = (name: string, inside: string[], all: readonly string[]) =>
    inside.every((state) => all.includes(state)) ? [name, ...all.filter((state) => !inside.includes(state))] : [...all];
  const open = box("open", OPEN, states);
  return open.includes("open") ? open : box("worked_on", WORKED_ON, states);
}

function mermaid(lines: string[]): string {
  return ["```mermaid", ...lines, "```"].join("\n");
}
