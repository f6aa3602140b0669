import { spread } from "@frontdesk/shared/domain/spread";
import { PROJECTS, type Project } from "./projects.ts";
import { type Kind, MISSING, REAL, SHORT, SPAM, THANKS, type Told, type Wording } from "./wordings.ts";

export type Sort = "spam" | "missing" | "simple" | "real";

/** One event, and what a person would say that it is. */
export type Mixed = {
  project: Project;
  /** The issue's, counted in its repository. */
  number: number;
  author: string;
  title: string;
  body: string;
  /** The newest comment, where that is what wants an answer: the issue has been answered before. */
  comment?: string;
  sort: Sort;
  label: { kind: Kind; spam: boolean; wantsReply: boolean };
};

/** What a bug's form has when nobody has filled in anything but the description. */
const LEFT_OPEN = ["Version", "Steps to reproduce", "Log"].map((label) => `### ${label}\n\n_No response_`).join("\n\n");

export const FORM = `name: Bug
body:
${["Version", "Steps to reproduce", "What happened", "Log"]
  .map((label) => `  - type: textarea\n    attributes: { label: ${label} }\n    validations: { required: true }`)
  .join("\n")}
`;

/** Of each repository's tasks. */
const PARTS: [Sort, number][] = [
  ["spam", 0.15],
  ["missing", 0.2],
  ["simple", 0.15],
  ["real", 0.5],
];

/** 240 tasks over five repositories, always the same, in the order in which they come. */
export const MIX: readonly Mixed[] = PROJECTS.flatMap(mixOf).toSorted((one, other) => turn(one) - turn(other));

function turn({ project, number }: Mixed): number {
  return spread(`turn ${project.name} ${number}`);
}

function mixOf(project: Project): Mixed[] {
  const sorts = PARTS.flatMap(([sort, part]) =>
    Array.from({ length: part * project.tasks }, (_, nth) => ({ sort, nth })),
  );
  return sorts.map(({ sort, nth }, index) => {
    const number = index + 1;
    const told = toldOf(project, sort, nth);
    const author = `reporter-${project.name}-${number}`;
    return { project, number, author, sort, ...written(sort, nth, told, project) };
  });
}

/** What it is about: another topic each time. */
function toldOf({ tool, topics }: Project, sort: Sort, nth: number): Told {
  const at = (index: number) => topics[index % topics.length]!;
  const from = nth + Math.floor(spread(sort) * topics.length);
  const version = `3.${nth % 3}.${(nth * 5) % 7}`;
  const system = ["Debian 13", "Fedora 44", "macOS 26.1", "Windows 11", "Alpine 3.23"][nth % 5]!;
  return { tool, topic: at(from), other: at(from + 1 + (nth % 3)), version, system };
}

type Written = Pick<Mixed, "title" | "body" | "comment" | "label">;

function written(sort: Sort, nth: number, told: Told, { hasForm, topics }: Project): Written {
  const round = Math.floor(nth / topics.length);
  const say = (wordings: Wording[], of = nth) => {
    const { kind, title, body } = wordings[(of + round) % wordings.length]!;
    const label = { kind, spam: sort === "spam", wantsReply: sort !== "spam" };
    return { title: title(told), body: body(told), label };
  };
  if (sort === "spam") return say(SPAM);
  if (sort === "real") return say(REAL);
  if (sort === "missing") {
    const said = say(MISSING);
    return hasForm ? { ...said, body: `### What happened\n\n${said.body}\n\n${LEFT_OPEN}` } : said;
  }
  if (nth % 2 === 1) return say(SHORT, (nth - 1) / 2);
  const asked = say(REAL.filter(({ kind }) => kind === "question"));
  const comment = THANKS[(nth / 2) % THANKS.length]!;
  return { ...asked, comment, label: { kind: "other", spam: false, wantsReply: false } };
}
