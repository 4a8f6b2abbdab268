// Runs the statements of one request and writes the answer's JSON.

import { EndpointError } from "./errors.mjs";
import { beginText, MAX_BYTES } from "./request.mjs";
import { fieldsToJson, rowToJson } from "./rows.mjs";

/**
 * @param {import("./sessions.mjs").Session} session
 * @param {{ batch: boolean, statements: import("./request.mjs").Statement[] }} payload
 * @param {import("./request.mjs").Options} options
 * @returns {Promise<string>} JSON
 */
export async function execute(session, payload, options) {
  const output = { bytes: 0 };
  const [first] = payload.statements;
  if (!payload.batch && first) return runOne(session, first, options, output);

  await session.command(beginText(options));
  try {
    const results = [];
    for (const statement of payload.statements) {
      results.push(await runOne(session, statement, options, output));
    }
    await session.command("COMMIT");
    return `{"results":[${results.join(",")}]}`;
  } catch (error) {
    // Before the answer, so that the client's next request does not meet this one's locks. When it fails the session
    // is not idle and will be closed, which rolls back as well.
    await session.command("ROLLBACK").catch(() => {});
    throw error;
  }
}

/**
 * @param {import("./sessions.mjs").Session} session
 * @param {import("./request.mjs").Statement} statement
 * @param {import("./request.mjs").Options} options
 * @param {{ bytes: number }} output size of the whole answer so far
 * @returns {Promise<string>} JSON
 */
async function runOne(session, { query, params, arrayMode }, { rawText }, output) {
  /** @type {string[]} */
  const rows = [];
  const result = await session.run(query, params, (fields, row) => {
    // Before the row, as at Neon: the last one may be of any size.
    if (output.bytes > MAX_BYTES) {
      throw new EndpointError(507, `response is too large (max is ${MAX_BYTES} bytes)`);
    }
    const json = rowToJson(fields, row, { rawText, arrayMode });
    output.bytes += Buffer.byteLength(json) + 1;
    rows.push(json);
  });
  const tag = JSON.stringify(result.command ?? "");
  return (
    `{"rowAsArray":${arrayMode},"fields":${fieldsToJson(result.fields)},"rows":[${rows.join(",")}],` +
    `"command":${tag},"rowCount":${result.rowCount ?? null}}`
  );
}
