import { z } from "zod";
import { type Event, eventSchema } from "../domain/events.ts";
import { parseJson } from "../domain/parse-json.ts";

/**
 * What Pub/Sub wraps around a message. Each part that is used must be as documented. Parts that are new are let
 * be: the day Google adds one must not be the day on which every message counts as malformed and is thrown away.
 */
const envelopeSchema = z.object({
  message: z.object({
    data: z.base64().default(""),
    messageId: z.string().min(1),
    attributes: z.record(z.string(), z.string()).default({}),
  }),
  subscription: z.string().min(1),
  /** Only where the subscription has a dead-letter topic. */
  deliveryAttempt: z.int().positive().optional(),
});

/** A message as it was pushed; `text` is what was published. */
export type Pushed = {
  text: string;
  messageId: string;
  subscription: string;
  deliveryAttempt?: number | undefined;
  /** From the attributes, where Pub/Sub's clients put it. */
  traceparent?: string | undefined;
  /** The type that it was published as. */
  publishedAs?: string | undefined;
};

export type Malformed = { malformed: string };

export function readEnvelope(body: Buffer): Pushed | Malformed {
  const parsed = envelopeSchema.safeParse(parseJson(body.toString()));
  if (!parsed.success) return { malformed: z.prettifyError(parsed.error) };
  const { message, subscription, deliveryAttempt } = parsed.data;
  const { data, messageId, attributes } = message;
  const { googclient_traceparent: traceparent, type: publishedAs } = attributes;
  const text = Buffer.from(data, "base64").toString();
  return { text, messageId, subscription, deliveryAttempt, traceparent, publishedAs };
}

/** Published by hand, a message may lack the attribute. Where it is there, it must agree. */
export function readEvent({ text, publishedAs }: Pushed): Event | Malformed {
  const parsed = eventSchema.safeParse(parseJson(text));
  if (!parsed.success) return { malformed: z.prettifyError(parsed.error) };
  const { type } = parsed.data;
  if (publishedAs === undefined || publishedAs === type) return parsed.data;
  return { malformed: `it was published as ${publishedAs} and says that it is ${type}` };
}
