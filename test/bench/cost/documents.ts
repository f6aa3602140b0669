import type { Project, Topic } from "./projects.ts";

type Told = Topic & { tool: string; other: Topic };

/** What a handbook says of each thing that a program does, in the order of its chapters. */
const CHAPTERS: [string, (told: Told) => string][] = [
  [
    "What it does",
    ({ tool, name, does, setting, other }) =>
      `In ${tool}, ${name} ${does}. It is on by default, and most people never touch it: the defaults were chosen so that a fresh installation on an ordinary machine does the right thing for its first months. You will want to read this page when your data grows, when several people share one installation, or when something that you did not expect turns up in the log. Everything described here hangs on one setting, \`${setting}\`, and works together with ${other.name}, which ${other.does}. Where the two disagree, ${name} goes first, and the log has a line about it.`,
  ],
  [
    "Setting it up",
    ({ tool, setting, value, command }) =>
      `Put \`${setting}\` into the configuration file, under the section that the file of the installation came with:\n\n\`\`\`yaml\n${tool}:\n  ${setting}: ${JSON.stringify(value)}\n\`\`\`\n\nThe default is \`${value}\`. The file is read at the start and whenever it changes; a value that can't be understood is reported, and the one before it stays in force. To see what is in force now, run \`${tool} ${command} --show\`. It prints the value, where it comes from (the default, the file, or the environment) and since when. An environment variable of the same name in capitals goes before the file, which is meant for containers.`,
  ],
  [
    "From the command line",
    ({ tool, name, command, setting }) =>
      `\`${tool} ${command}\` does it once, now, and prints what it did. With \`--dry-run\` it prints what it would do and changes nothing, and with \`--json\` one object a line for scripts. \`--${setting.replaceAll("_", "-")} VALUE\` overrides the setting for this one run. The exit code is 0 when all went well, 1 when something was left undone that a second run may finish, and 2 when it can't be done at all. Two runs at a time are safe: the second one waits for the first, for up to a minute, and then says so. For ${name} on many machines, give each of them the same file and start them a few minutes apart.`,
  ],
  [
    "Limits",
    ({ tool, name, setting, other }) =>
      `There is no hard limit on ${name}, but three things are worth knowing. It needs memory in proportion to what it looks at, some 40 MB for every million entries. It holds a handle open for as long as it works, which a network drive may close after a time; \`${setting}\` is not the place to work around that, but the mount options are. And whatever ${other.name} is set to is a ceiling: ${tool} never does more than the lower one of the two allows. On machines with less than 1 GB of memory we suggest to leave it at its default and to let it run at night.`,
  ],
  [
    "When it fails",
    ({ tool, name, code, command, setting }) =>
      `When ${name} can't go on, ${tool} stops that part alone, leaves everything as it was and reports \`${code}\`. The message names the entry at which it happened and the reason that the operating system gave. The three usual causes are rights that are missing on the folder, a disk that is full, and a value of \`${setting}\` that was meant for another version. Run \`${tool} ${command} --explain ${code}\` to see which of them it was. After the cause is gone nothing else has to be done: the next run takes up where the last one left. If \`${code}\` comes back at once, take the output of \`${tool} ${command} --verbose\` to an issue, together with the version and the system.`,
  ],
  [
    "Tuning",
    ({ name, setting, value, other }) =>
      `Change one thing at a time, and measure over a day. Raising \`${setting}\` above \`${value}\` makes ${name} do more at once: that helps where the network is fast and the disk is not, and hurts in the other case. Lowering it makes each run shorter and more frequent. We measured on three machines: a laptop with a solid-state disk gained nothing from any change; a server with spinning disks was 30 % faster with half the default; a small board ran out of memory with twice the default. Should ${other.name} be slow as well, look at that first: \`${other.setting}\` is most often the reason for both.`,
  ],
  [
    "Upgrading",
    ({ tool, name, setting, code, command }) =>
      `Before 2.0 ${name} was configured by a file of its own. ${tool} still reads it, warns, and will stop doing so in 4.0. \`${tool} ${command} --convert\` writes what it says as \`${setting}\` into the present file, and keeps the old one beside it. From 2.3 to 3.0 the meaning did not change, but values without a unit are refused with \`${code}\` instead of being taken for bytes or seconds. It is safe to go back one minor version at any time; to go back a major one, restore the configuration file from before.`,
  ],
];

export type TextFile = { path: string; text: string };

/** A README, and a page of the handbook for each thing that the program does. */
export function documentsOf(project: Project): TextFile[] {
  const { tool, topics } = project;
  return [
    { path: "README.md", text: readme(project) },
    ...topics.map((topic, index) => {
      const other = topics[(index + 3) % topics.length] ?? topic;
      const chapters = CHAPTERS.map(([title, write]) => `## ${title}\n\n${write({ ...topic, tool, other })}\n`);
      return { path: pageOf(topic), text: `# ${topic.name}\n\n${chapters.join("\n")}` };
    }),
  ];
}

function pageOf({ name }: Topic): string {
  return `docs/${name.toLowerCase().replaceAll(/\W+/g, "-")}.md`;
}

function readme({ owner, name, tool, about, topics }: Project): string {
  const list = topics.map(
    (topic) => `- [${topic.name}](${pageOf(topic)}): ${topic.does}. Setting: \`${topic.setting}\`.`,
  );
  return `# ${name}

${about}.

## Installing

\`\`\`sh
curl -fsSL https://get.${name}.example/install.sh | sh
${tool} --version
\`\`\`

Packages for Debian, Fedora, Alpine, macOS and Windows are attached to each release of ${owner}/${name}. The newest version is 3.2.1; 2.9 gets security fixes for another year. The licence is Apache 2.0.

## What there is

${list.join("\n")}

## Getting help

Read the page of what you are working with, and search the issues. A report should have the version, what you did, what you expected, what happened instead, and the log.
`;
}
