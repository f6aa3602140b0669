import { z } from "zod";
import { type Environment, readSettings } from "../settings/read-settings.ts";

/** Where everything in one process listens: a tunnel that leads to the webhook's port leads to nothing of the console. */
export type Ports = { webhook: number; console: number };

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
    error: ({ input, path }) =>
      `${path?.join()} is "${input}", but must be a port, 1 to 65535, or 0 for any that is free.`,
  })
  .transform(Number);

const settingsSchema = z.object({
  FRONTDESK_WEBHOOK_PORT: port.default(4101),
  FRONTDESK_CONSOLE_PORT: port.default(4103),
});

/** What is wrong is said as `readSettings` does. */
export function readPorts(environment: Environment): Ports {
  const settings = readSettings(settingsSchema, environment);
  return { webhook: settings.FRONTDESK_WEBHOOK_PORT, console: settings.FRONTDESK_CONSOLE_PORT };
}
