import { generateKeyPairSync } from "node:crypto";
import { createNodeMiddleware, createProbot } from "probot";
import { PATH, SECRET } from "../ingest/deliveries.ts";
import { measured } from "../ingest/measured.ts";

// Probot on a server of one's own, as its documentation has it, and a handler that does nothing but count. What it logs
// is what it logs by default: warnings and errors. As JSON: the default is for people to read, and dearer.

let handled = 0;
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});
const app = (probot) => {
  probot.on("issues.opened", async () => {
    handled += 1;
  });
};
const overrides = { appId: 1, privateKey, secret: SECRET };
const probot = createProbot({ overrides, env: { LOG_FORMAT: "json" } });
const middleware = await createNodeMiddleware(app, { probot, webhooksPath: PATH });
measured({ listener: (request, response) => void middleware(request, response), handled: () => handled });
