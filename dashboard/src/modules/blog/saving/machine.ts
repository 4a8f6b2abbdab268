// The saving protocol: state and event to state and effects, pure. Whoever runs it decides nothing.

import { look, looked, saved } from "./answers";
import { finishAsked, finished } from "./finish";
import { completed, EMPTY, type Values } from "./document";
import { decide, merge } from "./merge";
import { open, whileOpening } from "./opening";
import { COPY_AGAIN_MS, COPY_MS } from "./pace";
import type { Effect, Event, Following, Open, Setting, State, Writer } from "./protocol";
import { isSafeToLeave } from "./status";
import { send, settle } from "./settle";

export { open } from "./opening";

export function transition(state: State, event: Event, now: number): [State, readonly Effect[]] {
  if (state.is === "following") return whileFollowing(state, event);
  const [next, effects] =
    state.is === "opening" ? whileOpening(state, event, now) : whileOpen(state, event, now);
  if (next.is !== "open") return [next, effects];
  const [settled, due] = settle(next, now);
  const all = [...effects, ...due];
  return settled.role === "left" ? [follow(settled.setting, settled.nextId), all] : [settled, all];
}

/** A tab that waits for its turn. */
export function follow(setting: Setting, nextId = 0): Following {
  return { is: "following", setting, nextId };
}

/** All there is to hear is what the other tab writes, and that the turn has come. */
function whileFollowing(state: Following, event: Event): [State, readonly Effect[]] {
  if (event.type === "lockGained") return open(state.setting, state.nextId);
  return [state, event.type === "followed" ? [{ do: "show", values: event.values }] : []];
}

function whileOpen(state: Open, event: Event, now: number): [State, readonly Effect[]] {
  switch (event.type) {
    case "touched":
      return [{ ...state, touched: true }, []];
    case "textTaken":
      return changed(state, event.values, now);
    case "copyAnswered":
      return copied(state, event.id, event.written, now);
    case "saveAnswered":
      if (state.net.is !== "saving" || state.net.id !== event.id) return [state, []];
      return saved(state, state.net, event.answer, now);
    case "readAnswered":
      if (state.net.is !== "looking" || state.net.id !== event.id) return [state, []];
      return looked(state, event.answer, now);
    case "timePassed":
      return state.net.is === "waiting" && state.net.until <= now ? resume(state) : [state, []];
    case "onlineCame":
      return state.net.is === "waiting" ? resume(state) : [state, []];
    case "saveAsked":
      return retried({ ...state, deliberate: state.seq > state.savedSeq || state.autosaved, urgent: true });
    case "hidden":
      return [{ ...state, urgent: true }, []];
    case "signedIn":
      return signedIn(state, event.writer);
    case "decided":
      return decided(state, event.choices, now);
    case "createConfirmed":
      return [anew(state, "oldCreation", event.draftId), []];
    case "saveAsNewAsked":
      return [anew(state, "gone", event.draftId), []];
    case "compositionChanged":
      return released({ ...state, composing: event.composing }, now);
    case "publicationChanged":
      return [state.base ? { ...state, base: { ...state.base, live: event.live } } : state, []];
    case "versionHeard":
      return heard(state, event);
    case "finishAsked":
      return [finishAsked(state, event.finish), []];
    case "finishAnswered":
      if (state.net.is !== "finishing" || state.net.id !== event.id) return [state, []];
      return finished(state, state.net.finish, event.answer, now);
    case "lookAsked":
      return isAtRest(state) ? look(state) : [state, []];
    case "serverTextAsked":
      return withServerText(state, now);
    case "returned":
      return isSafeToLeave(state) ? [follow(state.setting, state.nextId), []] : [state, []];
    case "lockLost":
    case "handOverAsked":
      return [{ ...state, role: "leaving", urgent: true, copyDueAt: state.copyDueAt ?? now }, []];
    default:
      return [state, []];
  }
}

function changed(state: Open, taken: Values, now: number): [Open, readonly Effect[]] {
  // The page does not show all that is known of a post that was new in it.
  const values = completed(taken, state.mine);
  const faults = state.faults.filter(({ field, value }) => values[field] === value);
  const next: Open = {
    ...state,
    mine: values,
    seq: state.seq + 1,
    touched: false,
    faults,
    firstUnsentAt: state.firstUnsentAt ?? now,
    lastChangeAt: now,
    copyDueAt: state.copyDueAt ?? now + (state.copyRefused ? COPY_AGAIN_MS : COPY_MS),
  };
  if (next.net.is === "asking") {
    const merged = merge(next.base?.values ?? EMPTY, values, next.net.theirs.values);
    return [{ ...next, net: { ...next.net, merged } }, []];
  }
  const isMendable = next.net.is === "stopped" && ["invalid", "tooLarge"].includes(next.net.stop.why);
  return released(isMendable ? { ...next, net: { is: "idle" } } : next, now);
}

/** An answer that was held comes in as soon as the text stands still. */
function released(state: Open, now: number): [Open, readonly Effect[]] {
  if (state.net.is !== "looking" || !state.net.held) return [state, []];
  return looked(state, state.net.held, now);
}

function copied(state: Open, id: number, written: boolean, now: number): [Open, readonly Effect[]] {
  if (state.copy.is !== "writing" || state.copy.id !== id) return [state, []];
  const idle: Open = { ...state, copy: { is: "idle" }, copyRefused: !written };
  if (!written) return send({ ...idle, copyStale: true, copyDueAt: now + COPY_AGAIN_MS });
  const stored: Open = { ...idle, storedSeq: Math.max(state.storedSeq, state.copy.seq), absorbed: [] };
  return stored.copyStale ? [stored, []] : send(stored);
}

function isAtRest({ base, net, role }: Open): boolean {
  return base !== null && net.is === "idle" && role === "writer";
}

/** What was unsent here is kept for a week. */
function withServerText(state: Open, now: number): [Open, readonly Effect[]] {
  if (!state.base || !state.restored || state.net.is === "saving") return [state, []];
  const seq = state.seq + 1;
  const { values } = state.base;
  const next: Open = {
    ...state,
    mine: values,
    kept: [...state.kept, { values: state.mine, at: now }],
    seq,
    savedSeq: seq,
    restored: false,
    faults: [],
    firstUnsentAt: null,
    copyStale: true,
    net: { is: "idle" },
  };
  return [next, [{ do: "bringIn", values, by: undefined }]];
}

/** Somebody else saved meanwhile: what they wrote comes in before it is in the way. */
function heard(
  state: Open,
  event: Extract<Event, { readonly type: "versionHeard" }>,
): [Open, readonly Effect[]] {
  const { base } = state;
  if (!base || !isAtRest(state)) return [state, []];
  const isKnown =
    (event.version ?? base.version) === base.version &&
    (event.draft === undefined || event.draft === base.draft);
  return isKnown ? [state, []] : look(state);
}

/** After a pause: the question that was not answered once more, or the save. */
function resume(state: Open): [Open, readonly Effect[]] {
  const isLook = (state.net.is === "waiting" || state.net.is === "signedOut") && state.net.look;
  const idle: Open = { ...state, net: { is: "idle" }, urgent: true, deliberate: state.deliberate };
  return isLook ? look(idle) : [idle, []];
}

/** Whoever asks to save means: now, whatever stood in the way. */
function retried(state: Open): [Open, readonly Effect[]] {
  if (state.net.is === "waiting") return resume(state);
  const isRefused = state.net.is === "stopped" && state.net.stop.why === "refused";
  return [isRefused ? { ...state, net: { is: "idle" } } : state, []];
}

function signedIn(state: Open, writer: Writer): [Open, readonly Effect[]] {
  const waits =
    state.net.is === "signedOut" || (state.net.is === "stopped" && state.net.stop.why === "otherWriter");
  if (!waits) return [state, []];
  const { user, tenant } = state.setting.writer;
  if (writer.user === user && writer.tenant === tenant) return resume(state);
  return [{ ...state, net: { is: "stopped", stop: { why: "otherWriter", writer } } }, []];
}

function decided(
  state: Open,
  choices: Extract<Event, { readonly type: "decided" }>["choices"],
  now: number,
): [Open, readonly Effect[]] {
  if (state.net.is !== "asking" || state.touched) return [state, []];
  const { theirs, merged, by } = state.net;
  const values = decide(merged, choices);
  if (!values) return [state, []];
  const kept = [...state.kept, { values: state.mine, at: now }, { values: theirs.values, at: now }];
  const next: Open = {
    ...state,
    mine: values,
    base: theirs,
    kept,
    sent: [],
    creating: null,
    seq: state.seq + 1,
    firstUnsentAt: state.firstUnsentAt ?? now,
    net: { is: "idle" },
    urgent: true,
    deliberate: true,
    copyStale: true,
  };
  return [next, [{ do: "bringIn", values, by }]];
}

/** The same text as a new post, under a key of its own. */
function anew(state: Open, why: "gone" | "oldCreation", draftId: string): Open {
  if (state.net.is !== "stopped" || state.net.stop.why !== why) return state;
  return {
    ...state,
    setting: { ...state.setting, postId: null, draftId },
    base: null,
    sent: [],
    creating: null,
    seq: state.seq + 1,
    net: { is: "idle" },
    urgent: true,
    copyStale: true,
  };
}
