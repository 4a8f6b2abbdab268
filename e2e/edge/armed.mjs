// Stands between a Worker's JavaScript and its module: counts what crosses, sees how much memory the module has, and makes
// it trap when it is asked to.

const { Instance } = WebAssembly;
/** How many random bytes are used, as the module's frame has it. */
const USED = 6;
/** More than are drawn: whoever wants one more gets none, and the module stops. */
const ALL = 0xffffffff;

/** @type {{ isArmed: boolean, crossings: Record<string, number>, bytes: () => number }} */
export const between = { isArmed: false, crossings: {}, bytes: () => 0 };

/** @param {string} name */
const count = (name) => (between.crossings[name] = (between.crossings[name] ?? 0) + 1);

/**
 * @param {Record<string, any>} functions
 * @param {(name: string) => void} before
 * @returns {Record<string, any>}
 */
function watched(functions, before) {
  const entries = Object.entries(functions).map(([name, it]) => {
    if (typeof it !== "function") return [name, it];
    const call = (/** @type {unknown[]} */ ...given) => {
      before(name);
      return it(...given);
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}

/** @param {WebAssembly.Module} module @param {Record<string, any>} imports */
function Watched(module, imports) {
  const ours = Object.entries(imports).map(([name, functions]) => [name, watched(functions, count)]);
  const { exports } = new Instance(module, Object.fromEntries(ours));
  const { memory, frame } = /** @type {any} */ (exports);
  between.bytes = () => memory.buffer.byteLength;
  return {
    exports: watched(exports, (name) => {
      count(name);
      if (name !== "begin" || !between.isArmed) return;
      between.isArmed = false;
      new Uint32Array(memory.buffer)[frame() / 4 + USED] = ALL;
    }),
  };
}

WebAssembly.Instance = /** @type {any} */ (Watched);
