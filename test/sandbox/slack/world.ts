import type { Log } from "@frontdesk/shared/telemetry/log";
import type { Neighbours } from "../look/frame.ts";
import type { State } from "./state.ts";

/** The App as Slack knows it. */
export const APP = {
  id: "A0FRONTDESK",
  userId: "U0FRONTDESK",
  botId: "B0FRONTDESK",
  teamId: "T0ACME",
  teamDomain: "acme",
  token: "xoxb-sandbox-1234567890-frontdesk",
  signingSecret: "8f742231b10e8888abcd99yyyzzz85a5",
} as const;

/** What all parts of the stand-in share. */
export type World = {
  state: State;
  now: () => Date;
  log: Log;
  /** Where it can be reached: known when it listens. */
  url: string;
  /** The sandbox's other pages: known when they are there. */
  neighbours: Neighbours;
  /** Where clicks are sent. */
  interactions: string | undefined;
  /** What the App may do. */
  scopes: Set<string>;
};
