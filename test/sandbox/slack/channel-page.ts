import { type Html, html } from "../look/html.ts";
import { icon, mark } from "../look/icons.ts";
import type { Block, Button } from "./check-blocks.ts";
import { renderMarkup, renderText } from "./render-text.ts";
import type { Channel, Message, User, View, Whisper } from "./state.ts";
import type { World } from "./world.ts";

/** The channel as this person sees it, newest at the bottom, and the form before them. */
export function channelPage({ state }: World, channel: Channel, you: User): Html {
  const messages = state
    .all("messages")
    .filter((message) => message.channel === channel.id && !message.deleted)
    .toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  const whispers = state.all("whispers").filter(({ userId }) => userId === you.id);
  const author = ({ userId }: Message) => state.get("users", userId);
  const shown = messages.map((message) => {
    const own = whispers.filter(({ channel: at, ts }) => at === message.channel && ts === message.ts);
    return messageOf(message, author(message), own);
  });
  const view = state.all("views").findLast(({ userId, closed }) => userId === you.id && !closed);
  return html`<main class="chat" aria-label="Channel ${channel.name}">
<header class="chat-head"><h1># ${channel.name}</h1><span class="quiet">${channel.topic}</span></header>
<div class="chat-list" id="messages" data-live>${shown.length === 0 ? [html`<p class="quiet">Nothing has been said here yet.</p>`] : shown}</div>
<div id="form" data-live>${view ? formOf(view, channel) : undefined}</div></main>`;
}

function messageOf(message: Message, author: User | undefined, whispers: Whisper[]): Html {
  const at = new Date(Number(message.ts) * 1_000).toISOString();
  const face = author?.isBot
    ? html`<span class="face bot">${mark()}</span>`
    : html`<span class="face">${(author?.name ?? "?").slice(0, 1).toUpperCase()}</span>`;
  const thread = message.thread === null ? undefined : html`<span class="quiet">in a thread</span>`;
  const blocks =
    message.blocks.length > 0
      ? message.blocks.map((block) => blockOf(block, message))
      : [html`<p>${renderMarkup(message.text)}</p>`];
  const own = whispers.map(
    ({ text }) =>
      html`<p class="only-you" data-says="Only you can see this">${icon("lock")}<span><b>Only you can see this.</b> ${renderMarkup(text)}</span></p>`,
  );
  return html`<article class="msg" id="message-${message.ts.replace(".", "-")}">${face}<div>
<p class="msg-who"><b>${author?.name ?? "somebody"}</b>${author?.isBot ? html`<span class="app">App</span>` : undefined}<time datetime="${at}">${at.slice(11, 16)}</time>${thread}${message.editedAt === null ? undefined : html`<span class="quiet">(edited)</span>`}</p>
<div class="block">${blocks}${own}</div></div></article>`;
}

function blockOf(block: Block, message: Message): Html {
  switch (block.type) {
    case "section":
      return block.fields
        ? html`<div class="fields">${block.fields.map((field) => html`<span>${renderText(field)}</span>`)}</div>`
        : html`<p>${block.text ? renderText(block.text) : undefined}</p>`;
    case "header":
      return html`<p><b>${renderText(block.text)}</b></p>`;
    case "context":
      return html`<p class="context">${block.elements.map((element) => html`<span>${renderText(element)}</span>`)}</p>`;
    case "divider":
      return html`<hr>`;
    case "actions":
      return html`<div class="acts">${block.elements.map((button) => buttonOf(button, message))}</div>`;
    case "input":
      return html``;
  }
}

function buttonOf({ text, action_id, style, confirm, url }: Button, { channel, ts }: Message): Html {
  const shade = style === "primary" ? " go" : "";
  if (url !== undefined) return html`<a class="btn${shade}" href="${url}">${text.text}</a>`;
  const press = (
    label: string,
  ) => html`<form method="post" action="/click"><input type="hidden" name="channel" value="${channel}">
<input type="hidden" name="ts" value="${ts}"><button class="btn${shade}" name="action" value="${action_id}">${label}</button></form>`;
  if (!confirm) return press(text.text);
  return html`<details class="sure"><summary class="btn${shade}">${text.text}</summary><div><b>${confirm.title.text}</b>
<span>${renderText(confirm.text)}</span>${press(confirm.confirm.text)}</div></details>`;
}

/** What was typed stays under its name, also where the form itself says something else by now. */
function formOf({ id, view, typed, errors, trouble }: View, channel: Channel): Html {
  const { title, submit, close } = view as unknown as {
    title: { text: string };
    submit?: { text: string };
    close?: { text: string };
  };
  const blocks = view.blocks.map((block) => {
    if (block.type !== "input")
      return html`<p>${block.type === "section" && block.text ? renderText(block.text) : undefined}</p>`;
    const name = block.block_id ?? "";
    const { initial_value = "", max_length } = block.element;
    const wrong = errors[name];
    const most = max_length === undefined ? undefined : html` maxlength="${max_length}"`;
    return html`<label>${block.label.text}<textarea class="field" rows="10" name="text:${name}" data-keep${most}>
${typed[name] ?? initial_value}</textarea></label>${wrong === undefined ? undefined : html`<p class="wrong" role="alert">${wrong}</p>`}`;
  });
  const send = submit ? html`<button class="btn go">${submit.text}</button>` : undefined;
  return html`<div class="modal" role="dialog" aria-label="${title.text}"><form method="post" action="/submit">
<input type="hidden" name="view" value="${id}"><input type="hidden" name="channel" value="${channel.id}"><h2>${title.text}</h2>${blocks}
${trouble === null ? undefined : html`<p class="wrong" role="alert">${trouble}</p>`}
<div class="acts"><button class="btn" formaction="/close" formnovalidate>${close?.text ?? "Close"}</button>${send}</div></form></div>`;
}
