import type { Response } from "express";
import { sendPage } from "../look/frame.ts";
import { type Html, html } from "../look/html.ts";
import type { World } from "./world.ts";

/** A page on which there is one thing to do. */
export function sendDoor(response: Response, { neighbours }: World, title: string, body: Html): void {
  sendPage(response, { title, standsIn: "GitHub", neighbours, body: html`<main class="door">${body}</main>` });
}
