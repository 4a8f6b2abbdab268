// Database sessions, pooled per connection string. A session that is handed out is alive and carries nothing over.

import pg from "pg";
import { ClientGone, ConnectError, ConnectionLost } from "./errors.mjs";

const IDLE_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** A connection attempt has a limit of its own; the pool's would also cut requests that wait for a free session. */
class TimedClient extends pg.Client {
  /** @param {import("pg").ClientConfig} [config] */
  constructor(config) {
    // The pool hides the password from enumeration, so spreading alone would lose it.
    super({ ...config, password: config?.password, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

/** @type {{ getTypeParser: () => (text: string) => string }} */
const VERBATIM = { getTypeParser: () => (text) => text };

export class Sessions {
  /** @type {Map<string, import("pg").Pool>} */
  #pools = new Map();

  /**
   * @param {import("./target.mjs").Target} target
   * @param {AbortSignal} signal aborted when the client has gone
   */
  async acquire(target, signal) {
    const pool = this.#pool(target);
    for (;;) {
      const client = await pool.connect().catch((cause) => {
        throw new ConnectError(cause);
      });
      const session = new Session(client, target, signal);
      if (signal.aborted) {
        await session.release();
        throw new ClientGone();
      }
      if (await session.isAlive()) return session;
      // Died while idle; each turn drops one such session, and a new one is alive or fails to connect.
      client.release(true);
    }
  }

  async close() {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  /** @param {import("./target.mjs").Target} target */
  #pool(target) {
    const key = JSON.stringify(target);
    let pool = this.#pools.get(key);
    if (!pool) {
      pool = new pg.Pool({
        ...target,
        // No queue, as at Neon: PostgreSQL refuses whoever comes when all connections are taken.
        max: Number.MAX_SAFE_INTEGER,
        idleTimeoutMillis: IDLE_TIMEOUT_MS,
        Client: TimedClient,
      });
      // A session's death is seen by the query in flight or by the next check; it must not end this process.
      pool.on("error", () => {});
      pool.on("connect", (client) => client.on("error", () => {}));
      pool.on("remove", () => {
        if (pool?.totalCount === 0 && pool.waitingCount === 0) this.#pools.delete(key);
      });
      this.#pools.set(key, pool);
    }
    return pool;
  }
}

/** One session, for one request. */
export class Session {
  #client;
  #target;
  #signal;
  #discard = false;
  /** @type {Promise<void> | undefined} */
  #cancelling;
  #onAbort = () => this.cancel();

  /**
   * @param {import("pg").PoolClient} client
   * @param {import("./target.mjs").Target} target
   * @param {AbortSignal} signal
   */
  constructor(client, target, signal) {
    this.#client = client;
    this.#target = target;
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Asks the server, since a closed socket is noticed only after the event loop has come round. */
  isAlive() {
    return this.#client.query("").then(
      () => true,
      () => false,
    );
  }

  /**
   * Runs one statement by the extended protocol, unnamed, with text parameters and text results.
   *
   * @param {string} text
   * @param {(string | null)[]} values
   * @param {(fields: import("pg").FieldDef[], row: (string | null)[]) => void} onRow throws to give the statement up
   * @returns {Promise<import("pg").QueryArrayResult>} without its rows
   */
  run(text, values, onRow) {
    if (this.#signal.aborted) return Promise.reject(new ClientGone());
    return new Promise((resolve, reject) => {
      /** @type {unknown} */
      let failure;
      const config = { text, values, queryMode: "extended", rowMode: "array", types: VERBATIM };
      const query = new pg.Query(/** @type {any} */ (config));
      query.on("row", (row, result) => {
        if (failure) return;
        try {
          onRow(result?.fields ?? [], /** @type {any} */ (row));
        } catch (error) {
          failure = error;
          this.cancel();
        }
      });
      query.on("error", (error) => {
        const cause = error instanceof pg.DatabaseError ? error : new ConnectionLost(error);
        reject(failure ?? (this.#signal.aborted ? new ClientGone() : cause));
      });
      query.on("end", (result) => (failure ? reject(failure) : resolve(/** @type {any} */ (result))));
      this.#client.query(query);
    });
  }

  /**
   * @param {string} text
   * @returns {Promise<unknown>}
   */
  command(text) {
    return this.run(text, [], () => {});
  }

  /**
   * Stops what runs now. PostgreSQL would not notice a closed connection before the statement ends, so it is told by
   * a second connection; this session is not used again.
   */
  cancel() {
    this.#discard = true;
    this.#cancelling ??= cancelBackend(this.#target, /** @type {any} */ (this.#client).processID);
  }

  /** Gives the session back, reset, or closes it when it is not certain to be clean. */
  async release() {
    this.#signal.removeEventListener("abort", this.#onAbort);
    await this.#cancelling;
    const idle = /** @type {any} */ (this.#client).getTransactionStatus() === "I";
    const clean = !this.#discard && idle && (await this.#reset());
    this.#client.release(!clean);
  }

  #reset() {
    return this.#client.query("DISCARD ALL").then(
      () => true,
      () => false,
    );
  }
}

/**
 * @param {import("./target.mjs").Target} target
 * @param {number} pid
 */
async function cancelBackend(target, pid) {
  const client = new TimedClient(target);
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT pg_cancel_backend($1)", [pid]);
  } catch {
    // The server is gone, and the statement with it.
  } finally {
    await client.end().catch(() => {});
  }
}
