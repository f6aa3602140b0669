import { settingsJsonSchema } from "@frontdesk/shared/domain/repo-settings";

type Described = {
  description?: string;
  default?: unknown;
  enum?: unknown[];
  properties?: { [name: string]: Described };
};

/** What may stand in a repository's own file, as its schema describes it. */
export function policyTable(): string {
  const { properties = {} } = settingsJsonSchema() as Described;
  const rows = Object.entries(properties).map(([name, one]) => [`\`${name}\``, standard(one), whatFor(one)]);
  return table([["setting", "if not set", "what for"], ...rows]);
}

/** As the formatter wants it: each column as wide as its widest cell. */
function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function standard({ default: value }: Described): string {
  if (value === undefined || JSON.stringify(value) === "{}" || JSON.stringify(value) === "[]") return "";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function whatFor({ description = "", enum: choices, properties }: Described): string {
  const parts = Object.keys(properties ?? {}).map((name) => `\`${name}\``);
  return [
    description,
    ...(choices ? [`One of ${choices.map((choice) => `\`${choice}\``).join(", ")}.`] : []),
    ...(parts.length > 0 ? [`Has ${parts.join(", ")}.`] : []),
  ].join(" ");
}
