import { IntlMessageFormat } from "intl-messageformat";
import { expect, test } from "vitest";
import { catalogue, type Key, type Language } from ".";

const keys = Object.keys(catalogue("en")).filter((key): key is Key => key in catalogue("en"));
type Elements = ReturnType<IntlMessageFormat["getAst"]>;
/** Of ICU's parser: a literal, and the number sign of a plural. */
const NAMELESS: readonly number[] = [0, 7];
const named = (elements: Elements): string[] =>
  elements.flatMap((element) => {
    if (!("value" in element) || NAMELESS.includes(element.type)) return [];
    const inner = "options" in element ? Object.values(element.options) : [];
    return [element.value, ...inner.flatMap(({ value }) => named(value))];
  });
const places = (text: string) => named(new IntlMessageFormat(text, "en").getAst()).sort();

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
