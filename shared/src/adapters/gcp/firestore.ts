import { AsyncLocalStorage } from "node:async_hooks";
import { Firestore, type Settings } from "@google-cloud/firestore";
import { GoogleAuth, PassThroughClient } from "google-auth-library";
import { Unavailable, Unusable } from "../../domain/errors.ts";

export type FirestoreConfig = {
  /** Always said: without it the client looks for it, and takes seconds to find out that it can't. */
  projectId: string;
  /** Where a project has several; its default one if not given. */
  database?: string | undefined;
  /** `host:port` of Google's emulator, if it is to be that instead of the real one. */
  emulatorHost?: string | undefined;
  /** Called with the name of every request that is sent, those included that the client repeats by itself. */
  onRequest?: ((method: string) => void) | undefined;
};

/** What gRPC says of a call that is about to be made, as far as it concerns us. */
type Invocation = {
  methodDefinition: { path: string };
  callOptions: object;
  callback?: (...answer: unknown[]) => void;
};
type StatusListener = { onReceiveStatus(status: { code: number; details: string; metadata: unknown }): void };

const PROJECT_ID = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

const SCOPES = ["https://www.googleapis.com/auth/datastore", "https://www.googleapis.com/auth/cloud-platform"];

const CANCELLED = 1;

const deadlines = new AsyncLocalStorage<Date>();

/**
 * Runs what asks Firestore for something. No request is sent after the deadline, and what was sent ends with it.
 * The client repeats by itself what failed, for up to ten minutes: a write that its caller has long been told had
 * failed would otherwise land on what somebody else has written since.
 */
export function endingAt<T>(deadline: Date, ask: () => Promise<T>): Promise<T> {
  return deadlines.run(deadline, ask);
}

export type FirestoreLine = {
  client: Firestore;
  /**
   * For listeners alone. It closes its connections by itself when none is left, and is never terminated: a client that
   * is, while a listener that was stopped is still on its way, brings down the process.
   */
  listening: Firestore;
  /**
   * Resolves when there is a credential, and rejects with `Unavailable` as long as there is none. To be waited for
   * before anything is asked: a client that finds none by itself brings down the process.
   */
  ready(): Promise<void>;
  /** From now on nothing is sent any more, not even what is tried again. */
  silence(): void;
};

/** A call that ends before it begins, as cancelled: the one end after which the client doesn't try again. */
function unsent() {
  const nothing = () => {};
  return {
    start(metadata: unknown, listener: StatusListener) {
      const status = { code: CANCELLED, details: "it was too late to send it", metadata };
      process.nextTick(() => listener.onReceiveStatus(status));
    },
    ...{ sendMessage: nothing, sendMessageWithContext: nothing, startRead: nothing, halfClose: nothing },
    ...{ cancelWithStatus: nothing, getPeer: () => "nobody", getAuthContext: () => null },
  };
}

/** A client that keeps to `endingAt`. It connects at the first request, so making one never waits. */
export function createFirestore({ projectId, database, emulatorHost, onRequest }: FirestoreConfig): FirestoreLine {
  if (!PROJECT_ID.test(projectId)) {
    throw new Unusable(`"${projectId}" is not the id of a Google Cloud project (like "acme-frontdesk-4711")`);
  }
  let isSilent = false;
  // gRPC's own place to change a call before it is made. The client offers none for a deadline.
  const invoking = (invocation: Invocation): Invocation => {
    const deadline = deadlines.getStore();
    const isLate = isSilent || (deadline !== undefined && deadline <= new Date());
    if (!isLate) onRequest?.(invocation.methodDefinition.path.split("/").at(-1) ?? "");
    const ending = isLate ? { interceptors: [unsent] } : { ...(deadline && { deadline }) };
    const { callback } = invocation;
    return {
      ...invocation,
      callOptions: { ...invocation.callOptions, ...ending },
      // It is called by the connection, which knows nothing of our deadline; what is tried again from there has to.
      ...(callback && { callback: AsyncLocalStorage.bind(callback) }),
    };
  };
  // The emulator asks for no credential; without one that is none, it would be looked for all over the network.
  const isEmulator = emulatorHost !== undefined;
  const auth = new GoogleAuth({
    projectId,
    scopes: SCOPES,
    ...(isEmulator && { authClient: new PassThroughClient() }),
  });
  const settings: Settings = {
    ...{ projectId, auth },
    ...(database !== undefined && { databaseId: database }),
    ...(isEmulator && { host: emulatorHost, ssl: false }),
    ignoreUndefinedProperties: true,
    grpcOptions: { "grpc.callInvocationTransformer": invoking },
  };
  return {
    client: new Firestore(settings),
    listening: new Firestore({ ...settings, maxIdleChannels: 0 }),
    silence() {
      isSilent = true;
    },
    async ready() {
      try {
        await auth.getClient();
        await auth.getUniverseDomain();
      } catch (cause) {
        const hint = "On Google Cloud the service's account is used; elsewhere: gcloud auth application-default login";
        throw new Unavailable(`there is no credential for Firestore (${(cause as Error).message}). ${hint}`, { cause });
      }
    },
  };
}
