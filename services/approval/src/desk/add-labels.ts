import type { TaskIn } from "@frontdesk/shared/domain/task";
import { type CodeHost, type Gone, isGone } from "@frontdesk/shared/ports/code-host";

/** None that a person took off again, whatever was planned. Adding the same ones twice changes nothing. */
export async function addLabels(
  { source, plan }: TaskIn<"drafted" | "approved">,
  codeHost: CodeHost,
  signal: AbortSignal,
): Promise<Gone | undefined> {
  if (plan.labels.length === 0) return undefined;
  const takenOff = await codeHost.labelsTakenOff(source, signal);
  if (isGone(takenOff)) return takenOff;
  const wanted = plan.labels.filter((label) => !takenOff.includes(label));
  return wanted.length === 0 ? undefined : codeHost.addLabels(source, wanted, signal);
}
