import { Unusable } from "@frontdesk/shared/domain/errors";

export type Environment = { readonly [name: string]: string | undefined };

/** One image, two roles: the public one, where people decide, and the private one, which acts on GitHub. */
export type Role = "web" | "desk";

export function readRole({ FRONTDESK_ROLE: role }: Environment): Role {
  if (role === "web" || role === "desk") return role;
  const said = role ? `is "${role}"` : "is missing";
  throw new Unusable(
    `FRONTDESK_ROLE ${said}: set it to "web" for the console, sign-in and /v1, or to "desk" for what acts on GitHub. They run apart, each with its own secrets.`,
  );
}

const SHORTEST_KEY = 32;
const ACCOUNT = /^[^\s@,]+@[^\s@,]+$/;

/** What decisions are signed with where people decide, and verified with where comments are posted. */
export function decisionKeyIn(environment: Environment): string {
  return keyIn(environment, "FRONTDESK_DECISION_KEY", "the same for web and desk");
}

/** `about` says what is to be known about it. No message has what was given: it may be most of a key. */
export function keyIn(environment: Environment, name: string, about: string): string {
  const key = environment[name] ?? "";
  if (key.length >= SHORTEST_KEY) return key;
  const said = key === "" ? "is missing" : `has ${key.length} characters`;
  throw new Unusable(`${name} ${said}: set it to ${SHORTEST_KEY} random characters or more, ${about}.`);
}

export function accountsIn(environment: Environment, name: string): string[] {
  const given = environment[name] ?? "";
  const accounts = given.split(",").map((account) => account.trim());
  if (accounts.every((account) => ACCOUNT.test(account))) return accounts;
  throw new Unusable(
    `${name} is "${given}", but must be the e-mail addresses of service accounts, with commas between them.`,
  );
}
