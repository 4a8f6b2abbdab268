import { describe, expect, test } from "vitest";
import { canonical, textOf, type Node, type Values } from "../document";
import { decide, isDecided, merge } from ".";

const text = (words: string): Node => ({ type: "text", text: words });
const p = (words: string): Node => ({ type: "paragraph", content: [text(words)] });
const post = (...content: Node[]): Values => ({ title: "T", content: { type: "doc", content } });
const lines = (values: Values | undefined) => (values?.content?.content ?? []).map(textOf);

describe("two people, one post", () => {
  test("changes in different blocks are both there, and nobody is asked", () => {
    const merged = merge(post(p("one"), p("two")), post(p("one!"), p("two")), post(p("one"), p("two?")));
    expect(isDecided(merged)).toBe(true);
    expect(lines(merged.values)).toEqual(["one!", "two?"]);
  });

  test("different words of one sentence are both there", () => {
    const merged = merge(post(p("a red house")), post(p("a blue house")), post(p("a red house by the sea")));
    expect(isDecided(merged)).toBe(true);
    expect(lines(merged.values)).toEqual(["a blue house by the sea"]);
  });

  test("the same words are a question, and each answer keeps what it says", () => {
    const merged = merge(
      post(p("a red house"), p("end")),
      post(p("a blue house"), p("end")),
      post(p("a green house"), p("end")),
    );
    const id = merged.blocks[0]?.id ?? "";
    expect(merged.blocks).toHaveLength(1);
    expect(lines(decide(merged, { [id]: "mine" }))).toEqual(["a blue house", "end"]);
    expect(lines(decide(merged, { [id]: "theirs" }))).toEqual(["a green house", "end"]);
    expect(lines(decide(merged, { [id]: "both" }))).toEqual(["a blue house", "a green house", "end"]);
    expect(decide(merged, {})).toBeUndefined();
  });

  test("one changed a block, the other added one behind it", () => {
    const merged = merge(post(p("a red house")), post(p("a red house"), p("new")), post(p("a red house!")));
    expect(lines(merged.values)).toEqual(["a red house!", "new"]);
    expect(isDecided(merged)).toBe(true);
  });

  test("what both wrote at one place where nothing was stays, both of it", () => {
    const merged = merge(post(p("a")), post(p("a"), p("mine")), post(p("a"), p("theirs")));
    expect(lines(merged.values)).toEqual(["a", "theirs", "mine"]);
  });

  test("one deleted what the other changed: a question", () => {
    const merged = merge(post(p("a"), p("b c d e")), post(p("a")), post(p("a"), p("b c d f")));
    expect(merged.blocks).toHaveLength(1);
  });

  test("items of a list and rows of a table are merged one by one", () => {
    const list = (...items: string[]): Node => ({
      type: "bulletList",
      content: items.map((item) => ({ type: "listItem", content: [p(item)] })),
    });
    const merged = merge(post(list("a", "b", "c")), post(list("a!", "b", "c")), post(list("a", "b", "c?")));
    expect(isDecided(merged)).toBe(true);
    expect(textOf(merged.values.content)).toContain("a!");
    expect(textOf(merged.values.content)).toContain("c?");
  });

  test("a field that one changed is theirs, one that both changed is a question", () => {
    const base = { ...post(), excerpt: "e", slug: "s" };
    const merged = merge(
      base,
      { ...base, title: "mine", slug: "m" },
      { ...base, title: "theirs", excerpt: "f" },
    );
    expect(merged.fields.map(({ field }) => field)).toEqual(["title"]);
    expect(decide(merged, { "field:title": "theirs" })).toMatchObject({
      title: "theirs",
      excerpt: "f",
      slug: "m",
    });
  });
});

describe("what counts as the same", () => {
  test("attributes that parsing adds, and the order of marks, are no change", () => {
    const bare: Node = {
      type: "paragraph",
      content: [{ ...text("a"), marks: [{ type: "bold" }, { type: "italic" }] }],
    };
    const parsed: Node = {
      type: "paragraph",
      attrs: { textAlign: null },
      content: [{ ...text("a"), marks: [{ type: "italic" }, { type: "bold" }] }],
    };
    expect(canonical(bare)).toBe(canonical(parsed));
  });

  test("words with the names of an object's properties are words", () => {
    const merged = merge(
      post(p("constructor a end")),
      post(p("constructor b end")),
      post(p("constructor a end __proto__")),
    );
    expect(lines(merged.values)).toEqual(["constructor b end __proto__"]);
  });

  test("two thousand blocks are merged while one looks", () => {
    const blocks = Array.from({ length: 2_000 }, (_, index) => p(`block ${String(index)}`));
    const began = performance.now();
    const merged = merge(post(...blocks), post(p("first"), ...blocks), post(...blocks, p("last")));
    expect(isDecided(merged)).toBe(true);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
