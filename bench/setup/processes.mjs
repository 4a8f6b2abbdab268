// Processes of a comparison. They stay in this program's process group, which `cargo xtask bench` ends with it.

import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const START_LIMIT_MS = 30_000;

/** A port on 127.0.0.1 that is free now. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} log the file that gets its output
 */
export function start(program, args, log) {
  const output = openSync(log, "a");
  const child = spawn(program, args, { stdio: ["ignore", output, output] });
  closeSync(output);
  if (child.pid === undefined) throw new Error(`cannot start ${program}`);
  return { child, pid: child.pid };
}

/**
 * Ends it and waits for that.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await ended;
}

/**
 * Waits until something answers.
 *
 * @param {string} url
 * @param {number} [pause] in milliseconds
 */
export async function answers(url, pause = 50) {
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > limit) throw new Error(`nothing answers at ${url}`, { cause: error });
      await sleep(pause);
    }
  }
}
