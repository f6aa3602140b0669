import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Asks a process of ours, one question at a time. */
export type Asked<Question, Answer> = { ask(question: Question): Promise<Answer>; end(): Promise<void> };

/** Starts a process that answers questions with `answerQuestions`. What it writes goes to `output`. */
export function start<Question extends object, Answer>(
  file: URL,
  args: string[],
  { output = "inherit", flags = [], env = {} }: { output?: number | "inherit"; flags?: string[]; env?: object } = {},
): Asked<Question, Answer> {
  const child = fork(file, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    execArgv: flags,
    serialization: "advanced",
    stdio: ["ignore", output, output, "ipc"],
  });
  return {
    async ask(question) {
      child.send(question);
      return await answerOf<Answer>(child);
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const over = new AbortController();
  try {
    const [answer] = (await Promise.race([
      once(child, "message", { signal: over.signal }),
      once(child, "exit", { signal: over.signal }).then(() => [new Error(`${child.spawnfile} ended early`)]),
    ])) as [Answer | Error];
    if (answer instanceof Error) throw answer;
    return answer;
  } finally {
    over.abort();
  }
}

/** The other side. Who asks is gone when the line is cut: then there is nothing more to do. */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Promise<Answer>,
  close: () => Promise<void> = async () => {},
): void {
  process.on("message", (question: Question) => {
    answer(question).then(
      (said) => process.send?.(said),
      (error) => process.send?.(error),
    );
  });
  process.on("disconnect", () => void close().finally(() => process.exit(0)));
}
