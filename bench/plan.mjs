// What `cargo xtask bench` tells this program.

import { readFile } from "node:fs/promises";

/**
 * @typedef {{ neon_url: string, databases: { platform: string, blog: string }, private_key_file: string,
 *   public_key_file: string, gateway_secret: string, platform_secret: string, jwt_issuer: string, jwt_audience: string,
 *   pids: { postgres: number, neon: number } }} Stack the parts of `stack.json` that are used here
 * @typedef {import("./setup/workerd.mjs").Worker & { name: string, vars: Record<string, string> }} NamedWorker
 * @typedef {{ stack: Stack, workers: NamedWorker[], workerd: string, load: string, folder: string,
 *   peer: { gateway: string, blog: string }, only: string[], rounds: number, milliseconds: number,
 *   concurrency: number[], endpoint: "pipelined" | "stack", measuresRoutes: boolean, measuresStarts: boolean }} Plan
 */

/**
 * @param {string} path
 * @returns {Promise<Plan>}
 */
export const readPlan = async (path) => JSON.parse(await readFile(path, "utf8"));
