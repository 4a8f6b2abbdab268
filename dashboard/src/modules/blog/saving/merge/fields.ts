// Three states of a post into one. Whoever alone changed a field is followed; where both did, the writer is asked.

import { fieldsOf, sameValue, type Json, type Node, type Values } from "../document";
import { Merger, PLACEHOLDER, type BlockQuestion } from "./blocks";

export interface FieldQuestion {
  readonly id: string;
  readonly field: string;
  readonly base: Json | Node | undefined;
  readonly mine: Json | Node | undefined;
  readonly theirs: Json | Node | undefined;
}

export interface Merged {
  /** Mine in the place of an open field question, a placeholder in the place of an open block question. */
  readonly values: Values;
  readonly fields: readonly FieldQuestion[];
  readonly blocks: readonly BlockQuestion[];
}

export type Choice = "mine" | "theirs" | "both";
export type Choices = Readonly<Record<string, Choice>>;

export function merge(base: Values, mine: Values, theirs: Values): Merged {
  const fields: FieldQuestion[] = [];
  const merged: Record<string, Json | Node | undefined> = {};
  let merger: Merger | undefined;
  for (const field of fieldsOf(base, mine, theirs)) {
    const [o, a, b] = [base[field], mine[field], theirs[field]];
    if (sameValue(a, b) || sameValue(b, o)) merged[field] = a;
    else if (sameValue(a, o)) merged[field] = b;
    else if (field === "content") {
      merger = new Merger();
      const content = merger.blocks(childrenOf(base), childrenOf(mine), childrenOf(theirs));
      merged[field] = { ...(mine.content ?? theirs.content ?? { type: "doc" }), content };
    } else {
      merged[field] = a;
      fields.push({ id: `field:${field}`, field, base: o, mine: a, theirs: b });
    }
  }
  return { values: valuesOf(merged, mine), fields, blocks: merger?.questions ?? [] };
}

export function isDecided({ fields, blocks }: Merged): boolean {
  return fields.length === 0 && blocks.length === 0;
}

/** The values after all questions are answered, or `undefined` while one is open. */
export function decide(merged: Merged, choices: Choices): Values | undefined {
  const questions = [...merged.fields, ...merged.blocks];
  if (questions.some(({ id }) => choices[id] === undefined)) return undefined;
  const values: Record<string, Json | Node | undefined> = { ...merged.values };
  for (const { id, field, mine, theirs } of merged.fields) {
    values[field] = chosenField(choices[id], mine, theirs);
  }
  const blocks = new Map(merged.blocks.map((question) => [question.id, question]));
  const { content } = merged.values;
  if (content) values["content"] = { ...content, content: filled(content.content ?? [], blocks, choices) };
  return valuesOf(values, merged.values);
}

function chosenField(
  choice: Choice | undefined,
  mine: Json | Node | undefined,
  theirs: Json | Node | undefined,
) {
  if (choice === "theirs") return theirs;
  const isText = typeof mine === "string" && typeof theirs === "string";
  return choice === "both" && isText ? `${mine} ${theirs}` : mine;
}

function filled(
  nodes: readonly Node[],
  questions: ReadonlyMap<string, BlockQuestion>,
  choices: Choices,
): readonly Node[] {
  return nodes.flatMap((node) => {
    if (node.type !== PLACEHOLDER) {
      return [node.content ? { ...node, content: filled(node.content, questions, choices) } : node];
    }
    const question = questions.get(String(node.attrs?.["id"]));
    if (!question) return [];
    const { mine, theirs } = question;
    return { mine, theirs, both: [...mine, ...theirs] }[choices[question.id] ?? "both"];
  });
}

/** Merges without asking: where both changed the same, both texts stand. For copies of one person. */
export function mergeKeepingBoth(base: Values, mine: Values, theirs: Values): Values {
  const merged = merge(base, mine, theirs);
  const choices = Object.fromEntries(
    [...merged.fields, ...merged.blocks].map(({ id }): [string, Choice] => [id, "both"]),
  );
  return decide(merged, choices) ?? mine;
}

function childrenOf(values: Values): readonly Node[] {
  const blocks = values.content?.content ?? [];
  // A new document has one empty paragraph, which nobody wrote.
  const [only] = blocks;
  return blocks.length === 1 && only?.type === "paragraph" && !only.content ? [] : blocks;
}

function valuesOf(merged: Record<string, Json | Node | undefined>, like: Values): Values {
  const { title, content, ...rest } = merged;
  return {
    ...rest,
    title: typeof title === "string" ? title : like.title,
    content: isNode(content) ? content : null,
  };
}

function isNode(value: Json | Node | undefined): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
