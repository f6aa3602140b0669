import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { Unusable } from "../domain/errors.ts";
import { type Environment, readTogether } from "./read-settings.ts";
import { unknownSettings } from "./setting-names.ts";

export type Place = {
  file: string;
  /** What the process was given. */
  surroundings: Environment;
  /** What is about to be written into the file. */
  written?: Environment | undefined;
};

/**
 * What the surroundings say, and beneath it what stands in the file, or will once this is written. There need be no file.
 * With it a sentence for each thing that is wrong with the file itself. None has a value in it.
 */
export function readEnvFile({ file, surroundings, written }: Place): { environment: Environment; problems: string[] } {
  const { settings, problems } = settingsOf(file);
  // An empty setting counts as none: that hides nothing.
  const given = Object.fromEntries(Object.entries(surroundings).filter(([, value]) => value));
  return { environment: { ...settings, ...written, ...given }, problems };
}

/** What a reader makes of that. All that is wrong is said at once. */
export function readWithEnvFile<T>(read: (environment: Environment) => T, place: Place): T {
  const { environment, problems } = readEnvFile(place);
  const { value } = readTogether({
    file() {
      if (problems.length > 0) throw new Unusable(problems.join("\n"));
    },
    value: () => read(environment),
  });
  return value;
}

function settingsOf(file: string): { settings: Environment; problems: string[] } {
  try {
    // Some editors begin a file with a mark that would count as part of the first name.
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    const settings = parseEnv(text);
    const unknown = unknownSettings(settings).map((sentence) => `${sentence} It stands in ${file}.`);
    return { settings, problems: [...unreadLines(text).map((lines) => `${lines} of ${file} ${FORM}`), ...unknown] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { settings: {}, problems: [] };
    const advice = "see to it that this user may, or take it away";
    return { settings: {}, problems: [`${file} can't be read (${code ?? "unknown"}): ${advice}.`] };
  }
}

const FORM = "can't be read: a setting is NAME=value, with quotes around a value of several lines.";
/** As `parseEnv` takes them: a value in quotes may go over several lines, and nothing in it hides a quote. */
const SETTING =
  /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|[^\n]*)[^\n]*$|^[ \t]*#[^\n]*$/gm;

/** Where something stands that is neither a setting nor a remark: lines that follow each other are named together. */
function unreadLines(text: string): string[] {
  const left = text.replaceAll("\r", "").replaceAll(SETTING, (whole) => whole.replaceAll(/[^\n]/g, ""));
  const numbers = left.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [index + 1]));
  const begins = numbers.filter((number) => !numbers.includes(number - 1));
  const ends = numbers.filter((number) => !numbers.includes(number + 1));
  return begins.map((begin, index) => (begin === ends[index] ? `Line ${begin}` : `Lines ${begin} to ${ends[index]}`));
}
