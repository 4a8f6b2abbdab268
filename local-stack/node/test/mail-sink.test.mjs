import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startMailSink } from "../mail/sink.mjs";

const sink = await startMailSink(0);
after(() => sink.stop());

const mail = {
  from: "a@example.com",
  to: ["b@example.com"],
  subject: "<i>Hello</i>",
  text: "You & I",
  html: "<p>You</p>",
};

/** @param {unknown} body @param {Record<string, string>} [headers] */
async function send(body, headers = {}) {
  const response = await fetch(`${sink.url}/emails`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { authorization: "Bearer key", "content-type": "application/json", ...headers },
  });
  return { status: response.status, body: /** @type {any} */ (await response.json()) };
}

const mails = async () => /** @type {any[]} */ (await (await fetch(`${sink.url}/mails`)).json());

test("a mail is taken once under one key, and shown", async () => {
  const key = { "idempotency-key": "evt_1" };
  const first = await send(mail, key);
  const second = await send(mail, key);
  assert.equal(first.status, 200);
  assert.deepEqual(second, first);
  assert.equal((await send({ ...mail, to: ["c@example.com"] }, key)).status, 409);
  const kept = await mails();
  assert.equal(kept.length, 1);
  assert.deepEqual(kept[0].to, mail.to);
  const page = await (await fetch(sink.url)).text();
  assert.match(page, /&#60;i&#62;Hello&#60;\/i&#62;/);
  assert.match(page, /You &#38; I/);
  assert.doesNotMatch(page, /<i>/);
});

test("what is no mail is refused", async () => {
  const before = (await mails()).length;
  assert.equal((await send("no json")).status, 422);
  assert.equal((await send({ ...mail, to: [] })).status, 422);
  assert.equal((await send({ ...mail, text: undefined })).status, 422);
  assert.equal((await send(mail, { authorization: "" })).status, 401);
  assert.equal((await fetch(`${sink.url}/elsewhere`)).status, 404);
  assert.equal((await mails()).length, before);
});
