import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { neon, neonConfig } from "@neondatabase/serverless";
import { cableToDatabase, databaseUrl, endpointForTest, logged, post } from "./support.mjs";

const endpoint = await endpointForTest();
after(() => endpoint.stop());
neonConfig.fetchEndpoint = endpoint.url;
const sql = neon(databaseUrl);

const tool = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

test("the official client's templates carry values and give typed rows", async () => {
  const text = 'O\'Reilly \\ "😀" \n';
  const rows = await sql`SELECT ${text}::text AS text, ${42}::int4 AS n, ${true}::bool AS yes,
    ${new Date(0)}::timestamptz AS at, ${[1, 2]}::int4[] AS list, ${{ a: [1] }}::jsonb AS doc, ${null}::text AS none`;
  const expected = { text, n: 42, yes: true, at: new Date(0), list: [1, 2], doc: { a: [1] }, none: null };
  assert.deepEqual(rows, [expected]);
});

test("full results and array mode", async () => {
  const result = await sql.query("SELECT $1::int8 AS a, 2 AS a", ["1"], {
    fullResults: true,
    arrayMode: true,
  });
  assert.deepEqual(result.rows, [["1", 2]]);
  assert.equal(result.command, "SELECT");
  assert.equal(result.rowCount, 1);
  assert.equal(result.rowAsArray, true);
  assert.deepEqual(
    result.fields.map(({ name, dataTypeID }) => [name, dataTypeID]),
    [
      ["a", 20],
      ["a", 23],
    ],
  );
});

test("a transaction has the mode that was asked for", async () => {
  const show = () => [
    sql`SHOW transaction_isolation`,
    sql`SHOW transaction_read_only`,
    sql`SHOW transaction_deferrable`,
  ];
  const options = /** @type {const} */ ({ isolationLevel: "Serializable", readOnly: true, deferrable: true });
  const values = (await sql.transaction(show(), options)).map(([row]) => Object.values(row ?? {})[0]);
  assert.deepEqual(values, ["serializable", "on", "on"]);
  const plain = (await sql.transaction(show())).map(([row]) => Object.values(row ?? {})[0]);
  assert.deepEqual(plain, ["read committed", "off", "off"]);
  await assert.rejects(sql.transaction([sql`CREATE TABLE never (n int)`], { readOnly: true }), {
    code: "25006",
  });
  for (const level of ["ReadUncommitted", "ReadCommitted", "RepeatableRead"]) {
    const answer = await post(
      endpoint.url,
      { queries: [{ query: "SHOW transaction_isolation", arrayMode: true }] },
      { "Neon-Batch-Isolation-Level": level },
    );
    assert.equal(answer.body.results[0].rows[0][0].replace(" ", ""), level.toLowerCase());
    assert.equal(answer.headers.get("neon-batch-isolation-level"), level);
  }
  const wrong = await post(endpoint.url, { queries: [] }, { "Neon-Batch-Isolation-Level": "serializable" });
  assert.deepEqual([wrong.status, wrong.body.message], [400, "invalid isolation level"]);
});

test("a transaction that fails leaves nothing, and says what PostgreSQL said", async () => {
  const statements = [
    sql`CREATE TABLE rolled_back (id int4 CONSTRAINT rolled_back_id PRIMARY KEY)`,
    sql`INSERT INTO rolled_back VALUES (1), (1)`,
  ];
  await assert.rejects(sql.transaction(statements), {
    name: "NeonDbError",
    severity: "ERROR",
    code: "23505",
    detail: "Key (id)=(1) already exists.",
    table: "rolled_back",
    constraint: "rolled_back_id",
    routine: "_bt_check_unique",
  });
  assert.deepEqual(await sql`SELECT to_regclass('rolled_back') AS found`, [{ found: null }]);
  await assert.rejects(sql`SELEC 1`, { code: "42601", position: "1" });
});

test("without raw text the common types are JSON values, all else is text", async () => {
  const query = `SELECT true AS b, 1::int2 AS s, 2::int4 AS i, 3::int8 AS l, 1.50::numeric AS n, 0.1::float8 AS f,
    '-0'::float4 AS z, 'NaN'::float8 AS nan, '{"a": 1e400}'::jsonb->'b' AS none, '{"a": [1.0]}'::json AS j,
    '{1,NULL}'::int4[] AS ia, '{}'::text[] AS e, '[0:0][1:3]={{"a,\\"",NULL,"NULL"}}'::text[] AS ta,
    ARRAY['{"k": "}"}'::jsonb] AS ja, '2024-01-01'::date AS d`;
  const { status, body } = await post(endpoint.url, { query });
  assert.equal(status, 200);
  const [row] = body.rows;
  const { z, ...rest } = row;
  assert.ok(Object.is(z, -0));
  assert.deepEqual(rest, {
    b: true,
    s: 1,
    i: 2,
    l: "3",
    n: "1.50",
    f: 0.1,
    nan: "NaN",
    none: null,
    j: { a: [1] },
    ia: [1, null],
    e: [],
    ta: [['a,"', null, "NULL"]],
    ja: [{ k: "}" }],
    d: "2024-01-01",
  });
});

test("JSON parameters become text, numbers with all their digits", async () => {
  const body = `{"query":"SELECT $1::text, $2::text, $3::text, $4::jsonb, $5::text[], $6::text, $7::int4[]",
    "params":[9007199254740993, 1.0, true, {"a":[1.0,null]}, ["a\\"b","c,\\\\",null,{"k":1}], null, [[1,2],[3,null]]],
    "arrayMode":true}`;
  const { body: answer } = await post(endpoint.url, body, { "Neon-Raw-Text-Output": "true" });
  const list = '{"a\\"b","c,\\\\",NULL,"{\\"k\\":1}"}';
  const expected = ["9007199254740993", "1.0", "true", '{"a": [1.0, null]}', list, null, "{{1,2},{3,NULL}}"];
  assert.deepEqual(answer.rows, [expected]);
});

test("each statement of a batch may choose its array mode", async () => {
  const query = "SELECT 1 AS n";
  const queries = [{ query }, { query, arrayMode: false, params: [] }, { query, arrayMode: null }];
  const { body } = await post(endpoint.url, { queries }, { "Neon-Array-Mode": "true" });
  assert.deepEqual(
    body.results.map((/** @type {any} */ result) => [result.rowAsArray, result.rows[0]]),
    [
      [true, [1]],
      [false, { n: 1 }],
      [true, [1]],
    ],
  );
});

test("malformed requests are refused with a reason", async () => {
  const cases = [
    ['{"query":', /not JSON/],
    ["[]", /neither/],
    ["{}", /neither/],
    ['{"query":"SELECT 1","params":{}}', /`params`/],
    ['{"query":"SELECT 1","arrayMode":1}', /`arrayMode`/],
    ['{"queries":[1]}', /`query`/],
    ['{"query":"SELECT \\u0000"}', /null byte/],
    ['{"query":"SELECT $1","params":["\\ud800"]}', /lone surrogate/],
  ];
  for (const [body, reason] of cases) {
    const answer = await post(endpoint.url, body);
    assert.equal(answer.status, 400, String(body));
    assert.match(answer.body.message, /** @type {RegExp} */ (reason));
  }
  const elsewhere = await fetch(endpoint.url.replace("/sql", "/other"), { method: "POST" });
  assert.equal(elsewhere.status, 400);
});

test("a connection string is checked, never repeated, and leads to allowed hosts only", async () => {
  const password = "s3cret-of-the-test";
  const cases = [
    ["", /neon-connection-string/],
    [`mysql://u:${password}@localhost/d`, /scheme/],
    [`postgres://u:${password}@localhost/`, /database name/],
    [`postgres://:${password}@localhost/d`, /username/],
    ["postgres://u@localhost/d", /password/],
    [`postgres://u:${password}@192.0.2.1/d`, /does not connect to the host/],
  ];
  for (const [header, reason] of cases) {
    const answer = await post(
      endpoint.url,
      { query: "SELECT 1" },
      { "Neon-Connection-String": String(header) },
    );
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /** @type {RegExp} */ (reason));
    assert.ok(!JSON.stringify(answer.body).includes(password));
  }
  await post(endpoint.url, { query: "SELECT $1::int4", params: [password] });
  assert.ok(logged.some((line) => line.includes("22P02")));
  assert.ok(!logged.some((line) => line.includes(password) || line.includes(new URL(databaseUrl).password)));
});

test("a request of 10 MiB passes, a larger one gets 413", async () => {
  const limit = 10 * 1024 * 1024;
  const empty = JSON.stringify({ query: "SELECT length($1)", params: [""] });
  const body = (/** @type {number} */ size) => empty.replace('""', `"${"x".repeat(size - empty.length)}"`);
  const fits = await post(endpoint.url, body(limit));
  assert.deepEqual([fits.status, fits.body.rows[0].length], [200, limit - empty.length]);
  const large = await post(endpoint.url, body(limit + 1));
  assert.deepEqual([large.status, large.body.message], [413, "request is too large (max is 10485760 bytes)"]);
});

test("a row after 10 MiB gets 507, in one statement or over a batch, and a row alone may be of any size", async () => {
  const query = "SELECT repeat('x', 1024) FROM generate_series(1, $1::int4)";
  assert.equal((await post(endpoint.url, { query, params: [9_000] })).status, 200);
  assert.equal((await post(endpoint.url, { query, params: [11_000] })).status, 507);
  const half = { query, params: [6_000] };
  const batch = await post(endpoint.url, { queries: [half, half] });
  assert.deepEqual(
    [batch.status, batch.body.message],
    [507, "response is too large (max is 10485760 bytes)"],
  );
  const large = await post(endpoint.url, { query: "SELECT repeat('x', 12 * 1024 * 1024) AS text" });
  assert.deepEqual([large.status, large.body.rows[0].text.length], [200, 12 * 1024 * 1024]);
});

test("nothing of a session survives its request", async () => {
  await sql`SET work_mem = '7MB'`;
  await sql`SET search_path = pg_catalog`;
  await sql`CREATE TEMP TABLE leftover (n int)`;
  await sql`SELECT pg_advisory_lock(7142001)`;
  await sql`PREPARE leftover AS SELECT 1`;
  await sql`BEGIN /* left open */`;
  const query = `SELECT current_setting('work_mem') = '7MB' AS setting, current_setting('search_path') = 'pg_catalog' AS path,
    to_regclass('pg_temp.leftover') IS NOT NULL AS table, EXISTS (SELECT FROM pg_prepared_statements) AS prepared`;
  const answers = await Promise.all(Array.from({ length: 8 }, () => sql.query(query)));
  for (const [row] of answers) {
    assert.deepEqual(row, { setting: false, path: false, table: false, prepared: false });
  }
  await eventually(async () => {
    const [row] = await sql`SELECT pg_try_advisory_xact_lock(7142001) AS unlocked,
      NOT EXISTS (SELECT FROM pg_stat_activity WHERE query = 'BEGIN /* left open */') AS ended`;
    return row?.["unlocked"] && row["ended"];
  });
});

test("many requests at once each get their own answer", async () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const answers = await Promise.all(
    numbers.map((n) => sql.transaction([sql`SELECT ${n}::int4 AS n`, sql`SELECT pg_sleep(0.005)`])),
  );
  assert.deepEqual(
    answers.map(([rows]) => rows?.[0]?.["n"]),
    numbers,
  );
});

test("whoever finds all of a role's connections taken is refused at once", async () => {
  await sql`CREATE ROLE crowded LOGIN CONNECTION LIMIT 3 PASSWORD 'crowded'`;
  const crowded = new URL(databaseUrl);
  crowded.username = crowded.password = "crowded";
  const headers = { "Neon-Connection-String": crowded.href };
  const one = () => post(endpoint.url, { query: "SELECT pg_sleep(0.5)" }, headers);
  const answers = await Promise.all(Array.from({ length: 5 }, one));
  const refused = answers.filter((answer) => answer.status !== 200);
  assert.equal(refused.length, 2);
  for (const { status, body } of refused) assert.deepEqual([status, body.code], [500, "53300"]);
  assert.equal((await one()).status, 200);
  await sql`DROP ROLE crowded`;
});

test("a type that a user made has an OID of its own", async () => {
  const queries = [
    "CREATE TYPE mood AS ENUM ('fine')",
    "SELECT 'fine'::mood AS mood, 'mood'::regtype::oid::int4 AS oid",
    "DROP TYPE mood",
  ].map((query) => ({ query }));
  const { body } = await post(endpoint.url, { queries });
  const [row] = body.results[1].rows;
  assert.deepEqual([row.mood, row.oid], ["fine", body.results[1].fields[0].dataTypeID]);
});

test("a client that goes away stops its statement", async () => {
  const mark = "abandoned statement";
  const gone = new AbortController();
  const request = post(endpoint.url, { query: `SELECT pg_sleep(600) /* ${mark} */` }, {}, gone.signal);
  const running = async () => {
    const [row] = await sql`SELECT count(*)::int4 AS n FROM pg_stat_activity
      WHERE state = 'active' AND query LIKE ${`%${mark}%`} AND pid <> pg_backend_pid()`;
    return row?.["n"];
  };
  await eventually(async () => (await running()) === 1);
  gone.abort();
  await assert.rejects(request, { name: "AbortError" });
  await eventually(async () => (await running()) === 0);
});

test("a database that is down is a 500, and the endpoint recovers with it", async () => {
  const cable = await cableToDatabase();
  const headers = { "Neon-Connection-String": cable.url };
  const one = () => post(endpoint.url, { query: "SELECT 1 AS n" }, headers);
  await Promise.all(Array.from({ length: 5 }, one));
  for (let round = 0; round < 5; round += 1) {
    cable.hangUp();
    assert.equal((await one()).status, 200, "a dead session in the pool is replaced unseen");
  }
  const statement = post(endpoint.url, { query: "SELECT pg_sleep(600)" }, headers);
  const cutWhenRunning = eventually(async () => {
    const [row] =
      await sql`SELECT count(*)::int4 AS n FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'`;
    return row?.["n"] > 0;
  }).then(cable.cut);
  const { status, body } = await statement;
  assert.deepEqual([status, body.message], [500, "the connection to the database was lost"]);
  await cutWhenRunning;
  const down = await one();
  assert.deepEqual(
    [down.status, down.body.message],
    [500, "could not connect to the database: ECONNREFUSED"],
  );
  await cable.mend();
  assert.equal((await one()).status, 200);
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'`;
  await cable.cut();
});

test("wrong credentials and unknown databases are the client's fault", async () => {
  const url = new URL(databaseUrl);
  url.pathname = "/no_such_database";
  const answer = await post(endpoint.url, { query: "SELECT 1" }, { "Neon-Connection-String": url.href });
  assert.deepEqual([answer.status, answer.body.code], [400, "3D000"]);
  const stranger = new URL(databaseUrl);
  stranger.password = "not-the-password";
  const headers = { "Neon-Connection-String": stranger.href };
  const refused = await post(endpoint.url, { query: "SELECT 1" }, headers);
  assert.deepEqual([refused.status, refused.body.code], [400, ""]);
  assert.match(refused.body.message, /^password authentication failed for user /);
});

test("the tool says when it is ready, serves, and stops on a signal", async () => {
  const host = new URL(databaseUrl).hostname;
  const child = spawn(process.execPath, [tool("neon-endpoint.mjs"), "--port", "0", "--allow-host", host]);
  const [line] = await once(child.stdout, "data");
  const { ready, port } = JSON.parse(String(line));
  assert.equal(ready, true);
  assert.equal((await post(`http://127.0.0.1:${port}/sql`, { query: "SELECT 1" })).status, 200);
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("every case of the SQL table ends as the table says, through the official client", async () => {
  const table = fileURLToPath(new URL("../../../shared/tests/sql_cases.json", import.meta.url));
  const child = spawn(process.execPath, [tool("official-client.mjs"), table, "--endpoint", endpoint.url]);
  let complaints = "";
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (chunk) => (complaints += chunk));
  const [code] = await once(child, "close");
  assert.deepEqual([code, complaints], [0, ""]);
});

/**
 * Asks until the answer is yes; the test runner's limit ends it otherwise.
 *
 * @param {() => Promise<unknown>} question
 */
async function eventually(question) {
  while (!(await question())) await new Promise((resolve) => setTimeout(resolve, 10));
}
