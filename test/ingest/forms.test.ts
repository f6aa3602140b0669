import { expect, test } from "vitest";
import { bytesOf, sign, startIngest } from "./ingest-world.ts";
import { idOf, opened } from "./payloads.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const TRICKY = { title: "a+b & c=d %41 ; é 🐛", body: "100 % sure? +1\n\t日本語 \u0000 </script>" };

test("C68: a form with the payload gives the same task as the payload alone", async () => {
  const [asForm, asJson] = [await startIngest(at), await startIngest(at)];
  const json = JSON.stringify(opened(1, TRICKY));
  const form = formOf(json);
  expect(await asForm.deliver("issues", form, FORM)).toEqual({ status: 202, taskId: idOf(1) });
  expect(await asJson.deliver("issues", json)).toEqual({ status: 202, taskId: idOf(1) });
  const [one, other] = [await asForm.tasks.get(idOf(1)), await asJson.tasks.get(idOf(1))];
  const own = { commitId: "", traceparent: "" };
  const deliveryId = "";
  expect({ ...one, ...own, source: { ...one?.source, deliveryId } }).toEqual({
    ...{ ...other, ...own },
    source: { ...other?.source, deliveryId },
  });
  expect(one?.issue).toMatchObject(TRICKY);
  expect(await asForm.tasks.rawBody(idOf(1))).toEqual({ body: new Uint8Array(bytesOf(form)) });
  expect(await asForm.deliver("issues", json)).toEqual({ status: 202, taskId: idOf(1) });
  expect(asForm.published).toHaveLength(1);
});

test("C68: the signature is over the form, not over the payload in it", async () => {
  const it = await startIngest();
  const json = JSON.stringify(opened(1));
  const signed = { ...FORM, "x-hub-signature-256": sign(json) };
  expect(await it.deliver("issues", formOf(json), signed)).toEqual({ status: 401 });
  expect(await it.deliver("issues", formOf(json).replaceAll("+", "%20"), signed)).toEqual({ status: 401 });
  expect(await it.taskIds()).toEqual([]);
});

test.each([
  "application/x-www-form-urlencoded; charset=utf-8",
  "application/x-www-form-urlencoded;charset=UTF-8",
  "Application/X-WWW-Form-URLEncoded ",
])("C68: a form is one when it is called %s", async (type) => {
  const it = await startIngest();
  const form = formOf(JSON.stringify(opened(1)));
  expect(await it.deliver("issues", form, { "content-type": type })).toEqual({ status: 202, taskId: idOf(1) });
});

test.each([
  ["a form without a payload", "other=1", FORM],
  ["a form with an empty payload", "payload=", FORM],
  ["a form whose payload is no JSON", "payload=opened", FORM],
  ["an empty form", "", FORM],
  ["a payload in another case", formOf(JSON.stringify(opened(1))).replace("payload", "Payload"), FORM],
  ["a form that is cut off", formOf(JSON.stringify(opened(1))).slice(0, -9), FORM],
  ["a form that calls itself JSON", formOf(JSON.stringify(opened(1))), {}],
  ["JSON that calls itself a form", JSON.stringify(opened(1)), FORM],
  ["a form in parts", `--x\r\n\r\n${JSON.stringify(opened(1))}`, { "content-type": "multipart/form-data; boundary=x" }],
])("C68: %s is refused with an alert: what it would say is unknown", async (_, body, headers) => {
  const it = await startIngest();
  expect(await it.deliver("issues", body, headers)).toEqual({ status: 400 });
  expect(it.alerts()).toMatchObject([{ why: "the body is no JSON object" }]);
  expect(await it.taskIds()).toEqual([]);
});

test("C68: of two payloads in a form the first counts, as bytes that are no UTF-8 count as far as they can be read", async () => {
  const it = await startIngest();
  const [one, other] = [opened(1), opened(2)].map((payload) => formOf(JSON.stringify(payload)));
  expect(await it.deliver("issues", `${one}&${other}`, FORM)).toEqual({ status: 202, taskId: idOf(1) });
  const broken = formOf(JSON.stringify(opened(3, { title: "@" }))).replace("%40", "%ff%c3%28");
  expect(await it.deliver("issues", broken, FORM)).toEqual({ status: 202, taskId: idOf(3) });
  expect((await it.tasks.get(idOf(3)))?.issue.title).toBe("\ufffd\ufffd(");
});

test("whatever else a body calls itself, it is read as JSON", async () => {
  const it = await startIngest();
  for (const [number, type] of ["text/plain", "application/vnd.github+json", ";;;"].entries()) {
    const answer = await it.deliver("issues", opened(number + 1), { "content-type": type });
    expect(answer).toEqual({ status: 202, taskId: idOf(number + 1) });
  }
});

const at = { now: () => new Date("2026-03-02T09:00:00.000Z") };

function formOf(json: string): string {
  return new URLSearchParams({ payload: json }).toString();
}
