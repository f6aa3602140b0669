import { Unusable } from "@frontdesk/shared/domain/errors";
import type { TokenTrust } from "@frontdesk/shared/http/verify-token";

type Environment = { readonly [name: string]: string | undefined };

export type DeskConfig = {
  /** What decisions are signed with where people decide, and verified with here. */
  decisionKey: string;
  /** The services that may have read tokens. */
  readers: TokenTrust;
  /** Whoever ticks. */
  scheduler: TokenTrust;
};

const SHORTEST_KEY = 32;
const ACCOUNT = /^[^\s@,]+@[^\s@,]+$/;

/** Desk is called by Pub/Sub, by the scheduler and by services: by each under its own account, all made out to desk. */
export function readDeskConfig(environment: Environment, push: TokenTrust | undefined): DeskConfig {
  if (!push) {
    throw new Unusable(
      "FRONTDESK_PUSH_AUDIENCE and FRONTDESK_PUSH_SERVICE_ACCOUNT are missing: set them to what desk's push subscriptions bring.",
    );
  }
  return {
    decisionKey: decisionKeyIn(environment),
    readers: { ...push, accounts: accountsIn(environment, "FRONTDESK_READER_ACCOUNTS") },
    scheduler: { ...push, accounts: accountsIn(environment, "FRONTDESK_SCHEDULER_ACCOUNT") },
  };
}

function decisionKeyIn({ FRONTDESK_DECISION_KEY: key = "" }: Environment): string {
  if (key.length >= SHORTEST_KEY) return key;
  const said = key === "" ? "is missing" : `has ${key.length} characters`;
  throw new Unusable(
    `FRONTDESK_DECISION_KEY ${said}: set it to ${SHORTEST_KEY} random characters or more, the same for web and desk.`,
  );
}

function accountsIn(environment: Environment, name: string): string[] {
  const given = environment[name] ?? "";
  const accounts = given.split(",").map((account) => account.trim());
  if (accounts.every((account) => ACCOUNT.test(account))) return accounts;
  throw new Unusable(
    `${name} is "${given}", but must be the e-mail addresses of service accounts, with commas between them.`,
  );
}
