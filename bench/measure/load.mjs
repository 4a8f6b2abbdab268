// Sends load with the program `bench-load`.

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/**
 * @typedef {{ method?: string, paths: string[], headers?: Record<string, string>, body?: string, status?: number }} Request
 *   `{serial}` in a path or the body is a number that no other request has
 * @typedef {{ requests: number, bad: number, microseconds: number, p50: number, p95: number, p99: number }} Report
 */

/**
 * @param {string} program
 * @param {string} url
 * @param {Request} request
 * @param {{ connections: number, milliseconds: number }} load
 * @returns {Promise<Report>}
 */
export async function send(program, url, request, load) {
  const { method = "GET", paths, headers = {}, body = null, status = 200 } = request;
  const order = { address: new URL(url).host, ...load, method, paths, headers, body, status };
  const child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(order));
  const said = await text(child.stdout);
  if (!said) throw new Error(`the load on ${url} failed; see above`);
  return JSON.parse(said);
}
