import type { EventType } from "@frontdesk/shared/domain/events";
import type { Redelivery } from "@frontdesk/shared/pipeline";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { afterAll, beforeAll, onTestFinished } from "vitest";

/** Opens a backend on data of its own: nothing is in it that another call's backend stored. */
export type OpenBackend<B extends TestBackend = TestBackend> = (options?: BackendOptions) => Promise<B>;

export type BackendOptions = {
  /** The backend's clock; the machine's if not given. */
  now?: () => Date;
  /** When events come again; as the pipeline has it if not given. */
  redelivery?: Redelivery;
};

export type TestBackend = Backend & {
  /** Closes, and opens again on the same data with the same options: a restart. */
  reopen(): Promise<TestBackend>;
};

/** A backend whose connection to what keeps the data can be made to fail. */
export type FaultyBackend = TestBackend & { faults: Faults };

export type Faults = {
  /** The next write happens, then `meanwhile`, and the client is told that the connection broke. */
  loseNextAnswer(meanwhile?: () => Promise<unknown>): void;
  /** The next write doesn't happen, and the client is told that the connection broke. */
  refuseNextWrite(): void;
  /** From now on nothing can be reached, until `comeBack`. */
  goDown(): void;
  comeBack(): void;
};

/** A backend whose stored tasks can be made unreadable, as by a person's hand. */
export type SpoilableBackend = TestBackend & {
  spoil(taskId: string): Promise<void>;
  /** What was logged with an alert. */
  alerts(): readonly string[];
};

/** A backend that lets a test see what becomes of messages that nobody can handle. */
export type BusBackend = TestBackend & {
  messages: Messages;
  /** What was logged with an alert. */
  alerts(): readonly string[];
};

export type Messages = {
  /** Puts a text where the events of the type wait. */
  publishRaw(type: EventType, text: string): Promise<void>;
  /** The texts of the messages that were put aside. */
  deadLetters(): Promise<readonly string[]>;
};

/** One backend for all tests of the surrounding `describe`. */
export function openForAll<B extends Backend>(open: () => Promise<B>): () => B {
  let backend: B | undefined;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend?.close());
  return () => {
    if (!backend) throw new Error("the backend is open only while tests run");
    return backend;
  };
}

/** A backend for the running test alone, closed behind it. */
export async function openForTest<B extends Backend>(open: () => Promise<B>): Promise<B> {
  const backend = await open();
  onTestFinished(() => backend.close());
  return backend;
}
