// Runs a table of SQL cases through the official client, so that our driver's answers can be compared with its.
//
//   LOGICSPIKE_TEST_DATABASE_URL=postgres://… node local-stack/node/official-client.mjs TABLE.json [--endpoint URL]
//
// The table is a JSON array of `{ name, setup?: [sql], sql, params: [text | null], expect: "rows" | "error" }`; `setup`
// and the case run in one transaction. Without `--endpoint` a local one is started for the run. Prints a JSON array of
// `{ name, ok }` or `{ name, error }`; exits with 1 when a case does not end as expected.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { neon, neonConfig, NeonDbError } from "@neondatabase/serverless";
import { startEndpoint } from "./neon/server.mjs";

/**
 * @typedef {{ name: string, setup?: string[], sql: string, params: (string | null)[], expect: "rows" | "error" }} Case
 * @typedef {{ name: string, ok: object } | { name: string, error: object }} Outcome
 */

/** Every value as PostgreSQL wrote it. */
const VERBATIM = { getTypeParser: () => (/** @type {string} */ text) => text };

/**
 * @param {string} databaseUrl
 * @param {Case} entry
 * @returns {Promise<Outcome>}
 */
async function run(databaseUrl, { name, setup, sql: text, params }) {
  const sql = neon(databaseUrl, { fullResults: true, arrayMode: true });
  const query = () => sql.query(text, params, { fullResults: true, arrayMode: true, types: VERBATIM });
  try {
    const result = setup
      ? (await sql.transaction([...setup.map((statement) => sql.query(statement)), query()])).at(-1)
      : await query();
    if (!result) throw new Error("the batch has no result");
    const { command, rowCount, fields, rows } = result;
    return {
      name,
      ok: { command, rowCount, fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })), rows },
    };
  } catch (error) {
    if (!(error instanceof NeonDbError) || error.sourceError) throw error;
    const { code, message, detail, constraint, table, column, schema } = error;
    return { name, error: { code, message, detail, constraint, table, column, schema } };
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { endpoint: { type: "string" } },
});
const databaseUrl = process.env["LOGICSPIKE_TEST_DATABASE_URL"];
const [file] = positionals;
if (!databaseUrl || !file) {
  process.stderr.write("official-client: LOGICSPIKE_TEST_DATABASE_URL and the path of a table are needed\n");
  process.exit(2);
}
const own = values.endpoint === undefined ? await startEndpoint({ port: 0 }) : undefined;
neonConfig.fetchEndpoint = values.endpoint ?? `http://127.0.0.1:${own?.port}/sql`;

/** @type {Case[]} */
const cases = JSON.parse(await readFile(file, "utf8"));
const outcomes = [];
for (const entry of cases) {
  const outcome = await run(databaseUrl, entry);
  outcomes.push(outcome);
  if ("ok" in outcome !== (entry.expect === "rows")) {
    process.stderr.write(`official-client: "${entry.name}" should end in ${entry.expect}\n`);
    process.exitCode = 1;
  }
}
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
await own?.stop();
