// What the state line says: the best place where all of the text is.

import type { Open, State } from "./protocol";

export type Status =
  | { readonly is: "opening" }
  | { readonly is: "following" }
  /** `beside`: in a working copy, which readers do not see yet. */
  | { readonly is: "saved"; readonly beside: boolean }
  | { readonly is: "saving" }
  | { readonly is: "device"; readonly reason: Reason }
  | { readonly is: "decision" }
  | { readonly is: "unsaved"; readonly reason: Reason };

export type Reason =
  | "offline"
  | "busy"
  | "signedOut"
  | "otherWriter"
  | "refused"
  | "invalid"
  | "tooLarge"
  | "gone"
  | "oldCreation"
  | "faults";

export function statusOf(state: State): Status {
  if (state.is !== "open") return { is: state.is };
  if (state.net.is === "asking") return { is: "decision" };
  const isFinishing = state.net.is === "finishing" || (state.finish !== null && state.net.is === "idle");
  if (!state.touched && state.seq === state.savedSeq && !isFinishing)
    return { is: "saved", beside: (state.base?.draft ?? null) !== null };
  const reason = reasonOf(state);
  if (!reason) return { is: "saving" };
  if (state.copyRefused) return { is: "unsaved", reason };
  const isHere = !state.touched && state.seq === state.storedSeq;
  return isHere ? { is: "device", reason } : { is: "saving" };
}

/** Why the server has not got it, if something other than time stands in the way. */
function reasonOf(state: Open): Reason | undefined {
  switch (state.net.is) {
    case "waiting":
      return state.net.offline ? "offline" : "busy";
    case "signedOut":
      return "signedOut";
    case "stopped":
      return state.net.stop.why;
    case "idle":
      return state.faults.length > 0 && state.firstUnsentAt === null ? "faults" : undefined;
    default:
      return undefined;
  }
}

/** Whether leaving the page now would lose something, or leave it on this device alone. */
export function isSafeToLeave(state: State): boolean {
  if (state.is !== "open") return true;
  return (
    !state.touched && (state.seq === state.savedSeq || (state.seq === state.storedSeq && !state.copyRefused))
  );
}
