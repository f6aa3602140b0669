import { expect } from "vitest";
import { eventually } from "../eventually.ts";
import { PEOPLE } from "../sandbox/slack/start-slack.ts";
import { startSlackWorld } from "./slack-world.ts";

const { grace } = PEOPLE;

/** A task that waits, and its message. */
export async function startAsked(options: Parameters<typeof startSlackWorld>[0] = {}) {
  const it = await startSlackWorld(options);
  const task = await it.ask();
  const shown = () => {
    const [message, ...others] = it.slack.messages();
    expect(others).toEqual([]);
    if (!message) throw new Error("nothing is shown yet");
    return message;
  };
  const message = await eventually(shown);
  const whisper = (userId: string) =>
    eventually(() => {
      const said = it.slack.whispers(userId).at(-1);
      if (!said) throw new Error("nobody was told anything");
      return said.text;
    });
  /** Opens a form by a click, and has it filled in. */
  const fillIn = async (button: string, text: string) => {
    await it.slack.click(message, button, grace);
    const view = it.slack.view(grace);
    if (!view) throw new Error("no form was opened");
    const input = view.view.blocks.find(({ type }) => type === "input");
    const sent = await it.slack.submit(view.id, { [String(input?.block_id)]: text });
    return { sent, view: it.slack.state.get("views", view.id)! };
  };
  return { ...it, asked: task, message, shown, whisper, fillIn, state: async () => (await it.task(task.id)).state };
}
