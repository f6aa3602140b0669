import { z } from "zod";

const who = {
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().optional(), is_bot: z.boolean().optional() }),
};
const memorySchema = z.object({ task: z.string().max(250), digest: z.string().max(128), round: z.int().min(0) });

const clickSchema = z.object({
  ...who,
  type: z.literal("block_actions"),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.object({ message_ts: z.string().optional(), channel_id: z.string().optional() }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});
const sentSchema = z.object({
  ...who,
  type: z.literal("view_submission"),
  view: z.object({
    callback_id: z.string(),
    private_metadata: fromJson(memorySchema),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});

export const BUTTONS = ["approve", "edit", "reject", "send_back"] as const;
export type ButtonName = (typeof BUTTONS)[number];

const valueSchema = fromJson(memorySchema.omit({ round: true }));

type Who = { team: string | undefined; user: string; userTeam: string | undefined; isBot: boolean };

export type Interaction =
  | (Who & {
      is: "click";
      button: ButtonName;
      task: string;
      digest: string;
      trigger: string;
      answerTo: string | undefined;
      message: { channel: string; ts: string } | undefined;
    })
  | (Who & { is: "form"; form: ButtonName; task: string; digest: string; round: number; block: string; text: string })
  /** Slack tells us of it, and there is nothing to do. */
  | { is: "nothing" };

/** What a person did, from the form that Slack sends. Undefined: it is none, or can't be understood. */
export function readInteraction(body: string): Interaction | undefined {
  const payload = new URLSearchParams(body).get("payload");
  const parsed = fromJson(z.object({ type: z.string() }).loose()).safeParse(payload);
  if (!parsed.success) return undefined;
  switch (parsed.data.type) {
    case "block_actions":
      return clickIn(parsed.data);
    case "view_submission":
      return formIn(parsed.data);
    default:
      return { is: "nothing" };
  }
}

function clickIn(payload: unknown): Interaction | undefined {
  const parsed = clickSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { actions, trigger_id: trigger, response_url: answerTo, container } = parsed.data;
  const button = BUTTONS.find((name) => name === actions[0]?.action_id);
  // A link is a button as well.
  if (!button) return { is: "nothing" };
  const value = valueSchema.safeParse(actions[0]?.value);
  if (!value.success) return undefined;
  const { message_ts: ts, channel_id: channel } = container ?? {};
  const message = ts !== undefined && channel !== undefined ? { channel, ts } : undefined;
  return { is: "click", button, ...value.data, trigger, answerTo, message, ...whoIn(parsed.data) };
}

function formIn(payload: unknown): Interaction | undefined {
  const parsed = sentSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { callback_id, private_metadata: memory, state } = parsed.data.view;
  const form = BUTTONS.find((name) => name === callback_id);
  if (!form) return { is: "nothing" };
  const block = `text ${memory.round}`;
  const text = (state.values[block]?.text?.value ?? "").replaceAll("\r\n", "\n");
  return { is: "form", form, ...memory, block, text, ...whoIn(parsed.data) };
}

function whoIn({ team, user }: { team?: { id: string } | null | undefined; user: z.infer<(typeof who)["user"]> }): Who {
  const isBot = user.is_bot === true || user.id === "USLACKBOT";
  return { team: team?.id, user: user.id, userTeam: user.team_id, isBot };
}

function fromJson<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is no JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
