// What a rate-limit binding costs in `wrangler dev`: a counter for each key and period, in the Worker's own isolate.

/** Named as the runtime's own class: the `worker` crate asks a binding for its constructor's name. */
class Ratelimit {
  /** @type {Map<string, number>} */
  #counts = new Map();
  #epoch = 0;

  /** @param {{ limit: number, period: number }} env */
  constructor({ limit, period }) {
    this.most = limit;
    this.milliseconds = period * 1000;
  }

  /** @param {{ key: string }} options */
  async limit({ key }) {
    const epoch = Math.floor(Date.now() / this.milliseconds);
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#counts.clear();
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return { success: count <= this.most };
  }
}

export default (/** @type {{ limit: number, period: number }} */ env) => new Ratelimit(env);
