// The words that our posts are found by, which the Worker's own sweep makes.

import { setTimeout as sleep } from "node:timers/promises";
import { open } from "./database.mjs";

const LIMIT_MS = 180_000;

/**
 * Sweeps until no post waits for its words.
 *
 * @param {string} gateway
 * @param {{ platform_secret: string, databases: { blog: string } }} stack
 */
export async function makeWords(gateway, { platform_secret: secret, databases }) {
  const blog = await open(databases.blog);
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const { rows } = await blog.query(
      "SELECT count(*)::integer AS waiting FROM posts WHERE search_version < 1",
    );
    const { waiting } = rows[0];
    if (waiting === 0) break;
    if (Date.now() > end) throw new Error(`${waiting} posts got no words from the sweep`);
    const swept = await fetch(`${gateway}/blog/platform/sweep`, {
      method: "POST",
      headers: { "x-platform-key": secret },
    });
    if (!swept.ok) throw new Error(`the sweep was refused: ${swept.status} ${await swept.text()}`);
    await swept.arrayBuffer();
    // The work itself comes after the answer.
    await sleep(300);
  }
  await blog.query("VACUUM ANALYZE");
  await blog.end();
}

/**
 * Stands for the consumers of events: what was sent to the queue is settled soon after. Otherwise events pile up in the
 * outbox and every relay walks over them.
 *
 * @param {string} url of the blog's database
 */
export async function settleEvents(url) {
  const blog = await open(url);
  let isOver = false;
  const done = (async () => {
    while (!isOver) {
      await blog.query("UPDATE outbox SET settled_at = now() WHERE settled_at IS NULL AND sends > 0");
      await sleep(250);
    }
    await blog.end();
  })();
  return async () => {
    isOver = true;
    await done;
  };
}
