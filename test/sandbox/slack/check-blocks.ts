import { z } from "zod";

/**
 * What Slack takes of Block Kit, as far as it is used here: the rest it would take, too, and this refuses.
 * https://docs.slack.dev/reference/block-kit
 */

const plain = (most: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const text = (most: number) =>
  z.discriminatedUnion("type", [
    plain(most),
    z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(most), verbatim: z.boolean().optional() }),
  ]);

const blockId = z.string().min(1).max(255).optional();
const actionId = z.string().min(1).max(255);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(["primary", "danger"]).optional(),
});

const button = z.strictObject({
  type: z.literal("button"),
  text: plain(75),
  action_id: actionId,
  value: z.string().max(2_000).optional(),
  url: z.url().max(3_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
});

const input = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: actionId,
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3_000).optional(),
  max_length: z.int().min(1).max(3_000).optional(),
  initial_value: z.string().max(3_000).optional(),
  placeholder: plain(150).optional(),
});

const common = [
  z.strictObject({
    ...{ type: z.literal("section"), block_id: blockId },
    text: text(3_000).optional(),
    fields: z.array(text(2_000)).min(1).max(10).optional(),
  }),
  z.strictObject({ type: z.literal("context"), block_id: blockId, elements: z.array(text(3_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal("actions"), block_id: blockId, elements: z.array(button).min(1).max(25) }),
  z.strictObject({ type: z.literal("header"), block_id: blockId, text: plain(150) }),
  z.strictObject({ type: z.literal("divider"), block_id: blockId }),
] as const;
const inputBlock = z.strictObject({
  ...{ type: z.literal("input"), block_id: blockId, element: input },
  ...{ label: plain(2_000), hint: plain(2_000).optional(), optional: z.boolean().optional() },
});

const inMessage = z.discriminatedUnion("type", common);
const inView = z.discriminatedUnion("type", [...common, inputBlock]);

export type Block = z.infer<typeof inView>;
export type Button = z.infer<typeof button>;
export type TextObject = z.infer<ReturnType<typeof text>>;

const viewSchema = z.strictObject({
  type: z.literal("modal"),
  title: plain(24),
  blocks: z.array(inView).max(100),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  private_metadata: z.string().max(3_000).optional(),
  callback_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
});

export type Checked<T> = { value: T } | { error: string; messages: string[] };

/** About so many characters, as JSON, are too many for one message. */
const MOST_IN_ALL = 13_000;

export function checkMessageBlocks(json: string): Checked<Block[]> {
  const checked = check(z.array(inMessage).max(50).superRefine(eachIdOnce), json, "invalid_blocks", "blocks");
  if ("value" in checked && json.length > MOST_IN_ALL) return { error: "msg_blocks_too_long", messages: [] };
  return checked;
}

export function checkView(view: unknown): Checked<z.infer<typeof viewSchema>> {
  const withInputs = viewSchema.superRefine((given, context) => {
    eachIdOnce(given.blocks, context);
    if (given.blocks.some(({ type }) => type === "input") && !given.submit) {
      context.addIssue({ code: "custom", message: "submit is required when an input is within blocks" });
    }
  });
  return check(withInputs, typeof view === "string" ? view : JSON.stringify(view), "invalid_arguments", "view");
}

function check<T>(schema: z.ZodType<T>, json: string, error: string, name: string): Checked<T> {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    return { error: name === "blocks" ? "invalid_blocks_format" : error, messages: ["[ERROR] no JSON"] };
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data };
  const messages = parsed.error.issues.map(
    ({ path, message }) => `[ERROR] ${message} [json-pointer:/${[name, ...path].join("/")}]`,
  );
  return { error, messages };
}

/** Section: a text or fields. Blocks and the buttons of a block: each under a name of its own. */
function eachIdOnce(blocks: readonly Block[], context: z.RefinementCtx): void {
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  if (new Set(ids).size < ids.length) context.addIssue({ code: "custom", message: "block_id already exists" });
  for (const block of blocks) {
    if (block.type === "section" && !block.text && !block.fields) {
      context.addIssue({ code: "custom", message: "a section needs a text or fields" });
    }
    const actions = block.type === "actions" ? block.elements.map(({ action_id }) => action_id) : [];
    if (new Set(actions).size < actions.length)
      context.addIssue({ code: "custom", message: "action_id already exists" });
  }
}
