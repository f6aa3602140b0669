import { z } from "zod";
import type { Google, Inputs, Kind } from "../google.ts";

// What all bindings have in common: somebody, who is there, may do something with something, which is there, too.

export const memberSchema = z.string().regex(/^(allUsers|serviceAccount:[^\s@]+@[^\s@]+)$/);
export const roleSchema = z.string().regex(/^roles\/[\w.]+$/);

/** Under which an account is spoken of. */
export function usesOfMember(member: string): string[] {
  const [, email = ""] = /^serviceAccount:(.+)$/.exec(member) ?? [];
  const [, agent] = /^service-\d+@gcp-sa-(\w+)\.iam\.gserviceaccount\.com$/.exec(email) ?? [];
  if (agent !== undefined) return [`agent ${agent}`];
  return email === "" ? [] : [`account ${email}`];
}

export function bindingOn(
  field: string,
  { api, schema, on }: { api: string; schema: z.ZodRawShape; on: (inputs: Inputs) => string },
): Kind {
  return {
    api,
    schema: z.strictObject({ [field]: z.string().min(1), role: roleSchema, member: memberSchema, ...schema }),
    id: (inputs) => `${on(inputs)} ${inputs.role} ${inputs.member}`,
    uses: (inputs) => [on(inputs), ...usesOfMember(inputs.member)],
    replaceOn: [field, "role", "member", "location", "condition"],
  };
}

/** Whether that account was given that role on that thing. */
export function may(google: Google, type: string, email: string, role: string, isOn: (inputs: Inputs) => boolean) {
  const members = ["allUsers", `serviceAccount:${email}`];
  return google.all(type).some(({ inputs }) => members.includes(inputs.member) && inputs.role === role && isOn(inputs));
}
