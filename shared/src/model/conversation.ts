import type { IssueContent, Source } from "../domain/task.ts";
import { cut } from "../domain/texts.ts";
import type { ThreadComment } from "../domain/thread.ts";
import type { Turn } from "../ports/model.ts";

export type Conversation = { source: Source; issue: IssueContent; comments: readonly ThreadComment[] };

/** The last of them are the conversation. What came before has been answered, or never will be. */
const MOST_COMMENTS = 5;
/** In characters: a log of a megabyte says no more than its beginning. */
const LONGEST_BODY = 24_000;
const LONGEST_COMMENT = 8_000;

/**
 * The thread as turns: what people wrote is the user's, what we wrote the model's own. Everything in it is somebody else's
 * text, so it stands between marks that it can't close itself. `wish` is ours, and comes last.
 */
export function conversation({ source, issue, comments }: Conversation, wish: string): Turn[] {
  const opening = element("issue", { number: source.issue }, [
    element("title", {}, [guarded(issue.title)]),
    element("body", {}, [guarded(cut(issue.body, LONGEST_BODY))]),
  ]);
  const turns: Turn[] = [{ role: "user", text: opening }];
  for (const comment of comments.slice(-MOST_COMMENTS)) {
    const text = cut(comment.body, LONGEST_COMMENT);
    const turn: Turn = comment.byUs
      ? { role: "model", text: withoutComments(text) }
      : { role: "user", text: element("comment", { by: roleOf(comment, source) }, [guarded(text)]) };
    add(turns, turn);
  }
  add(turns, { role: "user", text: wish });
  return turns;
}

function add(turns: Turn[], turn: Turn): void {
  const last = turns.at(-1);
  if (last?.role === turn.role) last.text += `\n\n${turn.text}`;
  else if (turn.text.trim() !== "") turns.push({ ...turn });
}

function roleOf({ author, byMaintainer, byBot }: ThreadComment, { author: reporter }: Source): string {
  if (author === reporter) return "reporter";
  if (byBot) return "bot";
  return byMaintainer ? "maintainer" : "somebody else";
}

/** Nobody but us opens or closes these. */
const MARKS = /<(?=\/?\s*(issue|title|body|comment|document|labels?|missing|guidance|rules)\b)/gi;

/** A stranger's text, between our marks and unable to end them. */
export function guarded(text: string): string {
  return text.toWellFormed().replaceAll(MARKS, "&lt;");
}

export function element(
  name: string,
  attributes: { [name: string]: string | number },
  content: readonly string[],
): string {
  const said = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${String(value).replaceAll(/["<>&]/g, " ")}"`,
  );
  return `<${name}${said.join("")}>\n${content.join("\n")}\n</${name}>`;
}

/** Our own marker is for us to find, not for a model to learn. */
function withoutComments(text: string): string {
  return text.replaceAll(/<!--[\s\S]*?-->/g, "").trim();
}
