// From nothing to an open post: what is on this device and what is on the server, made one.

import { gather, keptIn, type Found, type LocalCopy } from "./copies";
import { completed, EMPTY, isSameVersion, sameValues, unseen, type Values, type Version } from "./document";
import { isDecided, merge } from "./merge";
import { COPY_MS, pauseMs } from "./pace";
import type { Effect, Event, Net, Open, Opening, Setting, State } from "./protocol";

/** A tab that opens again goes on counting: an answer to what it asked before must not be taken for a new one's. */
export function open(setting: Setting, firstId = 0): [Opening, readonly Effect[]] {
  const opening: Opening = {
    is: "opening",
    setting,
    copies: null,
    read: null,
    readId: firstId,
    nextId: firstId + 1,
    retryAt: null,
    tries: 0,
    trouble: null,
  };
  const effects: Effect[] = [{ do: "readCopies" }];
  if (setting.postId !== null) effects.push({ do: "readPost", id: firstId, postId: setting.postId });
  return [opening, effects];
}

export function whileOpening(state: Opening, event: Event, now: number): [State, readonly Effect[]] {
  switch (event.type) {
    case "copiesRead": {
      // It was created here, and the page ended before its address said so.
      const created = event.copies.find((copy) => copy.postId !== null)?.postId ?? null;
      if (state.setting.postId !== null || created === null)
        return complete({ ...state, copies: event.copies }, now);
      const setting = { ...state.setting, postId: created };
      return [
        { ...state, copies: event.copies, setting },
        [{ do: "readPost", id: state.readId, postId: created }],
      ];
    }
    case "readAnswered":
      if (event.id !== state.readId) return [state, []];
      return read(state, event.answer, now);
    case "onlineCame":
    case "signedIn":
      return state.retryAt === null && state.trouble === null ? [state, []] : again(state);
    case "timePassed":
      return state.retryAt !== null && state.retryAt <= now ? again(state) : [state, []];
    default:
      return [state, []];
  }
}

function again(state: Opening): [Opening, readonly Effect[]] {
  const { postId } = state.setting;
  if (postId === null) return [state, []];
  const readId = state.nextId;
  const next = { ...state, retryAt: null, trouble: null, readId, nextId: readId + 1, tries: state.tries + 1 };
  return [next, [{ do: "readPost", id: readId, postId }]];
}

type Read = Extract<Event, { readonly type: "readAnswered" }>["answer"];

function read(state: Opening, answer: Read, now: number): [State, readonly Effect[]] {
  if (answer.is === "read") return complete({ ...state, read: { version: answer.version } }, now);
  const mayCome = answer.is === "noAnswer" || answer.is === "busy";
  const wait = pauseMs(state.tries, state.setting.jitter, answer.is === "busy" ? answer.retryAfterMs : 0);
  return complete({ ...state, read: "failed", trouble: answer, retryAt: mayCome ? now + wait : null }, now);
}

function complete(state: Opening, now: number): [State, readonly Effect[]] {
  const { copies, read, setting } = state;
  if (!copies || (setting.postId !== null && !read)) return [state, []];
  const found = gather(copies, now);
  const server = read && read !== "failed" ? read.version : null;
  if (found)
    return found.base || server || setting.postId === null ? unite(state, found, server, now) : [state, []];
  const kept = keptIn(copies, now);
  if (server) return [opened(state, { base: server, mine: server.values, kept }, now), [show(server.values)]];
  if (setting.postId === null) return [opened(state, { base: null, mine: EMPTY }, now), [show(EMPTY)]];
  const known = newest(copies);
  if (!known?.base) return [state, []];
  return [opened(state, { base: known.base, mine: known.mine }, now), [show(known.mine)]];
}

function newest(copies: readonly LocalCopy[]): LocalCopy | undefined {
  return [...copies].sort((a, b) => b.savedAt - a.savedAt)[0];
}

function show(values: Values): Effect {
  return { do: "show", values };
}

/** Unsent text of this device and the server's text. */
function unite(
  state: Opening,
  found: Found,
  server: Version | null,
  now: number,
): [State, readonly Effect[]] {
  const { sent, creating, kept, absorbed, draftId } = found;
  const made = server ? unseen(found.mine, server.values) : {};
  const mine = completed(found.mine, made);
  const rest = { sent, creating, kept, absorbed, draftId };
  if (!server || (found.base && isSameVersion(server, found.base))) {
    return [opened(state, { ...rest, base: server ?? found.base, mine }, now), [show(mine)]];
  }
  if (sent.some((values) => sameValues(completed(values, server.values), server.values))) {
    return [opened(state, { ...rest, base: server, mine, sent: [], creating: null }, now), [show(mine)]];
  }
  const merged = merge(completed(found.base?.values ?? EMPTY, made), mine, server.values);
  if (!isDecided(merged)) {
    const net: Net = { is: "asking", theirs: server, merged, by: undefined };
    return [opened(state, { ...rest, base: found.base, mine, net }, now), [show(mine)]];
  }
  const all = [...kept, { values: mine, at: now }];
  const united = opened(state, { ...rest, base: server, mine: merged.values, kept: all, sent: [] }, now);
  return [united, [show(merged.values)]];
}

type Start = Pick<Open, "base" | "mine"> &
  Partial<Pick<Open, "sent" | "creating" | "kept" | "absorbed" | "net">> & { readonly draftId?: string };

function opened(state: Opening, start: Start, now: number): Open {
  const unsent = start.net !== undefined || !sameValues(start.mine, start.base?.values ?? EMPTY);
  const hasCopies = (start.absorbed ?? []).length > 0;
  return {
    is: "open",
    setting: { ...state.setting, draftId: start.draftId ?? state.setting.draftId },
    role: "writer",
    base: start.base,
    mine: start.mine,
    seq: unsent ? 1 : 0,
    storedSeq: 0,
    savedSeq: 0,
    restored: unsent,
    touched: false,
    composing: false,
    net: start.net ?? { is: "idle" },
    copy: { is: "idle" },
    copyStale: unsent || hasCopies,
    copyRefused: false,
    sent: start.sent ?? [],
    creating: start.creating ?? null,
    kept: start.kept ?? [],
    absorbed: start.absorbed ?? [],
    faults: [],
    firstUnsentAt: unsent ? now : null,
    lastChangeAt: now,
    copyDueAt: unsent ? now + COPY_MS : null,
    urgent: false,
    deliberate: false,
    autosaved: false,
    lastDeliberateAt: now,
    finish: null,
    finishFault: null,
    tries: 0,
    nextId: state.nextId,
  };
}
