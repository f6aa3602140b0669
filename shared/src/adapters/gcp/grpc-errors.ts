import { Unavailable, Unusable } from "../../domain/errors.ts";

/** gRPC's numbers. https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const [INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED] = [3, 5, 6, 7] as const;
const [FAILED_PRECONDITION, ABORTED] = [9, 10] as const;

const CONFLICTS: readonly unknown[] = [NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED];

/**
 * A commit that certainly did not happen, because something else is stored than it expects. A database that is not
 * there says the same; reading it, which follows every conflict, then tells.
 */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.includes(codeOf(error));
}

/** What a failed request comes to: it may work later, a person has to act, or it is a bug. */
export function explained(error: unknown): Error {
  if (error instanceof Unavailable || !(error instanceof Error)) return error as Error;
  const says = `Firestore says: ${error.message}`;
  switch (codeOf(error)) {
    case INVALID_ARGUMENT:
      return new Error(`a request that Firestore can't take. ${says}`, { cause: error });
    case NOT_FOUND:
    case FAILED_PRECONDITION:
      return new Unusable(`the database or one of its indexes is not as Frontdesk needs it. ${says}`, { cause: error });
    case PERMISSION_DENIED:
      return new Unusable(`the service account may not use the database (roles/datastore.user). ${says}`, {
        cause: error,
      });
    default:
      return new Unavailable(`Firestore can't be reached. ${says}`, { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
