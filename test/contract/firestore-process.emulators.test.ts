import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { openFirestore } from "@frontdesk/shared/adapters/gcp/open-firestore";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";

/** A process of its own that opens the store, does what is said, and is then left to end by itself. */
async function runProcess(settings: object, act: string, env: NodeJS.ProcessEnv = {}) {
  const code = `
    import { openFirestore } from "@frontdesk/shared/adapters/gcp/open-firestore";
    const log = { debug() {}, info() {}, warn() {}, error() {}, alert() {} };
    const store = openFirestore({ ...${JSON.stringify(settings)}, log, now: () => new Date() });
    ${act}`;
  const cwd = import.meta.dirname;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { cwd, env: { ...process.env, ...env } });
  const [out, err, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { out, err, exit };
}

describeOnEmulators(["firestoreHost"], "a process on Firestore", ({ firestoreHost }) => {
  test("ends by itself when the store is closed, watches and all, and says nothing of credentials", async () => {
    const settings = { projectId: "test-process", emulatorHost: firestoreHost };
    const act = `
      await store.tasks.watch(() => {});
      await store.tasks.watch(() => {}, "acme.webapp.1.opened");
      console.log(await store.tasks.get("acme.webapp.1.opened"));
      await store.close();`;
    expect(await runProcess(settings, act)).toEqual({ out: "undefined\n", err: "", exit: 0 });
  });

  test("ends by itself also where the store was never used", async () => {
    const settings = { projectId: "test-process", emulatorHost: firestoreHost };
    expect(await runProcess(settings, "await store.close();")).toEqual({ out: "", err: "", exit: 0 });
  });

  test("without credentials, off Google Cloud: is told so, and neither hangs nor dies", async () => {
    const act = `
      const said = [store.tasks.get("a"), store.tasks.watch(() => {}), store.values.put({ name: "a" }, "b", { value: 1 })];
      for (const { reason } of await Promise.allSettled(said)) console.log(reason.name, reason.message.includes("credential"));
      await store.close();`;
    const env = { METADATA_SERVER_DETECTION: "none", HOME: "/nowhere", GOOGLE_APPLICATION_CREDENTIALS: undefined };
    const { FIRESTORE_EMULATOR_HOST: _, ...bare } = { ...env, FIRESTORE_EMULATOR_HOST: undefined };
    expect(await runProcess({ projectId: "test-process" }, act, bare)).toEqual({
      ...{ out: "Unavailable true\n".repeat(3), err: "", exit: 0 },
    });
  });

  test.each(["", "Acme", "a", "acme frontdesk", "projects/acme-frontdesk"])(
    "%j is no project id, and that is said",
    (projectId) => {
      const open = () => openFirestore({ projectId, log: silentLog, now: () => new Date() });
      expect(open).toThrow(Unusable);
      expect(open).toThrow(`"${projectId}"`);
    },
  );
});
