// What the runtime starts in each Worker: its handlers, as the compiled module exports them. A module that panicked is
// never asked again: the next event is answered by a fresh instance of it.
import * as wasm from "./index.js";

const state = wasm.__worker_init_state();

// What traps while a promise of the module's is polled arrives here, long after its handler returned.
addEventListener("error", (event) => notice(event.error));

function notice(error) {
  if (error instanceof WebAssembly.RuntimeError) {
    console.error("Critical", error);
    state.criticalError = true;
  }
}

function entered(handler) {
  return (event, env, context) => {
    if (state.criticalError) {
      console.log("Starting the module again");
      wasm.__wbg_reset_state();
      state.criticalError = false;
    }
    try {
      return handler(event, env, context);
    } catch (error) {
      notice(error);
      throw error;
    }
  };
}

const handlers = { fetch: wasm.fetch, queue: wasm.queue, scheduled: wasm.scheduled };
const there = Object.entries(handlers).filter(([, handler]) => handler !== undefined);

export default Object.fromEntries(there.map(([name, handler]) => [name, entered(handler)]));
