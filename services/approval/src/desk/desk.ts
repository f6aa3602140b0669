import type { EventOf, EventType } from "@frontdesk/shared/domain/events";
import type { EventBus, Subscription } from "@frontdesk/shared/ports/event-bus";
import { onInstallationChanged, onRepositoryChanged } from "./on-access-changed.ts";
import { onReplyApproved } from "./on-reply-approved.ts";
import { onReplyDrafted } from "./on-reply-drafted.ts";
import { onThreadChanged } from "./on-thread-changed.ts";
import type { PostDeps } from "./post-reply.ts";

export type DeskDeps = PostDeps & { bus: EventBus };

type Handlers<T extends EventType> = { [E in T]: (event: EventOf<E>, deps: DeskDeps) => Promise<unknown> };

/**
 * The private role of this service. It alone holds the App's key, so it alone asks GitHub about more than one repository,
 * and posts. What people decide it believes only under a signature.
 */
const HANDLERS = {
  "reply.drafted": onReplyDrafted,
  "reply.approved": onReplyApproved,
  "thread.changed": onThreadChanged,
  "repository.changed": onRepositoryChanged,
  "installation.changed": onInstallationChanged,
} satisfies Partial<Handlers<EventType>>;

export function subscribeDesk(deps: DeskDeps): Subscription[] {
  return (Object.keys(HANDLERS) as (keyof typeof HANDLERS)[]).map((type) => {
    const handle = HANDLERS[type] as (event: EventOf<typeof type>, given: DeskDeps) => Promise<unknown>;
    return deps.bus.subscribe(type, async (event) => void (await handle(event, deps)));
  });
}
