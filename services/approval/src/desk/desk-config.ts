import type { TokenTrust } from "@frontdesk/shared/http/verify-token";
import { type Environment, readSettings, readTogether } from "@frontdesk/shared/settings/read-settings";
import { z } from "zod";
import { accounts, decisionKey, trustIn } from "../role-config.ts";

export type DeskConfig = {
  /** What decisions are signed with where people decide, and verified with here. */
  decisionKey: string;
  /** The services that may have read tokens. */
  readers: TokenTrust;
  /** Whoever ticks. */
  scheduler: TokenTrust;
};

export const deskSchema = z.object({
  FRONTDESK_DECISION_KEY: decisionKey,
  FRONTDESK_READER_ACCOUNTS: accounts,
  FRONTDESK_SCHEDULER_ACCOUNT: accounts,
});

/** Desk is called by Pub/Sub, by the scheduler and by services: by each under its own account, all made out to desk. */
export function readDeskConfig(environment: Environment, push: TokenTrust | undefined): DeskConfig {
  const { settings, trust } = readTogether({
    settings: () => readSettings(deskSchema, environment),
    trust: () => trustIn(push, "what desk's push subscriptions bring"),
  });
  return {
    decisionKey: settings.FRONTDESK_DECISION_KEY,
    readers: { ...trust, accounts: settings.FRONTDESK_READER_ACCOUNTS },
    scheduler: { ...trust, accounts: settings.FRONTDESK_SCHEDULER_ACCOUNT },
  };
}
