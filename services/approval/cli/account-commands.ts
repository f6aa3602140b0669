import { keyMade, keysSchema, meSchema, signInLinkSchema } from "../src/api/surroundings.ts";
import { createClient, GET_A_LINK } from "./client.ts";
import type { Command } from "./command.ts";
import { Ending, EXIT } from "./ending.ts";
import { nothing } from "./read-commands.ts";
import { inLine } from "./terminal.ts";

const signIn: Command = {
  usage: "sign-in LINK",
  summary: "Signs in with a link that works once",
  about: `${GET_A_LINK} One that a browser has followed is used up.\nThe session is kept in your own configuration, readable by you alone, and ends by itself.`,
  examples: ["sign-in http://127.0.0.1:4103/sign-in/link/abc"],
  words: [1, 1],
  async run({ words: [link = ""] }, { sessions }) {
    const address = URL.parse(link);
    if (!address?.protocol.startsWith("http") || !/\/sign-in\/link\/[^/]+$/.test(address.pathname)) {
      throw new Ending(EXIT.usage, `"${link.slice(0, 60)}" is no sign-in link: one ends in /sign-in/link/ and a word.`);
    }
    const { origin } = address;
    const cookie = await sessions.keep(origin, () => follow(address));
    const me = await createClient(origin, { cookie }).get("/v1/me", meSchema);
    const until = me.until === undefined ? "" : `, until ${me.until}`;
    return {
      data: { url: origin, name: me.name, until: me.until },
      text: `Signed in at ${origin} as ${inLine(me.name)}${until}.\n`,
    };
  },
};

/** The session's cookie. After that the link is good for nothing. */
async function follow({ origin, pathname, search }: URL): Promise<string> {
  // Only to look at a link, as previews do, signs nobody in.
  const post = { method: "POST", headers: { origin } };
  const response = await createClient(origin, undefined).raw(pathname + search, post);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  if (response.status === 303 && cookies.length > 0) return cookies.join("; ");
  throw new Ending(
    EXIT.signedOut,
    `This link signs nobody in: each works once, in a browser or here, and not for long. ${GET_A_LINK}`,
  );
}

const signOut: Command = {
  usage: "sign-out",
  summary: "Ends the session that sign-in began",
  examples: ["sign-out"],
  words: [0, 0],
  async run(_given, { client, sessions }) {
    await client.send("POST", "/sign-out", undefined, nothing).catch((error) => {
      // Over already.
      if (!(error instanceof Ending) || error.code !== EXIT.signedOut) throw error;
    });
    await sessions.forget(client.url);
    return { data: { url: client.url }, text: `Signed out at ${client.url}.\n` };
  },
};

const me: Command = {
  usage: "me",
  summary: "Says as whom you are signed in",
  examples: ["me"],
  words: [0, 0],
  async run(_given, { client }) {
    const { csrf: _, ...who } = await client.get("/v1/me", meSchema);
    return { data: who, text: `${inLine(who.name)}, by ${who.signedInBy}${who.until ? `, until ${who.until}` : ""}\n` };
  },
};

const link: Command = {
  usage: "link",
  summary: "Makes a link that signs another browser in as you, once",
  examples: ["link"],
  words: [0, 0],
  async run(_given, { client }) {
    const made = await client.send("POST", "/v1/sign-in-links", undefined, signInLinkSchema);
    return { data: made, text: `${inLine(made.link)}\nWorks once, until ${inLine(made.until)}.\n` };
  },
};

const keys: Command = {
  usage: "keys [list | make NAME [--repo OWNER/REPO]... | revoke ID]",
  summary: "Lists, makes and revokes API keys",
  about:
    "A key reads and redrives, and never decides. It is shown once, when it is made. Give it to a script as FRONTDESK_KEY.\nWithout a word behind it, lists them. Without --repo a key is for every repository, which is for your own machine alone.",
  examples: ["keys", "keys make ci --repo acme/webapp --repo acme/cli", "keys revoke 3f9a0c214b5d"],
  options: { repo: { type: "string", multiple: true } },
  words: [0, 2],
  async run({ words: [what, named], options }, { client }) {
    if (what === undefined || (what === "list" && named === undefined)) {
      const { keys: found } = await client.get("/v1/keys", keysSchema);
      const lines = found.map(
        ({ id, name, repos, lastUsedAt, expiresAt }) =>
          `${id}  ${inLine(name)}  ${repos?.map(inLine).join(", ") ?? "every repository"}  ${lastUsedAt ? `used ${lastUsedAt}` : "never used"}, until ${expiresAt}\n`,
      );
      return { data: found, text: lines.join("") || "No keys.\n" };
    }
    if (what !== "make" && what !== "revoke") {
      throw new Ending(EXIT.usage, `There is no \`keys ${what}\`. See \`frontdesk keys --help\`.`);
    }
    if (named === undefined)
      throw new Ending(EXIT.usage, `keys ${what} takes one word more. See \`frontdesk keys --help\`.`);
    if (what === "make") {
      const repos = options("repo");
      const made = await client.send("POST", "/v1/keys", { name: named, ...(repos.length > 0 && { repos }) }, keyMade);
      return { data: made, text: `${inLine(made.key)}\nIt is not shown again.\n` };
    }
    await client.send("DELETE", `/v1/keys/${encodeURIComponent(named)}`, undefined, nothing);
    return { data: { revoked: named }, text: `${inLine(named)} is worth nothing any more.\n` };
  },
};

export const ACCOUNT_COMMANDS: { [name: string]: Command } = { "sign-in": signIn, "sign-out": signOut, me, link, keys };
