import { Unavailable } from "@frontdesk/shared/domain/errors";
import { expect, test } from "vitest";
import { READS, startHost } from "./start-host.ts";

/** A step has longer than this, so what hangs is told from a step that takes too long: the one is waited out, the other counts. */
test("a GitHub that takes a request, whichever, and never answers is an outage, after ten seconds", async () => {
  await Promise.all(
    READS.map(async ([, read]) => {
      const { github, codeHost, source } = await startHost();
      await codeHost.thread(source, AbortSignal.timeout(60_000));
      github.faults.add({ on: "GET /**", fault: { kind: "hangs" }, times: Number.POSITIVE_INFINITY });
      const began = performance.now();
      await expect(read(codeHost, source, AbortSignal.timeout(60_000))).rejects.toThrow(Unavailable);
      const took = performance.now() - began;
      expect(took).toBeGreaterThan(9_900);
      expect(took).toBeLessThan(20_000);
    }),
  );
});

test("whoever gives up sooner is told by its own reason", async () => {
  const { github, codeHost, source } = await startHost();
  await codeHost.thread(source, AbortSignal.timeout(60_000));
  github.faults.add({ on: "GET /**", fault: { kind: "hangs" }, times: Number.POSITIVE_INFINITY });
  const reason = new Error("the process stops");
  const stopping = new AbortController();
  const reading = codeHost.thread(source, stopping.signal);
  setTimeout(() => stopping.abort(reason), 100);
  await expect(reading).rejects.toBe(reason);
});
