import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { openReader, type Reader } from "@frontdesk/shared/adapters/sqlite/reader";
import type { Write } from "@frontdesk/shared/adapters/sqlite/statements";
import { startWriter, type Writer } from "@frontdesk/shared/adapters/sqlite/writer";
import type { Event } from "@frontdesk/shared/domain/events";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { createBreakable } from "./breakable.ts";
import type { BackendOptions, BusBackend, FaultyBackend, Messages, SpoilableBackend } from "./test-backend.ts";

export type SqliteBackend = FaultyBackend & BusBackend & SpoilableBackend;

/** The embedded backend on a file of its own, with a line to its writer and reader that can break. */
export async function openSqliteForTest(options: BackendOptions = {}): Promise<SqliteBackend> {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  return openIn(folder, options);
}

async function openIn(folder: string, options: BackendOptions): Promise<SqliteBackend> {
  const file = join(folder, "frontdesk.db");
  const alerts: string[] = [];
  const { faults, breakable, substitute } = createLine();
  const backend = await openSqlite({
    file,
    now: options.now ?? (() => new Date()),
    log: { ...silentLog, alert: (message) => void alerts.push(message) },
    ...(options.redelivery && { redelivery: options.redelivery }),
    openWriter: async () => breakable.writer(await startWriter(file)),
    openReader: () => breakable.reader(openReader(file)),
  });
  const messages: Messages = {
    async publishRaw(type, text) {
      substitute(text);
      await backend.bus.publish({ type, toJSON: () => parsed(text) } as unknown as Event);
    },
    async deadLetters() {
      const database = new DatabaseSync(file, { readOnly: true });
      const rows = database.prepare("SELECT body FROM messages WHERE is_dead = 1 ORDER BY id").all();
      database.close();
      return rows.map(({ body }) => String(body));
    },
  };
  return {
    ...backend,
    faults,
    messages,
    alerts: () => alerts,
    async spoil(taskId) {
      using database = new DatabaseSync(file, { timeout: 2_000 });
      const spoiling = "UPDATE tasks SET document = json_set(document, '$.state', 'almost done') WHERE id = ?";
      database.prepare(spoiling).run(taskId);
    },
    async close() {
      await backend.close();
      rmSync(folder, { recursive: true, force: true });
    },
    async reopen() {
      await backend.close();
      return openIn(folder, options);
    },
  };
}

function createLine() {
  const { check, read: past, write: through, faults } = createBreakable();
  let nextText: string | undefined;
  const substitute = (text: string) => {
    nextText = text;
  };
  const writer = (real: Writer): Writer => ({
    ...real,
    write(write) {
      // Deliveries are kept some time later: what is planned for the next write is not meant for them.
      if (write[0]?.[0] === "keepPack") return past(() => real.write(write));
      return through(() => {
        const text = nextText;
        nextText = undefined;
        return real.write(text === undefined ? write : withBody(write, text));
      });
    },
  });
  const reader = (real: Reader): Reader => ({
    ...real,
    one(...asked) {
      check();
      return real.one(...asked);
    },
    check() {
      check();
      real.check();
    },
    all(...asked) {
      check();
      return real.all(...asked);
    },
  });
  return { faults, breakable: { writer, reader }, substitute };
}

/** The message as it would be in the file if somebody else had put it there. */
function withBody(write: Write, text: string): Write {
  return write.map((statement) =>
    statement[0] === "addMessage" ? [...statement.slice(0, 3), text] : statement,
  ) as unknown as Write;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
