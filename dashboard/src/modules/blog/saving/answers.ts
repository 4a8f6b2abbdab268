// What the server's answers change: version numbers and what is due next, never the text, unless another's must come in.

import { completed, EMPTY, sameValues, unseen, type Version } from "./document";
import { isDecided, merge } from "./merge";
import { pauseMs } from "./pace";
import type { Effect, Net, Open, ReadAnswer, SaveAnswer, Stop } from "./protocol";

type Saving = Extract<Net, { readonly is: "saving" }>;

export function saved(state: Open, net: Saving, answer: SaveAnswer, now: number): [Open, readonly Effect[]] {
  if (answer.is === "saved") return acknowledged(state, net, answer);
  // What was meant as a version to be kept is so at the next try as well.
  const still: Open = { ...state, deliberate: state.deliberate || net.save.deliberate };
  switch (answer.is) {
    case "conflict":
      return look(still);
    case "invalid":
      return [invalid(still, net, answer), []];
    default:
      return [failed(still, answer, false, now), []];
  }
}

type Saved = Extract<SaveAnswer, { readonly is: "saved" }>;

function acknowledged(
  state: Open,
  net: Saving,
  { version, draft, postId }: Saved,
): [Open, readonly Effect[]] {
  const isNew = state.setting.postId === null;
  const { door, deliberate } = net.save;
  const versions = {
    version: version ?? state.base?.version ?? 0,
    draft: draft ?? state.base?.draft ?? null,
  };
  const savedSeq = Math.max(
    state.savedSeq,
    sameValues(net.text.values, state.mine) ? state.seq : net.text.seq,
  );
  const isWhole = state.faults.length === 0 || savedSeq === state.seq;
  const next: Open = {
    ...state,
    setting: { ...state.setting, postId },
    base: { ...versions, live: state.base?.live ?? false, values: net.text.values },
    autosaved: door === "autosave" && !deliberate && !isNew,
    savedSeq: isWhole ? savedSeq : state.savedSeq,
    sent: [],
    creating: null,
    net: { is: "idle" },
    firstUnsentAt: savedSeq === state.seq ? null : state.lastChangeAt,
    tries: 0,
    copyStale: true,
    restored: state.restored && savedSeq < state.seq,
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
  // It was answered, so it is not there.
  const sent = state.sent.filter((values) => values !== net.text.values);
  const faults = known.map((fault) => ({ ...fault, value: net.text.values[fault.field] }));
  const others = state.faults.filter((old) => !known.some(({ field }) => field === old.field));
  // A creation that was refused made nothing, so its body may change.
  return {
    ...state,
    sent,
    faults: [...others, ...faults],
    creating: null,
    net: { is: "idle" },
    urgent: true,
  };
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

function meet(seen: Open, theirs: Version, by: string | undefined, now: number): [Open, readonly Effect[]] {
  const made = unseen(seen.mine, theirs.values);
  const state: Open = {
    ...seen,
    base: seen.base && { ...seen.base, values: completed(seen.base.values, made) },
    mine: completed(seen.mine, made),
    sent: seen.sent.map((values) => completed(values, theirs.values)),
  };
  const settled = { base: theirs, sent: [], creating: null, tries: 0, copyStale: true } as const;
  if (state.finish === "discard") return givenUp({ ...state, ...settled }, theirs, now);
  if (state.sent.some((values) => sameValues(values, theirs.values))) {
    // It was our own text, whose answer was lost.
    const isAll = sameValues(state.mine, theirs.values);
    const savedSeq = isAll ? state.seq : Math.min(state.savedSeq, state.seq - 1);
    const firstUnsentAt = isAll ? null : (state.firstUnsentAt ?? now);
    return [
      { ...state, ...settled, savedSeq, firstUnsentAt, net: { is: "idle" }, urgent: savedSeq < state.seq },
      [],
    ];
  }
  // The writer wanted readers to see what stood here; what comes in now nobody has looked at.
  const finish = state.base && sameValues(state.base.values, theirs.values) ? state.finish : null;
  if (state.base && state.seq === state.savedSeq && sameValues(state.mine, state.base.values)) {
    const rested = { ...settled, net: { is: "idle" }, finish, copyStale: state.copyStale } as const;
    if (sameValues(state.mine, theirs.values)) return [{ ...state, ...rested }, []];
    const seq = state.seq + 1;
    const copyStale = state.copyStale || state.storedSeq > 0;
    const next: Open = { ...state, ...rested, mine: theirs.values, seq, savedSeq: seq, copyStale };
    return [next, [{ do: "bringIn", values: theirs.values, by }]];
  }
  const merged = merge(state.base?.values ?? EMPTY, state.mine, theirs.values);
  if (!isDecided(merged)) {
    return [{ ...state, net: { is: "asking", theirs, merged, by }, copyStale: true, finish: null }, []];
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
    finish,
  };
  return [next, isSame ? [] : [{ do: "bringIn", values: merged.values, by }]];
}

/** The working copy is gone by the writer's word: what stands on the server is the text, and the other is kept for a week. */
function givenUp(state: Open, theirs: Version, now: number): [Open, readonly Effect[]] {
  const seq = state.seq + 1;
  const next: Open = {
    ...state,
    mine: theirs.values,
    kept: [...state.kept, { values: state.mine, at: now }],
    seq,
    savedSeq: seq,
    faults: [],
    firstUnsentAt: null,
    finish: null,
    net: { is: "idle" },
  };
  return [next, [{ do: "bringIn", values: theirs.values, by: undefined }]];
}
