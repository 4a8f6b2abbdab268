// What holds in every state. Tests run it after every step.

import type { State } from "./protocol";

/** What is wrong with a state; empty when nothing is. */
export function check(state: State): readonly string[] {
  if (state.is !== "open") return [];
  const faults: string[] = [];
  const must = (holds: boolean, rule: string) => {
    if (!holds) faults.push(rule);
  };
  must(state.savedSeq <= state.seq, "no more is saved than was written");
  must(state.storedSeq <= state.seq, "no more is stored than was written");
  must(state.net.is !== "saving" || state.sent.includes(state.net.text.values), "what is sent is remembered");
  must(state.setting.postId !== null || state.base === null, "a post without an id has no version");
  must(
    state.net.is !== "preparing" || state.copyStale || state.copy.is === "writing",
    "a save waits only for a copy that is being written",
  );
  must(state.copy.is !== "writing" || state.copy.id < state.nextId, "ids are given out once");
  must(
    state.net.is !== "saving" || (state.net.save.postId === null) === (state.net.save.on === null),
    "a save names the version that it goes on from",
  );
  must(state.role !== "left", "a tab that has left follows");
  return faults;
}
