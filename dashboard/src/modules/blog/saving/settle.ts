// What a state makes due: writing the copy, beginning a save, handing over. Runs after every event.

import { look } from "./answers";
import { SCHEMA, type LocalCopy } from "./copies";
import { EMPTY, fieldsOf, sameValue, sameValues, type Values } from "./document";
import { doorOf } from "./door";
import { beginFinish, wantsSave } from "./finish";
import { CREATION_MS, isDeliberate, saveDueAt } from "./pace";
import type { Effect, Net, Open, Save, Text } from "./protocol";

/** So many unanswered texts are remembered; one too few costs a question, never a word. */
const MOST_SENT = 8;

export function settle(state: Open, now: number): [Open, readonly Effect[]] {
  let [next, effects] = beginSave(state, now);
  const [ended, ending] = beginFinish(next);
  [next, effects] = [ended, [...effects, ...ending]];
  const [written, writing] = writeCopy(next, now);
  [next, effects] = [written, [...effects, ...writing]];
  const [left, leaving] = leave(next);
  return [left, [...effects, ...leaving]];
}

/** The record of a state. */
export function copyOf(state: Open, turn: number, now: number): LocalCopy {
  const { copyId, draftId, postId } = state.setting;
  return {
    schema: SCHEMA,
    copyId,
    draftId,
    postId,
    base: state.base,
    mine: state.mine,
    sent: state.sent,
    creating: state.creating,
    theirs: state.net.is === "asking" ? state.net.theirs : null,
    kept: state.kept,
    unsent: state.seq > state.savedSeq,
    savedAt: now,
    turn,
  };
}

function writeCopy(state: Open, now: number): [Open, readonly Effect[]] {
  if (state.copy.is === "writing") return [state, []];
  const isDue = state.copyDueAt !== null && (state.copyDueAt <= now || state.urgent);
  if (!state.copyStale && !isDue) return [state, []];
  // A refusal is not repeated at once: `copyDueAt` says when.
  if (state.copyRefused && !isDue) return [state, []];
  const id = state.nextId;
  const effect: Effect = { do: "writeCopy", id, copy: copyOf(state, id, now), absorbed: state.absorbed };
  const copy = { is: "writing", id, seq: state.seq } as const;
  return [{ ...state, copy, copyStale: false, copyDueAt: null, nextId: id + 1 }, [effect]];
}

function leave(state: Open): [Open, readonly Effect[]] {
  const isSafe = state.storedSeq === state.seq || state.savedSeq === state.seq;
  const isQuiet = !state.touched && state.copy.is === "idle" && (!state.copyStale || state.copyRefused);
  if (state.role !== "leaving" || !isSafe || !isQuiet) return [state, []];
  return [{ ...state, role: "left", net: { is: "idle" } }, [{ do: "releaseLock" }]];
}

function beginSave(state: Open, now: number): [Open, readonly Effect[]] {
  // Where this device keeps nothing, the server is the only place to hand it over at.
  const maySave = state.role === "writer" || (state.role === "leaving" && state.copyRefused);
  if (state.net.is !== "idle" || !maySave || !isSaveDue(state, now)) return [state, []];
  if (state.setting.postId === null) return beginCreation(state, now);
  const values = withoutFaults(state);
  const changes = changesOf(state.base?.values ?? EMPTY, values);
  if (Object.keys(changes).length === 0) {
    const { base } = state;
    // All of it was saved while typing. A save of the same that is meant makes it one of the versions that are kept.
    if (base && state.deliberate && state.autosaved && doorOf(state) === "autosave") {
      const [prepared, effects] = prepare(
        state,
        { values, seq: state.seq },
        { title: base.values.title },
        now,
      );
      // All of it is on the server, so no copy has to come first.
      return effects.length > 0 ? [prepared, effects] : send(prepared);
    }
    // What was sent and not answered may be there all the same, though it was taken back here since.
    if (state.sent.some((sent) => base && !sameValues(sent, base.values))) return look(state);
    const isWhole = sameValues(values, state.mine);
    const savedSeq = isWhole ? state.seq : state.savedSeq;
    return [
      { ...state, savedSeq, firstUnsentAt: null, urgent: false, deliberate: false, copyStale: true },
      [],
    ];
  }
  return prepare(state, { values, seq: state.seq }, changes, now);
}

function beginCreation(state: Open, now: number): [Open, readonly Effect[]] {
  if (state.creating) {
    if (now - state.creating.at >= CREATION_MS) {
      return [{ ...state, net: { is: "stopped", stop: { why: "oldCreation" } } }, []];
    }
    // To the letter what was tried before: under one key the server takes one body.
    return prepare(state, { values: state.creating.values, seq: 0 }, state.creating.values, now);
  }
  const values = withoutFaults(state);
  if (sameValues(values, EMPTY)) {
    const nothing = {
      savedSeq: sameValues(state.mine, EMPTY) ? state.seq : state.savedSeq,
      firstUnsentAt: null,
    };
    return [{ ...state, ...nothing, urgent: false, deliberate: false, copyStale: true }, []];
  }
  const creating = { values, at: now };
  return prepare({ ...state, creating }, { values, seq: state.seq }, values, now);
}

function prepare(state: Open, text: Text, changes: Partial<Values>, now: number): [Open, readonly Effect[]] {
  const deliberate = isDeliberate(state, now);
  const { postId, draftId } = state.setting;
  const door = doorOf(state);
  const { base } = state;
  const on = base && { version: base.version, draft: base.draft };
  const save: Save = { postId, draftId, on, changes, deliberate, door };
  const sent = [...state.sent.filter((values) => values !== text.values), text.values].slice(-MOST_SENT);
  const preparing: Open = {
    ...state,
    sent,
    net: { is: "preparing", save, text },
    copyStale: true,
    urgent: false,
    deliberate: false,
    lastDeliberateAt: deliberate ? now : state.lastDeliberateAt,
  };
  // Without a copy on this device the server is the only safe place: no waiting.
  return state.copyRefused ? send(preparing) : [preparing, []];
}

/** The copy that names what is sent is written: now it may go. */
export function send(state: Open): [Open, readonly Effect[]] {
  if (state.net.is !== "preparing") return [state, []];
  const { save, text } = state.net;
  const net: Net = { is: "saving", id: state.nextId, save, text };
  return [{ ...state, net, nextId: state.nextId + 1 }, [{ do: "save", id: net.id, save }]];
}

function isSaveDue(state: Open, now: number): boolean {
  if (state.touched || state.finish === "discard") return false;
  if (state.deliberate) return true;
  if (state.seq === state.savedSeq) return false;
  if (wantsSave(state) && state.firstUnsentAt !== null) return true;
  const due = saveDueAt(state);
  return state.urgent || (due !== null && due <= now);
}

/** What is shown, but with the server's text in the fields that it refused and nobody mended. */
function withoutFaults(state: Open): Values {
  const base = state.base?.values ?? EMPTY;
  const refused = state.faults
    .filter(({ field, value }) => state.mine[field] === value)
    .map(({ field }) => field);
  // A post always has a title on the server; while there is none here, the old one stays.
  if (state.base && state.mine.title.trim() === "") refused.push("title");
  return { ...state.mine, ...Object.fromEntries(refused.map((field) => [field, base[field]])) };
}

function changesOf(base: Values, values: Values): Partial<Values> {
  const changed = fieldsOf(base, values).filter((field) => !sameValue(base[field], values[field]));
  return Object.fromEntries(changed.map((field) => [field, values[field]]));
}
