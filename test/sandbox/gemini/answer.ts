import { draftReply } from "./draft-reply.ts";
import type { Fault } from "./faults.ts";
import { fillSchema, type Wish } from "./fill-schema.ts";
import type { Prompt } from "./read-prompt.ts";
import type { Schema } from "./schema.ts";
import { spoil } from "./spoil-answer.ts";
import { wishesFor } from "./wishes.ts";

type Asked = { prompt: Prompt; schema: Schema | undefined; json: boolean; fault: Fault | undefined };

/** What the model says: JSON that fits the schema, or a reply; and what a fault makes of it. */
export function answerTo({ prompt, schema, json, fault }: Asked): string {
  if (fault?.kind === "says") return "text" in fault ? fault.text : JSON.stringify(fault.json);
  const { issue, comments } = prompt;
  const said = [issue.title, issue.body, ...comments].filter(Boolean).join("\n\n");
  const echo = fault?.kind === "echo" ? said : undefined;
  const wish = echo === undefined ? wishesFor(prompt) : echoing(echo, wishesFor(prompt));
  if (schema) {
    const value = fillSchema(schema, wish, echo !== undefined && isText(schema) ? echo : undefined);
    return spoil(fault, schema.type === "string" && schema.values ? String(value) : JSON.stringify(value));
  }
  const text = echo ?? draftReply(prompt).body;
  return spoil(fault, json ? JSON.stringify({ reply: text }) : text);
}

function echoing(text: string, wish: Wish): Wish {
  return (name, schema) => {
    const item = schema.items?.();
    if (isText(schema)) return text;
    if (item && isText(item)) return [text];
    // One object, whose fields come here again.
    return item?.type === "object" ? [{}] : wish(name, schema);
  };
}

function isText({ type, values, anyOf }: Schema): boolean {
  return (type === "string" && !values) || anyOf.some(isText);
}
