// Languages for tests: a text that does not look like this did not come from the catalogue.

const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: "á", e: "é", i: "í", o: "ó", u: "ú", c: "ç", n: "ñ", s: "š", y: "ý", r: "ř", t: "ţ", d: "ď" },
  ...{ A: "Á", E: "É", I: "Í", O: "Ó", U: "Ú", C: "Ç", N: "Ñ", S: "Š", Y: "Ý", R: "Ř", T: "Ţ", D: "Ď" },
};

type Texts<K extends string> = Readonly<Record<K, string>>;

/** English with other letters, in brackets. */
export function pseudo<K extends string>(texts: Texts<K>): Texts<K> {
  return mapped(texts, (text) => `⟦${disguised(text)}⟧`);
}

/** The same, from right to left. */
export function mirrored<K extends string>(texts: Texts<K>): Texts<K> {
  return mapped(texts, (text) => `\u202e⟦${disguised(text)}⟧\u202c`);
}

/** In ICU's messages text stands at even depths of braces, and syntax at odd ones. */
function disguised(message: string): string {
  let depth = 0;
  return [...message]
    .map((letter) => {
      if (letter === "{") depth += 1;
      if (letter === "}") depth -= 1;
      return depth % 2 === 0 ? (LETTERS[letter] ?? letter) : letter;
    })
    .join("");
}

function mapped<K extends string>(texts: Texts<K>, change: (text: string) => string): Texts<K> {
  const result = { ...texts };
  for (const key in texts) Object.assign(result, { [key]: change(texts[key]) });
  return result;
}
