import type { Request } from "express";
import type { Address } from "./address.ts";
import type { Json } from "./contents.ts";
import type { Fault } from "./faults.ts";
import type { Usage } from "./usage.ts";

export type Call = { nth: number; address: Address; body: Json; query: Request["query"]; fault: Fault | undefined };

export type Reply = {
  body: object;
  /** The same in pieces, for who asked for a stream. */
  frames?: object[];
  usage?: Usage;
  finishReason?: string;
  answer?: string;
  /** When the model has done its work. */
  done?: () => void;
};
