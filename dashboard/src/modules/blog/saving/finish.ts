// The end of a working copy: readers see it, or it is given up.

import { failed, look } from "./answers";
import { doorOf } from "./door";
import type { Effect, Finish, Open, SaveAnswer } from "./protocol";

export function finishAsked(state: Open, finish: Finish): Open {
  const asked: Open = { ...state, finish, finishFault: null, urgent: true };
  const { net } = state;
  const isInTheWay = net.is === "stopped" && ["refused", "invalid", "tooLarge"].includes(net.stop.why);
  return isInTheWay || net.is === "waiting" ? { ...asked, net: { is: "idle" } } : asked;
}

/** Whether a save has to come first: readers are to see all that is written. */
export function wantsSave({ finish }: Open): boolean {
  return finish === "apply";
}

export function beginFinish(state: Open): [Open, readonly Effect[]] {
  const { finish, base } = state;
  const { postId } = state.setting;
  if (finish === null || state.net.is !== "idle" || state.role !== "writer" || state.touched)
    return [state, []];
  if (finish === "apply" && state.seq !== state.savedSeq) {
    // A field that the server refused holds it up until it is mended.
    return [state.faults.length > 0 && state.firstUnsentAt === null ? { ...state, finish: null } : state, []];
  }
  if (!base || postId === null || doorOf(state) !== "workingCopy") return [{ ...state, finish: null }, []];
  // Where nothing is beside the post there is nothing to apply, and what is here goes back to what readers see.
  if (base.draft === null) return finish === "apply" ? [{ ...state, finish: null }, []] : look(state);
  const id = state.nextId;
  const effect: Effect = { do: "finish", id, finish, postId, draft: base.draft };
  return [{ ...state, net: { is: "finishing", id, finish }, nextId: id + 1 }, [effect]];
}

export function finished(
  state: Open,
  finish: Finish,
  answer: SaveAnswer,
  now: number,
): [Open, readonly Effect[]] {
  switch (answer.is) {
    case "saved": {
      if (finish === "discard" || !state.base) return look(state);
      const { version } = state.base;
      const base = { ...state.base, version: answer.version ?? version, draft: null };
      const done: Open = { ...state, base, finish: null, net: { is: "idle" }, tries: 0, copyStale: true };
      // Something else was changed in the post meanwhile, which the working copy had no word about.
      return answer.version === version + 1 ? [done, []] : look(done);
    }
    case "conflict":
      // It was done and the answer was lost, or it is not the one that the writer saw.
      return look(state);
    case "invalid":
      return [{ ...state, finish: null, finishFault: answer.message, net: { is: "idle" } }, []];
    case "refused":
      return [{ ...state, finish: null, finishFault: answer.message, net: { is: "idle" } }, []];
    default:
      return [failed(state, answer, false, now), []];
  }
}
