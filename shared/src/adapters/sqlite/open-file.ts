import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Unusable } from "../../domain/errors.ts";
import { migrate, pragma } from "./schema.ts";

/** SQLite's names and numbers. */
const [BUSY, READ_ONLY, CORRUPT, FULL, CANT_OPEN, NOT_A_DATABASE] = [5, 8, 11, 13, 14, 26] as const;

/** Another Frontdesk has the file. */
export class InUse extends Unusable {
  override name = "InUse";
  readonly file: string;

  constructor(file: string, options: ErrorOptions) {
    super(`${file} is in use by another Frontdesk. Stop that one, or give this one a file of its own.`, options);
    this.file = file;
  }
}

/**
 * Makes the file ready, or says why it can't be used, before anything is written to it. The returned function gives it
 * back. Until then no other process gets it: the lock is the operating system's, so it is gone with the process,
 * however that ends.
 */
export function openFile(file: string): () => void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    using parts = new DisposableStack();
    const place = `${placeOf(file)}.lock`;
    makeForOurselves(place);
    const lock = parts.use(new DatabaseSync(place, { timeout: 0 }));
    take(lock, file);
    makeForOurselves(file);
    prepare(file);
    const held = parts.move();
    return () => held.dispose();
  } catch (cause) {
    throw explained(file, cause as Error);
  }
}

/** One and the same for all the paths that links give a file. */
function placeOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
}

/**
 * SQLite would make it as the umask says; nobody else may read it, at no moment. Its log gets the same rights from SQLite.
 * One that is there is not opened: to close it would give up the locks that this process has on it
 * (https://sqlite.org/howtocorrupt.html, 2.2).
 */
function makeForOurselves(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function take(lock: DatabaseSync, file: string): void {
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    if (codeOf(cause) !== BUSY) throw cause;
    throw new InUse(file, { cause });
  }
}

function prepare(file: string): void {
  const database = new DatabaseSync(file, { timeout: 2_000 });
  try {
    migrate(database, file);
    database.exec("PRAGMA journal_mode = WAL");
    const mode = String(pragma(database, "journal_mode"));
    if (mode !== "wal")
      throw new Unusable(`${file} is on a disk that can't keep a write-ahead log (got "${mode}"). Use a local disk.`);
  } finally {
    database.close();
  }
}

function explained(file: string, cause: Error): Error {
  // From making the folder or the file.
  const isRefused = "syscall" in cause;
  switch (isRefused ? CANT_OPEN : codeOf(cause)) {
    case CORRUPT:
    case NOT_A_DATABASE:
      return new Unusable(
        `${file} is damaged or no database (${cause.message}). Restore it from a copy, or use another file.`,
        { cause },
      );
    case FULL:
      return new Unusable(`${file} can't be made: the disk is full. Free some room.`, { cause });
    case BUSY:
      return new Unusable(`${file} is locked by another program. Close what has it open.`, { cause });
    case READ_ONLY:
    case CANT_OPEN:
      return new Unusable(`${file} can't be written (${cause.message}). Check the folder and its rights.`, { cause });
    default:
      return cause;
  }
}

/** SQLite's result code, without what details it. */
function codeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}
