/**
 * The place where people talk, as far as we say something there: messages in channels, that are changed later, and
 * answers that only one person sees.
 *
 * Every call ends when `signal` aborts, and by a deadline of its own; it never takes longer than 15 s. What can be
 * expected is a value, and calls never reject but with the signal's reason where nothing was sent. Nothing is ever sent
 * twice by one call, neither here nor below.
 *
 * A channel takes about one message a second. Calls that come quicker wait their turn; where that would take longer than
 * a few seconds they are told `later` at once, and nothing is sent.
 */
export interface Chat {
  /** Posts a message to a channel, or below one that is there (`thread`). Only `posted` is there, and only after `unknown` it may be. */
  post(to: { channel: string; thread?: string }, message: Message, signal: AbortSignal): Promise<Posted>;

  /** Makes our message show this instead. Doing it again is harmless; after `unknown` it may have been done. */
  update(at: Place, message: Message, signal: AbortSignal): Promise<Updated>;

  /**
   * The oldest of our own messages about this in the channel, of those sent around this time: ten minutes before or after,
   * since clocks differ. `absent` means that all of them were looked at; `unreadable`, that we may not look.
   */
  find(channel: string, about: string, sentAt: Date, signal: AbortSignal): Promise<Looked>;

  /** Opens a form for the person whose click brought the trigger, which is good for 3 s and for one form. */
  openForm(trigger: string, form: Form, signal: AbortSignal): Promise<Told>;

  /** Says something to the person who clicked, and to nobody else. `answerTo` came with the click. */
  tellPrivately(answerTo: string, text: string, signal: AbortSignal): Promise<Told>;

  /** Takes away the message that was clicked on. */
  removeClicked(answerTo: string, signal: AbortSignal): Promise<Told>;
}

export type Place = { channel: string; ts: string };

export type Posted = { is: "posted"; ts: string } | NotDone;
/** `gone`: there is no such message any more. */
export type Updated = { is: "updated" } | { is: "gone" } | NotDone;
export type Looked = { is: "found"; ts: string } | { is: "absent" } | { is: "unreadable"; why: string } | NotDone;
export type Told = { is: "told" } | NotDone;

export type NotDone =
  /** Certainly not done, and it won't be as long as nobody changes something. */
  | { is: "refused"; why: string }
  /** Certainly not done: not before this time. */
  | { is: "later"; at: Date; why: string }
  /** Nobody knows. */
  | { is: "unknown"; why: string };

export type Message = {
  /** What it is about: by this it is found again. */
  about: string;
  /** For notifications and for who can't see blocks. Its markup is the channel's: whatever others wrote has to be escaped in it. */
  text: string;
  blocks: Block[];
};

/** A text as it stands, or one in the channel's own markup, in which whatever others wrote has to be escaped. */
export type Text =
  | { type: "plain_text"; text: string; emoji?: boolean }
  | { type: "mrkdwn"; text: string; verbatim?: boolean };
type Plain = Extract<Text, { type: "plain_text" }>;

export type Button = {
  type: "button";
  text: Plain;
  action_id: string;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  confirm?: { title: Plain; text: Plain; confirm: Plain; deny: Plain };
};

export type Block =
  | { type: "header"; text: Plain }
  | { type: "section"; text: Text }
  | { type: "section"; fields: Text[] }
  | { type: "context"; elements: Text[] }
  | { type: "actions"; elements: Button[] }
  | { type: "divider" }
  | Input;

type Input = {
  type: "input";
  block_id: string;
  label: Plain;
  hint?: Plain;
  optional?: boolean;
  element: { type: "plain_text_input"; action_id: string; multiline: true; max_length: number; initial_value?: string };
};

/** What a person fills in and sends. `private_metadata` comes back with it. */
export type Form = {
  type: "modal";
  callback_id: string;
  title: Plain;
  submit?: Plain;
  close: Plain;
  private_metadata: string;
  blocks: Block[];
};
