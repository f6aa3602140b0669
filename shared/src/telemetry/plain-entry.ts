import { isSecret, MASKED, maskSecrets } from "./mask-secrets.ts";

/** Cloud Logging refuses entries above 256 KiB; this leaves room for its own fields. In bytes of JSON. */
const LONGEST_LINE = 200_000;
/** Two of these, a prompt and its response, make one line. In characters. */
const LONGEST_TEXT = 95_000;
const LONGEST_NAME = 200;
const LONGEST_LIST = 100;
const DEEPEST = 8;

/** What JSON writes as it stands, one byte a character. */
const NOT_PLAIN = /[^ !#-[\]-~]/;

type Plain = { [name: string]: unknown };
/** Bytes that the line can still take. */
type Room = { left: number };

/**
 * Message and fields as plain data that any transport can write: no cycles, no BigInt, errors spelled out with their
 * causes, secrets masked, and as long as a log line may be, saying what was cut. Never throws, whatever it is given.
 */
export function plainEntry(message: string, fields: object): { message: string; fields: Plain } {
  const room = { left: LONGEST_LINE };
  const short = plainText(message, room);
  const plain = plainObject(fields, room, []);
  return { message: short, fields: isRecord(plain) ? plain : { fields: plain } };
}

function plainValue(value: unknown, room: Room, above: readonly object[]): unknown {
  switch (typeof value) {
    case "string":
      return plainText(value, room);
    case "object":
      return value === null ? null : plainObject(value, room, above);
    case "number":
      room.left -= 20;
      // JSON would make null of these.
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return plainText(String(value), room);
    case "function":
    case "symbol":
      return plainText(`[${typeof value}]`, room);
    default:
      return value;
  }
}

function plainObject(value: object, room: Room, above: readonly object[]): unknown {
  if (above.includes(value)) return plainText("[circular]", room);
  if (above.length >= DEEPEST) return plainText("[cut: too deep]", room);
  const within = [...above, value];
  try {
    if (value instanceof Error) return plainRecord(partsOf(value), room, within);
    if (Array.isArray(value)) return plainList(value, room, within);
    if (ArrayBuffer.isView(value)) return plainText(`[${value.byteLength} bytes]`, room);
    if ("toJSON" in value && typeof value.toJSON === "function") return plainValue(value.toJSON(), room, within);
    return plainRecord(value as Plain, room, within);
  } catch {
    // A getter or a proxy that throws: the line is worth more than this field.
    return plainText("[unreadable]", room);
  }
}

/** The standard parts are not enumerable; what libraries add (code, status) is. */
function partsOf(error: Error): Plain {
  const { name, message, stack, cause } = error;
  const errors: unknown = error instanceof AggregateError ? error.errors : undefined;
  return Object.assign<Plain, Error, Plain>({ name, message }, error, { stack, cause, errors });
}

function plainRecord(value: Plain, room: Room, within: readonly object[]): Plain {
  const plain: Plain = {};
  const names = Object.keys(value);
  let written = 0;
  for (const name of names) {
    if (room.left <= 0 || written === LONGEST_LIST) {
      plain["…"] = `[cut: ${names.length - written} more]`;
      break;
    }
    written += 1;
    const field = value[name];
    if (field === undefined) continue;
    const short = name.length <= LONGEST_NAME ? name : name.slice(0, LONGEST_NAME);
    room.left -= bytesOf(short) + 4;
    plain[short] = isSecret(name, field) ? MASKED : plainValue(field, room, within);
  }
  return plain;
}

function plainList(value: readonly unknown[], room: Room, within: readonly object[]): unknown[] {
  const plain: unknown[] = [];
  for (const item of value) {
    if (room.left <= 0 || plain.length === LONGEST_LIST) {
      plain.push(`[cut: ${value.length - plain.length} more]`);
      break;
    }
    room.left -= 4;
    plain.push(plainValue(item, room, within));
  }
  return plain;
}

function plainText(value: string, room: Room): string {
  let text = maskSecrets(value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value);
  const space = Math.max(room.left, 0);
  let bytes = bytesOf(text);
  let cut = value.length > LONGEST_TEXT;
  while (bytes > space) {
    cut = true;
    text = text.slice(0, Math.floor((text.length * space) / bytes));
    bytes = bytesOf(text);
  }
  room.left -= bytes + 3;
  return cut ? `${text.toWellFormed()}… [cut: the first ${text.length} of ${value.length} characters]` : text;
}

/** Exact, and quick for the texts that need no escapes. */
function bytesOf(text: string): number {
  return NOT_PLAIN.test(text) ? Buffer.byteLength(JSON.stringify(text)) - 2 : text.length;
}

function isRecord(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
