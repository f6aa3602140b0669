import type { Block, Text } from "@frontdesk/shared/ports/chat";

/** In Slack's own words: a section, and all that stands before a button. */
const LONGEST_SECTION = 3_000;

type Plain = Extract<Text, { type: "plain_text" }>;

/** A text that means nothing but itself: no mention, no link, no emoji, whatever is written in it. */
export function plain(text: string, most: number = LONGEST_SECTION): Plain {
  return { type: "plain_text", text: shortened(shown(text), most), emoji: false };
}

/** Only for what was built by `link`, `time` and `escaped`, and for our own words. */
export function markup(text: string): Text {
  return { type: "mrkdwn", text, verbatim: true };
}

/** What somebody else wrote, in our markup: it can mention nobody and link nowhere. */
export function escaped(text: string, most = 300): string {
  return shortened(shown(text), most).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Where the address could end the link early, it is encoded; what is no address of the web is no link. */
export function link(url: string, label: string): string {
  if (!/^https?:/.test(URL.parse(url)?.protocol ?? "")) return escaped(label);
  const address = new URL(url).href.replaceAll("|", "%7C").replaceAll(">", "%3E").replaceAll("<", "%3C");
  return `<${address.replaceAll("&", "&amp;")}|${escaped(label).replaceAll("|", "¦")}>`;
}

/** As a clock of whoever reads it shows it. */
export function time(at: Date): string {
  return `<!date^${Math.floor(at.getTime() / 1_000)}^{date_short_pretty}, {time}|${utc(at)}>`;
}

export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function section(text: Text): Block {
  return { type: "section", text };
}

export function context(...elements: Text[]): Block {
  return { type: "context", elements };
}

/** Without what can't be seen and turns a line around; other white space than the end of a line is a space. */
function shown(text: string): string {
  const visible = text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", "    ")
    .replaceAll(/[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, (character) =>
      character === "\n" ? character : "",
    );
  // Slack refuses an empty text.
  return visible.trim() === "" ? "—" : visible;
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
