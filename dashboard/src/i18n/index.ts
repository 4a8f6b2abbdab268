// Every text by key from one typed catalogue; a missing one does not compile.

import { de } from "./de";
import { en } from "./en";

export type Key = keyof typeof en;
export type Catalogue = Readonly<Record<Key, string>>;
export type Language = "en" | "de";

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, de };

export function catalogue(language: Language): Catalogue {
  return CATALOGUES[language];
}

/** The first of the browser's languages that we have. */
export function languageOf(acceptLanguage: string | null): Language {
  const wanted = (acceptLanguage ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((language): language is Language => language === "de" || language === "en") ?? "en";
}

export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
