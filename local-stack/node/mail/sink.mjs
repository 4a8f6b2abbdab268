// A mail provider that delivers nothing. Its API is the one that the manager speaks: JSON with `from`, `to`, `subject`,
// `text` and `html`, a bearer key, and `Idempotency-Key`, under which a mail is taken once.

import { createServer } from "node:http";
import { page } from "./page.mjs";

/** Most mails kept, and the largest one, in bytes. */
const MOST_MAILS = 500;
const MAX_BYTES = 1024 * 1024;

/**
 * @typedef {{ id: string, key: string | undefined, receivedAt: string, from: string, to: string[], subject: string,
 *   text: string, html: string }} Mail
 */

/** @param {number} port 0 for any */
export async function startMailSink(port) {
  /** @type {Mail[]} newest first */
  const mails = [];
  let count = 0;

  /** @param {string} body @param {string | undefined} key */
  const take = (body, key) => {
    const mail = readMail(body);
    if (!mail) return { status: 422, answer: { message: "from, to, subject, text and html are needed" } };
    const known = key === undefined ? undefined : mails.find((other) => other.key === key);
    if (known) {
      const same = JSON.stringify([known.to, known.subject]) === JSON.stringify([mail.to, mail.subject]);
      return same
        ? { status: 200, answer: { id: known.id } }
        : { status: 409, answer: { message: "another mail has this idempotency key" } };
    }
    const id = `mail_${++count}`;
    mails.unshift({ id, key, receivedAt: new Date().toISOString(), ...mail });
    mails.splice(MOST_MAILS);
    return { status: 200, answer: { id } };
  };

  const server = createServer((request, response) => {
    /** @param {number} status @param {string} type @param {string} text */
    const send = (status, type, text) =>
      response
        .writeHead(status, {
          "content-type": type,
          "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        })
        .end(text);
    /** @param {number} status @param {object} answer */
    const sendJson = (status, answer) => send(status, "application/json", JSON.stringify(answer));
    const route = `${request.method} ${request.url}`;
    if (route === "GET /") return send(200, "text/html; charset=utf-8", page(mails));
    if (route === "GET /mails") return sendJson(200, mails);
    if (route !== "POST /emails") return sendJson(404, { message: "not found" });
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? "")) {
      return sendJson(401, { message: "no key" });
    }
    const key = request.headers["idempotency-key"];
    readBody(request).then(
      (body) => {
        const { status, answer } = take(body, typeof key === "string" ? key : undefined);
        sendJson(status, answer);
      },
      () => sendJson(413, { message: "too large" }),
    );
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    /** @returns {Promise<void>} */
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {import("node:http").IncomingMessage} request */
async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error("too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @param {string} text */
function readMail(text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { from, to, subject, text: plain, html } = body ?? {};
  const isText = (/** @type {unknown} */ value) => typeof value === "string" && value !== "";
  if (![from, subject, plain, html].every(isText)) return undefined;
  if (!Array.isArray(to) || to.length === 0 || !to.every(isText)) return undefined;
  return { from, to, subject, text: plain, html };
}
