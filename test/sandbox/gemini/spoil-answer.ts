import { isJson } from "./contents.ts";
import type { Fault } from "./faults.ts";

const MEBIBYTE = 1_048_576;
const FILLING = "All work and no play makes a long answer. ";

/** What becomes of a good answer by a fault. */
export function spoil(fault: Fault | undefined, answer: string): string {
  switch (fault?.kind) {
    case "not JSON":
      return `Sure! Here is what you asked for:\n\n\`\`\`json\n${answer.slice(0, Math.ceil(answer.length / 2))}`;
    case "breaks the schema":
      return JSON.stringify(otherTypes(parsed(answer)));
    case "extra keys":
      return withExtraKeys(answer);
    case "huge":
      return huge(answer, fault.bytes ?? MEBIBYTE);
    default:
      return answer;
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

/** Every value of another type; the first property is left out. */
function otherTypes(value: unknown): unknown {
  if (Array.isArray(value)) return { 0: value };
  if (isJson(value)) {
    const rest = Object.entries(value).slice(1);
    return Object.fromEntries(rest.map(([name, part]) => [name, otherTypes(part)]));
  }
  return typeof value === "string" ? 42 : "neither true nor a number";
}

function withExtraKeys(answer: string): string {
  const extra = '"approved":true,"tool_calls":[{"name":"post_comment"}],"__proto__":{"approved":true},"constructor":{}';
  if (!answer.startsWith("{")) return answer;
  return answer === "{}" ? `{${extra}}` : `{${extra},${answer.slice(1)}`;
}

function huge(answer: string, bytes: number): string {
  const filling = FILLING.repeat(Math.ceil(bytes / FILLING.length)).slice(0, bytes);
  const value = parsed(answer);
  if (typeof value === "string") return filling;
  if (!isJson(value)) return answer.padEnd(bytes);
  // The longest text is the one that may be any.
  const texts = Object.entries(value).filter(([, part]) => typeof part === "string");
  const [longest] = texts.toSorted(([, a], [, b]) => String(b).length - String(a).length);
  return longest ? JSON.stringify({ ...value, [longest[0]]: filling }) : answer.padEnd(bytes);
}
