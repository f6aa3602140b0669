import type { EventType } from "../../domain/events.ts";
import { PIPELINE, type Service } from "../../pipeline.ts";

/**
 * What there is in Pub/Sub for one type of event: a topic, the push subscription of the service that takes it, and
 * where its dead letters go. Made from the pipeline's table: publisher, infra and tests read the same.
 */
export type Channel = {
  type: EventType;
  to: Service;
  topic: string;
  subscription: string;
  /** Its topic and its subscription have the same name: a dead-letter topic that nobody subscribes to loses them. */
  deadLetters: string;
  ackDeadline: number;
};

/** The event's type is the topic's name. The prefix lets several installations share a project. */
export function topicOf(type: EventType, prefix: string): string {
  return `${prefix}${type}`;
}

export function channelsOf(prefix: string): Channel[] {
  const types = Object.keys(PIPELINE) as EventType[];
  return types.map((type) => {
    const { to, ack: ackDeadline } = PIPELINE[type];
    const topic = topicOf(type, prefix);
    return { type, to, topic, subscription: `${topic}.${to}`, deadLetters: `${topic}.dead`, ackDeadline };
  });
}
