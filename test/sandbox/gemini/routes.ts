import express, { type Express } from "express";
import { addressOf } from "./address.ts";
import { onApiError, sendPage } from "./refusal.ts";
import { takeCall } from "./take-call.ts";
import type { World } from "./world.ts";

/** Both services answer under one root: their paths differ. */
export function createRoutes(world: World): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use(express.json({ limit: "20mb", type: () => true }));
  app.use(async (request, response) => {
    const address = addressOf(request.method, request.path);
    if (address) await takeCall(world, address, request, response);
    else sendPage(response, 404, "Not Found");
  });
  app.use(onApiError(world.log));
  return app;
}
