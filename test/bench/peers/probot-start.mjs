import { readFileSync } from "node:fs";
import { createNodeMiddleware, createProbot } from "probot";
import { measured } from "../ingest/measured.ts";

// Probot on a server of one's own, as its documentation has it, and a handler that does nothing.

const [, , keyFile] = process.argv;
const privateKey = readFileSync(keyFile, "utf8");
const app = (probot) => probot.on("issues.opened", async () => {});
const overrides = { appId: 1, privateKey, secret: "secret" };
const probot = createProbot({ overrides, env: { LOG_FORMAT: "json" } });
const middleware = await createNodeMiddleware(app, { probot, webhooksPath: "/webhooks/github" });
measured({ listener: (request, response) => void middleware(request, response) });
