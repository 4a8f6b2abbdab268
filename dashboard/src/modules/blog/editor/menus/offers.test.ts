import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "@/i18n";
import { blocks, emoji } from "./offers";

test("blocks are found by the writer's words and by English ones", () => {
  const german = catalogue("de");
  const first = (query: string) => blocks(query, german)[0]?.id;
  expect(first("tab")).toBe("table");
  expect(first("aufzäh")).toBe("bulletList");
  expect(first("quote")).toBe("blockquote");
  expect(first("todo")).toBe("taskList");
  expect(first("youtube")).toBe("video");
  expect(blocks("nothing like it", german)).toEqual([]);
  expect(blocks("", german).length).toBeGreaterThan(12);
});

test("emoji are found by their names, each once, the shortest name first", () => {
  const source = readFileSync(new URL("../borrowed/emoji.json", import.meta.url), "utf8");
  const table = new Map<string, string>(Object.entries(JSON.parse(source) as Record<string, string>));
  const found = emoji("tada", table);
  expect(found[0]).toMatchObject({ id: "tada", sign: "🎉" });
  const signs = emoji("smil", table).map(({ sign }) => sign);
  expect(signs.length).toBeGreaterThan(3);
  expect(new Set(signs).size).toBe(signs.length);
});
