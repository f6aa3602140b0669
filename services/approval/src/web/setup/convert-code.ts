import { Unavailable } from "@frontdesk/shared/domain/errors";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { z } from "zod";
import type { NewSettings } from "./write-settings.ts";

const CODE = /^[\w-]{1,100}$/;
const DEADLINE = 15 * SECOND;

const madeSchema = z.object({
  id: z.number().int().positive(),
  pem: z.string().includes("PRIVATE KEY"),
  webhook_secret: z.string().min(1),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
});

/**
 * Exchanges the code that GitHub came back with for what the new App is: its settings. Undefined where the code is none, was
 * used, or is older than an hour. What GitHub says goes into no message: it has the keys in it.
 */
export async function convertCode(
  code: string,
  { apiUrl }: { apiUrl: string },
  signal: AbortSignal,
): Promise<NewSettings | undefined> {
  if (!CODE.test(code)) return undefined;
  const ends = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
  const url = `${apiUrl}/app-manifests/${code}/conversions`;
  const headers = { accept: "application/vnd.github+json", "user-agent": "frontdesk" };
  const answer = await fetch(url, { method: "POST", headers, signal: ends }).catch((cause: unknown) => {
    throw new Unavailable("GitHub can't be reached, to fetch what the new App's keys are", { cause });
  });
  if (answer.status === 404 || answer.status === 422) return undefined;
  const made = madeSchema.safeParse(answer.ok ? await answer.json().catch(() => undefined) : undefined);
  if (!made.success) throw new Unavailable(`GitHub answered ${answer.status}, without what the new App's keys are`);
  const { id, pem, webhook_secret, client_id, client_secret } = made.data;
  return {
    FRONTDESK_GITHUB_APP_ID: String(id),
    FRONTDESK_GITHUB_PRIVATE_KEY: pem.trim(),
    FRONTDESK_WEBHOOK_SECRET: webhook_secret,
    FRONTDESK_GITHUB_CLIENT_ID: client_id,
    FRONTDESK_GITHUB_CLIENT_SECRET: client_secret,
  };
}
