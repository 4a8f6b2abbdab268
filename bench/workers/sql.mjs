// The least a Worker can do to reach the database: one fetch of the SQL endpoint, no driver, no framework.

/** @typedef {{ SQL_ENDPOINT: string, DATABASE_URL: string }} Env */

export default {
  fetch: (/** @type {Request} */ _request, /** @type {Env} */ env) =>
    fetch(env.SQL_ENDPOINT, {
      method: "POST",
      body: '{"query":"select 1","params":[]}',
      headers: {
        "Neon-Connection-String": env.DATABASE_URL,
        "Neon-Raw-Text-Output": "true",
        "Neon-Array-Mode": "true",
      },
    }),
};
