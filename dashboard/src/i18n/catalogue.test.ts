import { IntlMessageFormat } from "intl-messageformat";
import { expect, test } from "vitest";
import { catalogue, type Key, type Language } from ".";

const keys = Object.keys(catalogue("en")).filter((key): key is Key => key in catalogue("en"));
const places = (text: string) =>
  [...text.matchAll(/\{(\w+)[,}]/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => name !== "")
    .sort();

test.each<Language>(["en", "de", "en-XA", "ar-XB"])(
  "every text of %s can be read by ICU's rules",
  (language) => {
    for (const key of keys) {
      const text = catalogue(language)[key];
      expect(() => new IntlMessageFormat(text, "en"), key).not.toThrow();
      expect(text.trim(), key).not.toBe("");
    }
  },
);

test("German has the places of English", () => {
  for (const key of keys) {
    expect([...new Set(places(catalogue("de")[key]))], key).toEqual([
      ...new Set(places(catalogue("en")[key])),
    ]);
  }
});

test("English in disguise keeps its places and plurals", () => {
  const text = new IntlMessageFormat(catalogue("en-XA").selectedCount, "en");
  expect(text.format({ count: 2 })).toBe("⟦2 póšţš šéléçţéď⟧");
});
