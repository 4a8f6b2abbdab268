import type { Door, Open } from "./protocol";

/** A save of a post that readers see would be live at once, so it goes beside it. What was begun beside it stays there. */
export function doorOf({ base }: Pick<Open, "base">): Door {
  return base && (base.live || base.draft !== null) ? "workingCopy" : "autosave";
}
