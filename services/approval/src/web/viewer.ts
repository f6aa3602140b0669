import type { IncomingMessage } from "node:http";
import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Permission } from "@frontdesk/shared/ports/code-host";

/** Whoever asks, once it is known who that is. */
export type Viewer = {
  kind: "person" | "key";
  /** Who it is, whatever they are called by now: to tell one from another, never shown. */
  id: string;
  /** A GitHub login, a key's name, or "you" on one's own machine. */
  name: string;
  signedInBy: "github" | "link" | "key";
  /** To be sent back with whatever changes something. A key needs none: no browser sends it by itself. */
  csrf?: string;
  until?: Date;
  /** Under which the store knows a person's session. */
  session?: string;
  /**
   * What they may do in this repository: for a person as GitHub says it to them, kept for some minutes. Where GitHub can't
   * be asked, it is what was known last, and "none" if nothing was. With `fresh` GitHub is asked now, and where it can't
   * be, this rejects with `Unavailable`: nobody decides on what was true once.
   * A key never has more than `triage`, and doesn't decide whatever it has.
   */
  permission(repo: Repo, signal: AbortSignal, options?: { fresh?: boolean }): Promise<Permission>;
  /**
   * For a stream that stays open: false once they signed out, anywhere, or their time is over, or the key was revoked.
   * To ask counts as being there: who has a page open doesn't fall out for not clicking.
   */
  stillSignedIn(): Promise<boolean>;
};

const viewers = new WeakMap<IncomingMessage, Viewer>();

export function setViewer(request: IncomingMessage, viewer: Viewer): void {
  viewers.set(request, viewer);
}

/** Undefined: nobody has signed in. */
export function viewerOf(request: IncomingMessage): Viewer | undefined {
  return viewers.get(request);
}

/** From least to most. */
const PERMISSIONS = ["none", "read", "triage", "write", "maintain", "admin"] as const satisfies Permission[];

export function hasAtLeast(has: Permission, needed: Permission): boolean {
  return PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(needed);
}
