import { randomUUID } from "node:crypto";
import { claimNotice, NOTICE_SEND_MARGIN, type Notice, newNotice } from "@frontdesk/shared/domain/notice";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";

/** A lease that ran out is looked at this much later. */
const LEASE_GRACE = 5_000;

/** Which notice it is; the channel counts for one that is made now. */
export type At = { kind: Kind<Notice>; key: string; channel: string };

type MoverDeps = { values: Pick<SharedValues, "update">; now: () => Date };

export type Mover = Awaited<ReturnType<typeof claimMessage>> & {};

/** Undefined: somebody else moves it. Everything that is written goes through here: only while the notice is ours. */
export async function claimMessage({ kind, key, channel }: At, { values, now }: MoverDeps) {
  const token = randomUUID();
  const heldUntil = (notice: Notice) => after(notice.claim?.until ?? now(), LEASE_GRACE);
  const { value } = await values.update(kind, key, (notice) => {
    const claimed = claimNotice(notice ?? newNotice(channel), token, now());
    return claimed && { value: claimed, dueAt: heldUntil(claimed) };
  });
  if (value?.claim?.token !== token) return undefined;
  let current = value;

  const write = async (change: Partial<Notice>, timing: { dueAt?: Date; expiresAt?: Date | undefined }) => {
    const { stored, value: written } = await values.update(kind, key, (notice) =>
      notice?.claim?.token === token
        ? { value: { ...notice, ...change }, dueAt: heldUntil(notice), ...timing }
        : undefined,
    );
    // A lease that ran out: somebody else has it now, and sees to it.
    if (!stored || !written) return false;
    current = written;
    return true;
  };
  return {
    notice: () => current,
    hasTime: () => now().getTime() + NOTICE_SEND_MARGIN <= (current.claim?.until.getTime() ?? 0),
    note: (change: Partial<Notice>) => write(change, {}),
    release: (change: Partial<Notice>, timing: { dueAt: Date; expiresAt?: Date | undefined }) =>
      write({ ...change, claim: undefined }, timing),
  };
}
