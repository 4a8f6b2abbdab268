// The example site before the whole platform, and ways to disturb it.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { build, connect, serve } from "../../../local-stack/node/site/site.mjs";

const PATIENCE_MS = 150_000;
const stack = JSON.parse(await readFile(process.env.LOGICSPIKE_STACK ?? "../.local/stack.json", "utf8"));
const [tenant] = stack.tenants;

/** Asks the platform as the owner. */
export async function admin(method, path, body, token = tenant.token) {
  const response = await fetch(stack.gateway_url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** A post with this text, published unless it is to be a draft. */
export async function write(title, content, { publish = true, ...fields } = {}) {
  const made = await admin("POST", "/blog/admin/posts", { title, content, ...fields });
  if (publish) await admin("POST", `/blog/admin/posts/${made.id}/publish`);
  return made;
}

export const text = (words) => ({
  type: "doc",
  content: [{ type: "paragraph", content: [{ type: "text", text: words }] }],
});

/** The minute's sweep of the manager, now: retries need not wait for it. */
export async function sweep() {
  const headers = { "x-platform-key": stack.platform_secret, "content-type": "application/json" };
  await fetch(`${stack.gateway_url}/manager/platform/sweep`, { method: "POST", headers, body: "{}" });
}

export async function until(what, condition, limitMs = PATIENCE_MS) {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * The built site. It asks the API through a line that can be cut, and its webhooks come through one that writes down
 * what it answered.
 */
export async function startSite() {
  let isCut = false;
  /** @type {{ type: string, subject: string, status: number, retryAfter: string | null }[]} */
  const told = [];
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;

  const line = createServer((request, response) => {
    if (isCut) return request.socket.destroy();
    void (async () => {
      const headers = new Headers(request.headers);
      headers.delete("host");
      headers.delete("connection");
      const answer = await fetch(stack.gateway_url + request.url, { headers, redirect: "manual" });
      const kept = [...answer.headers].filter(
        ([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name),
      );
      response.writeHead(answer.status, Object.fromEntries(kept));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  const api = await listen(line);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const relay = createServer((request, response) => {
    void (async () => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = Buffer.concat(parts);
      if (!child) return response.writeHead(204).end();
      const headers = Object.entries(request.headers).filter(([name]) =>
        /^(webhook-|content-type)/.test(name),
      );
      const answer = await fetch(url + request.url, {
        method: "POST",
        headers: Object.fromEntries(headers),
        body,
      });
      const { type, subject } = JSON.parse(body.toString());
      const retryAfter = answer.headers.get("retry-after");
      told.push({ type, subject, status: answer.status, retryAfter });
      response.writeHead(answer.status, retryAfter ? { "retry-after": retryAfter } : {}).end();
    })().catch(() => response.destroy());
  });
  const variables = await connect(stack, url, { api, webhook: await listen(relay) });

  return {
    url,
    told,
    build: async () => {
      await build(variables);
      child = await serve(variables, port);
    },
    cut: (value) => (isCut = value),
    /** Waits for a webhook of this kind about this, from the `from`th on, that the site took. */
    heard: (type, subject, from = 0) =>
      until(`${type} ${subject}`, () =>
        told.slice(from).find((one) => one.type === type && one.subject === subject && one.status === 204),
      ),
    stop: async () => {
      child?.kill();
      if (child && child.exitCode === null) await once(child, "exit");
      line.closeAllConnections();
      line.close();
      relay.closeAllConnections();
      relay.close();
    },
  };
}

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

async function freePort() {
  const server = createServer();
  await listen(server);
  const { port } = server.address();
  server.close();
  return port;
}

/** The strings that the renderer is attacked with, from its own tests. */
export async function payloads() {
  const source = await readFile(
    new URL("../../../tiptap-html/tests/xss/payloads.rs", import.meta.url),
    "utf8",
  );
  const [, list = ""] = /PAYLOADS: &\[&str\] = &\[([^]*?)\n\];/.exec(source) ?? [];
  return [...list.matchAll(/^ +"((?:[^"\\]|\\.)*)",?$/gm)].map(([, raw = ""]) =>
    raw.replace(/\\(?:u\{([0-9a-f]+)\}|(.))/gi, (_, code, plain) =>
      code
        ? String.fromCodePoint(Number.parseInt(code, 16))
        : ({ n: "\n", r: "\r", t: "\t", 0: "\0" }[plain] ?? plain),
    ),
  );
}
