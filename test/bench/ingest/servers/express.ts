import express from "express";
import { PATH } from "../deliveries.ts";
import { measured } from "../measured.ts";
import { isSigned } from "./is-signed.ts";

// As most would write it. Nothing is kept.

const app = express();
app.post(PATH, express.raw({ type: "application/json", limit: "25mb" }), (request, response) => {
  response.sendStatus(isSigned(request.body, request.headers["x-hub-signature-256"]) ? 202 : 401);
});
measured({ listener: app });
