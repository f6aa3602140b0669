import { Unusable } from "@frontdesk/shared/domain/errors";
import type { TokenTrust } from "@frontdesk/shared/http/verify-token";
import { accountsIn, decisionKeyIn, type Environment } from "../role-config.ts";

export type DeskConfig = {
  /** What decisions are signed with where people decide, and verified with here. */
  decisionKey: string;
  /** The services that may have read tokens. */
  readers: TokenTrust;
  /** Whoever ticks. */
  scheduler: TokenTrust;
};

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
