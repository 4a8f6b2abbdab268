// Connections to the stack's PostgreSQL, as its superuser.

import pg from "pg";

/** @param {string} url */
export async function open(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

const ROWS_AT_ONCE = 200;

/**
 * @param {pg.Client} database
 * @param {string} table
 * @param {string[]} columns
 * @param {unknown[][]} rows
 */
export async function insert(database, table, columns, rows) {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const part = rows.slice(from, from + ROWS_AT_ONCE);
    const places = part.map(
      (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`,
    );
    await database.query(`INSERT INTO ${table} (${columns}) VALUES ${places}`, part.flat());
  }
}
