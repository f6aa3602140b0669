import { sendProblem } from "@frontdesk/shared/http/problem";
import type { RequestHandler } from "express";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

export function isLoopback(url: string): boolean {
  return LOOPBACK.includes(new URL(url).hostname);
}

/**
 * Answers under its own name alone: a stranger's name that was made to point here (DNS rebinding) would make a stranger's
 * page one of ours. On one's own machine, its other names lead to the one under which the session is.
 */
export function checkHost(url: string): RequestHandler {
  const { host, port, protocol } = new URL(url);
  const aliases = isLoopback(url) ? LOOPBACK.map((name) => new URL(`${protocol}//${name}:${port}`).host) : [];
  return (request, response, next) => {
    const asked = request.headers.host?.toLowerCase();
    if (asked === host) return next();
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (asked !== undefined && aliases.includes(asked) && isRead) {
      // Its own address first: what follows it can't be taken for another host.
      response.redirect(302, url + request.originalUrl.replace(/^[/\\]*/, "/"));
      return;
    }
    const advice = isLoopback(url) ? "" : " A proxy in front has to pass on the header Host as it came.";
    const given = String(asked).slice(0, 200);
    sendProblem(response, 421, `This is ${url}. It answers under no other name, and not as ${given}.${advice}`);
  };
}

/** What a tunnel or a proxy leaves on a request. */
const PASSED_ON = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "cf-connecting-ip", "via"];
const THIS_MACHINE = /^(127\.|::1$|::ffff:127\.)/;

/** Where whoever comes by the printed link may do everything, nobody comes from elsewhere. */
export const onlyThisMachine: RequestHandler = (request, response, next) => {
  const isHere = THIS_MACHINE.test(request.socket.remoteAddress ?? "");
  if (isHere && PASSED_ON.every((name) => request.headers[name] === undefined)) return next();
  const advice = "Point tunnels at the webhook's port, and set up sign-in with GitHub for a console that others reach.";
  sendProblem(response, 403, `This console is for the machine that it runs on alone. ${advice}`);
};
