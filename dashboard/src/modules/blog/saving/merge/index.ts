export { decide, isDecided, merge, mergeKeepingBoth } from "./fields";
export type { Choice, Choices, FieldQuestion, Merged } from "./fields";
export type { BlockQuestion } from "./blocks";
