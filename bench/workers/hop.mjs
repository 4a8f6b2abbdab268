// The least two Workers can do: one hands its request to the other.

/** @typedef {{ HELLO: { fetch: (request: Request) => Promise<Response> } }} Env */

export default {
  fetch: (/** @type {Request} */ request, /** @type {Env} */ env) => env.HELLO.fetch(request),
};
