// @vitest-environment jsdom

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getSchema } from "@tiptap/core";
import { DOMParser as Reader } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import { isNode } from "../../saving/adapters/shape";
import { extensions } from "../schema";
import { unwrap } from "../unknown";
import { cleaned } from "./clean";
import { tidied } from "./tidy";

const CORPUS = new URL("corpus/", `file://${fileURLToPath(import.meta.url)}`.replace(/[^/]*$/, ""));
const schema = getSchema(extensions);

/** The document that a clipboard becomes, as it would be saved. */
function pasted(html: string) {
  const pictures: string[] = [];
  const clean = cleaned(html, (src) => `picture-${String(pictures.push(src))}`);
  const page = new DOMParser().parseFromString(clean, "text/html");
  const read = Reader.fromSchema(schema).parse(page.body);
  const doc = read.copy(tidied(read.content));
  doc.check();
  const json: unknown = doc.toJSON();
  return { pictures, clean, json, saved: isNode(json) ? unwrap(json) : undefined };
}

describe("clipboards become what they say, without what they looked like", () => {
  const names = readdirSync(CORPUS).filter((name) => name.endsWith(".html"));
  test.each(names)("%s", async (name) => {
    const { saved } = pasted(readFileSync(new URL(name, CORPUS), "utf8"));
    await expect(`${JSON.stringify(saved, null, 1)}\n`).toMatchFileSnapshot(
      fileURLToPath(new URL(name.replace(".html", ".json"), CORPUS)),
    );
  });

  test("nothing of their looks is left in any", () => {
    for (const name of names) {
      const { saved } = pasted(readFileSync(new URL(name, CORPUS), "utf8"));
      expect(JSON.stringify(saved), name).not.toMatch(
        /fontFamily|fontSize|lineHeight|backgroundColor|mso-|data:|blob:|file:|javascript:|lsPicture/i,
      );
    }
  });
});

test("pictures that no reader could load are named, and never saved", () => {
  const html = `<p>a</p><img src="data:image/png;base64,AA" alt="x"><img src="blob:https://docs.example/1"><blockquote><img src="file:///c/b.png"></blockquote><img src="https://example.org/ok.png">`;
  const { pictures, json, saved } = pasted(html);
  expect(pictures).toEqual(["data:image/png;base64,AA", "blob:https://docs.example/1", "file:///c/b.png"]);
  expect(JSON.stringify(json).match(/lsPicture/g)).toHaveLength(3);
  expect(JSON.stringify(saved)).not.toMatch(/lsPicture|data:|blob:|file:/);
  expect(JSON.stringify(saved)).toContain("https://example.org/ok.png");
});

test("a colour that was chosen stays, black and white and grey go", () => {
  const span = (colour: string) =>
    JSON.stringify(pasted(`<p><span style="color:${colour}">x</span></p>`).saved);
  for (const colour of [
    "#000",
    "black",
    "rgb(0, 0, 0)",
    "#fff",
    "rgba(255,255,255,1)",
    "#222222",
    "#666",
    "windowtext",
    "inherit",
  ])
    expect(span(colour)).not.toContain("color");
  for (const colour of ["#cc0000", "rgb(17, 85, 204)", "green"]) expect(span(colour)).toContain("color");
});

test("what another editor of this kind copied is left alone", () => {
  const html = `<p data-pm-slice="1 1 []"><span style="font-size: 1.25em">big</span></p>`;
  expect(cleaned(html, () => "")).toBe(html);
});

test("hostile HTML leaves nothing that runs", () => {
  const { clean } = pasted(
    `<img src=x onerror=alert(1)><a href="javascript:alert(1)">a</a><svg onload=alert(1)></svg><p onclick="x()" style="background:url(https://t.example)">b</p><iframe srcdoc="<script>1</script>"></iframe>`,
  );
  expect(clean).not.toMatch(/onerror|onclick|onload|javascript:|<svg|url\(|srcdoc/i);
});
