import type { Cleaning } from "./cleaning.ts";

const SAFE_IN_CODE = /^[^`|\n]*[^`|\s][^`|\n]*$/;

/**
 * What would act, made to be read only: as code, where that encloses nothing else, and otherwise taken apart so that
 * it is no address, mention or reference any more; nothing of it if there is no such way.
 */
export function shownAsCode(text: string, start: number, end: number, { source, canShowCode }: Cleaning): string {
  const neighbours = `${source[start - 1] ?? ""}${source[end] ?? ""}`;
  if (canShowCode && SAFE_IN_CODE.test(text) && !neighbours.includes("`")) return `\`${text}\``;
  const apart = text
    .replace(/www\./gi, "www ")
    .replace(/(?:^|(?<=\W))[@＠﹫]+/g, "")
    .replace(/[@＠﹫]/g, " at ")
    .replace(/:(?=\/\/)|\.(?=[^\s.])/g, (mark) => `${mark} `)
    .replace(/#(?=\d)/g, " ")
    .replace(/mailto:|xmpp:/gi, "")
    .replace(/[`|<>[\]\\]/g, "");
  return apart === text ? "" : apart;
}
