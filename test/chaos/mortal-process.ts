/** Where a process is to die: at its n-th call of a port, before the call has had any effect, or after all of it. */
export type Death = { at: number; side: "before" | "after" };

/**
 * A process that dies at one of its awaits. All that a process does to the world goes through ports, so its awaits that
 * matter are its calls of ports. Once it is dead no call of it has an effect any more and none returns: what was running
 * stays where it is, as under `kill -9`.
 */
export function createMortalProcess(death?: Death) {
  const calls: string[] = [];
  const { promise: died, resolve: die } = Promise.withResolvers<"died">();
  let isDead = false;

  const call = async (name: string, run: () => unknown): Promise<unknown> => {
    if (isDead) return forever();
    const index = calls.push(name) - 1;
    const dies = (side: Death["side"]) => death?.at === index && death.side === side;
    const kill = () => {
      isDead = true;
      die("died");
      return forever();
    };
    if (dies("before")) return kill();
    try {
      const result = await run();
      if (isDead) return forever();
      return dies("after") ? kill() : result;
    } catch (error) {
      if (isDead) return forever();
      throw error;
    }
  };

  return {
    /** The calls it has made, in order. */
    calls,
    /** The port as this process sees it. */
    through<T extends object>(name: string, port: T): T {
      return new Proxy(port, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key);
          if (typeof member !== "function") return member;
          return (...given: unknown[]) => call(`${name}.${String(key)}`, () => member.apply(target, given));
        },
      });
    },
    /** Runs until the work ends, or the process. Errors are the work's. */
    run: (work: Promise<unknown>): Promise<"died" | "ended"> => Promise.race([died, work.then(() => "ended" as const)]),
  };
}

export type MortalProcess = ReturnType<typeof createMortalProcess>;

function forever(): Promise<never> {
  return new Promise(() => {});
}
