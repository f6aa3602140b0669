import { runtime } from "@pulumi/pulumi";
import { CONFIG } from "./example-stack.ts";

/** A resource as the program asked for it. */
export type Asked = { type: string; name: string; inputs: Inputs };
// biome-ignore lint/suspicious/noExplicitAny: what a kind of resource has is the provider's to say
export type Inputs = { [name: string]: any };

/** Runs the program once, with Pulumi's own mocks in Google's place. A program runs once in a process. */
export async function runMocked(config: { [key: string]: string } = CONFIG) {
  const asked: Asked[] = [];
  runtime.setAllConfig(
    config,
    Object.keys(config).filter((key) => /secret|key/i.test(key)),
  );
  await runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        asked.push({ type, name, inputs });
        return {
          id: `${name}-id`,
          state: { name, version: "1", email: emailOf(inputs), ref: `${name}@sha256:0`, ...inputs },
        };
      },
      call: ({ inputs }) => ({ ...inputs, number: "123456789012" }),
    },
    "frontdesk",
    "test",
    false,
  );
  const outputs: Inputs = await import("./index.ts");
  await runtime.disconnect();
  return { asked, outputs, of: (type: string) => asked.filter((one) => one.type === type) };
}

function emailOf({ accountId }: Inputs): string | undefined {
  return accountId && `${accountId}@acme-frontdesk.iam.gserviceaccount.com`;
}
