// What the runtime starts in each Worker: the compiled module asks, `edge.js` does what it is asked.
// @ts-expect-error It lies beside this file when it runs.
import * as wasm from "./index.js";
import { handlersOf } from "./edge.js";

let begun = false;

/** The module's first instance is there when it is imported; each further one takes the place of one that is lost. */
function start() {
  if (begun) wasm.__wbg_reset_state();
  begun = true;
  return wasm;
}

export default handlersOf(start);
