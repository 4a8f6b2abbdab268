// What the server's answers change: version numbers and what is due next, never the text, unless another's must come in.

import { EMPTY, sameValues, type Version } from "./document";
import { isDecided, merge } from "./merge";
import { pauseMs } from "./pace";
import type { Effect, Net, Open, ReadAnswer, SaveAnswer, Stop } from "./protocol";

type Saving = Extract<Net, { readonly is: "saving" }>;

export function saved(state: Open, net: Saving, answer: SaveAnswer, now: number): [Open, readonly Effect[]] {
  switch (answer.is) {
    case "saved":
      return acknowledged(state, net, answer.version, answer.postId);
    case "conflict":
      return look(state);
    case "invalid":
      return [invalid(state, net, answer), []];
    default:
      return [failed(state, answer, false, now), []];
  }
}

function acknowledged(state: Open, net: Saving, version: number, postId: string): [Open, readonly Effect[]] {
  const isNew = state.setting.postId === null;
  const savedSeq = Math.max(
    state.savedSeq,
    sameValues(net.text.values, state.mine) ? state.seq : net.text.seq,
  );
  const isWhole = state.faults.length === 0 || savedSeq === state.seq;
  const next: Open = {
    ...state,
    setting: { ...state.setting, postId },
    base: { version, values: net.text.values },
    savedSeq: isWhole ? savedSeq : state.savedSeq,
    sent: [],
    creating: null,
    net: { is: "idle" },
    firstUnsentAt: savedSeq === state.seq ? null : state.lastChangeAt,
    tries: 0,
    copyStale: true,
  };
  return [next, isNew ? [{ do: "askLock", name: `post:${postId}` }] : []];
}

/** Asks what stands on the server now. */
export function look(state: Open): [Open, readonly Effect[]] {
  const { postId } = state.setting;
  if (postId === null) return [{ ...state, net: { is: "stopped", stop: { why: "gone" } } }, []];
  const net: Net = { is: "looking", id: state.nextId, held: null };
  return [{ ...state, net, nextId: state.nextId + 1 }, [{ do: "readPost", id: net.id, postId }]];
}

function invalid(state: Open, net: Saving, answer: Extract<SaveAnswer, { readonly is: "invalid" }>): Open {
  const known = answer.faults.filter(({ field }) => field in net.save.changes);
  if (known.length === 0) {
    return { ...state, net: { is: "stopped", stop: { why: "invalid", message: answer.message } } };
  }
  const faults = known.map((fault) => ({ ...fault, value: net.text.values[fault.field] }));
  const others = state.faults.filter((old) => !known.some(({ field }) => field === old.field));
  // A creation that was refused made nothing, so its body may change.
  return { ...state, faults: [...others, ...faults], creating: null, net: { is: "idle" }, urgent: true };
}

type Failure = Exclude<SaveAnswer, { readonly is: "saved" | "conflict" | "invalid" }>;

export function failed(state: Open, answer: Failure, isLook: boolean, now: number): Open {
  const stopped = (stop: Stop): Open => ({ ...state, net: { is: "stopped", stop } });
  switch (answer.is) {
    case "noAnswer":
    case "busy": {
      const wait = pauseMs(state.tries, state.setting.jitter, answer.is === "busy" ? answer.retryAfterMs : 0);
      const offline = answer.is === "noAnswer";
      return {
        ...state,
        tries: state.tries + 1,
        net: { is: "waiting", until: now + wait, offline, look: isLook },
      };
    }
    case "signedOut":
      return { ...state, net: { is: "signedOut", look: isLook } };
    case "refused":
      // Something else was created under this key, by a tab whose device kept no copy: ask before there are two.
      if (answer.status === 422 && state.setting.postId === null) return stopped({ why: "oldCreation" });
      return stopped({ why: "refused", status: answer.status, message: answer.message });
    case "tooLarge":
      return stopped({ why: "tooLarge" });
    case "gone":
      return stopped({ why: "gone" });
  }
}

/** What stands on the server now is known. It is held while a word is being composed, or while a change was not taken yet. */
export function looked(state: Open, answer: ReadAnswer, now: number): [Open, readonly Effect[]] {
  if (answer.is !== "read") return [failed(state, answer, true, now), []];
  if (state.touched || state.composing) {
    return state.net.is === "looking" ? [{ ...state, net: { ...state.net, held: answer } }, []] : [state, []];
  }
  return meet(state, answer.version, answer.by, now);
}

function meet(state: Open, theirs: Version, by: string | undefined, now: number): [Open, readonly Effect[]] {
  const settled = { base: theirs, sent: [], creating: null, tries: 0, copyStale: true } as const;
  if (state.sent.some((values) => sameValues(values, theirs.values))) {
    // It was our own text, whose answer was lost.
    const savedSeq = sameValues(state.mine, theirs.values) ? state.seq : state.savedSeq;
    const firstUnsentAt = savedSeq === state.seq ? null : state.firstUnsentAt;
    return [
      { ...state, ...settled, savedSeq, firstUnsentAt, net: { is: "idle" }, urgent: savedSeq < state.seq },
      [],
    ];
  }
  const merged = merge(state.base?.values ?? EMPTY, state.mine, theirs.values);
  if (!isDecided(merged)) {
    return [{ ...state, net: { is: "asking", theirs, merged, by }, copyStale: true }, []];
  }
  const isSame = sameValues(merged.values, state.mine);
  const next: Open = {
    ...state,
    ...settled,
    mine: merged.values,
    kept: isSame ? state.kept : [...state.kept, { values: state.mine, at: now }],
    seq: state.seq + 1,
    firstUnsentAt: state.firstUnsentAt ?? now,
    net: { is: "idle" },
    urgent: true,
  };
  return [next, isSame ? [] : [{ do: "bringIn", values: merged.values, by }]];
}
