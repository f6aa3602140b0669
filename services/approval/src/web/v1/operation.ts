import type { Request, Response } from "express";
import type { z } from "zod";
import type { Problem } from "../../api/problem.ts";
import type { Viewer } from "../viewer.ts";

/** One thing that can be asked of `/v1`. The routes, what they refuse and the OpenAPI document are all made from these. */
export type Operation = {
  method: "get" | "post" | "put" | "delete";
  path: `/v1/${string}`;
  summary: string;
  /** What is worth knowing beside it. */
  about?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer: Answer;
  /** What it may be refused with, beside what every one of them may be. */
  refusals: readonly number[];
  /** Needs no sign-in: it says nothing of anybody's tasks. */
  isOpen?: true;
};

/** Of the success. Without a schema and a type it has no body. */
export type Answer = { status: 200 | 201 | 202 | 204; what: string; schema?: z.ZodType; type?: string };

type Read<S> = S extends z.ZodType ? z.infer<S> : undefined;

/** A page is its text. */
type BodyOf<A extends Answer> = A extends { schema: z.ZodType }
  ? Read<A["schema"]>
  : A extends { type: string }
    ? string
    : undefined;

export type Asked<O extends Operation> = {
  viewer: Viewer;
  params: Read<O["params"]>;
  query: Read<O["query"]>;
  body: Read<O["body"]>;
  /** Aborts when nobody waits for the answer any more, or it has taken too long. */
  signal: AbortSignal;
  request: Request;
  response: Response;
};

export type Reply<O extends Operation> =
  /** `isNothing`: what was named was not found, be it that it isn't there or that it may not be seen. */
  | { is: "answer"; body: BodyOf<O["answer"]>; etag?: string; isNothing?: boolean }
  | Refused
  /** The answer was begun, and goes on by itself. */
  | { is: "under way" };

export type Refused = { is: "refused" } & Omit<Problem, "title">;

export type Handle<O extends Operation> = (asked: Asked<O>) => Promise<Reply<O>>;

export function answer<T>(body: T, etag?: string): { is: "answer"; body: T; etag?: string } {
  return { is: "answer", body, ...(etag !== undefined && { etag }) };
}

export function refused(status: number, detail: string, more: Pick<Problem, "because" | "decided"> = {}): Refused {
  return { is: "refused", status, detail, ...more };
}

/** The same words for what isn't there and for what may not be seen. */
export function absent(what: string): Refused {
  return refused(404, `There is no ${what.slice(0, 300)}, or none that you may see.`);
}
