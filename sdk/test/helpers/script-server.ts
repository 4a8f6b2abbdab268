/**
 * A server that fails as it is told. A test posts a script, a list of steps, and gets an address below which each
 * request is answered by the next step (the last one repeats). Runs in Node beside all runtimes that are tested.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";

import type { Seen, Step } from "./script.js";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*, retry-after, x-request-id, x-cache, etag",
};

interface Run {
  steps: Step[];
  seen: Seen[];
  underWay: number;
  most: number;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = scriptServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  project.provide("scriptServer", `http://127.0.0.1:${port}`);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

function scriptServer(): Server {
  const runs = new Map<string, Run>();
  return createServer((request, response) => {
    void answer(runs, request, response).catch(() => response.destroy());
  });
}

async function answer(
  runs: Map<string, Run>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const [, place = "", id = ""] = url.pathname.split("/");
  if (request.method === "OPTIONS") {
    const wanted = request.headers["access-control-request-headers"] ?? "";
    response.writeHead(204, { ...CORS, "access-control-allow-headers": wanted }).end();
    return;
  }
  if (place === "script" && request.method === "POST") {
    const name = crypto.randomUUID();
    runs.set(name, { steps: JSON.parse(await text(request)) as Step[], seen: [], underWay: 0, most: 0 });
    response.writeHead(201, CORS).end(name);
    return;
  }
  const run = runs.get(id);
  if (!run) throw new Error("no such script");
  if (place === "seen") {
    response.writeHead(200, CORS).end(JSON.stringify({ seen: run.seen, most: run.most }));
    return;
  }
  run.underWay++;
  run.most = Math.max(run.most, run.underWay);
  response.once("close", () => run.underWay--);
  run.seen.push({
    path: url.pathname.slice(`/${place}/${id}`.length) + url.search,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    at: Date.now(),
  });
  const step = run.steps.length > 1 ? run.steps.shift() : run.steps[0];
  if (step) await play(step, request, response);
}

async function play(step: Step, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (step.afterMs) await new Promise((resolve) => setTimeout(resolve, step.afterMs));
  if (step.fault === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  if (step.fault === "hang") return;
  const headers: Record<string, string> = { ...CORS, "content-type": "application/json", ...step.headers };
  if (step.fault === "circle") headers["location"] = request.url ?? "/";
  const body = typeof step.body === "string" ? step.body : JSON.stringify(step.body ?? {});
  if (step.fault === "hang in body" || step.fault === "reset in body") {
    response.writeHead(step.status ?? 200, { ...headers, "content-length": String(body.length + 1000) });
    response.write(body);
    if (step.fault === "reset in body") setTimeout(() => request.socket.resetAndDestroy(), 20);
    return;
  }
  response.writeHead(step.status ?? (step.fault === "circle" ? 302 : 200), headers).end(body);
}

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request) all += String(chunk);
  return all;
}
