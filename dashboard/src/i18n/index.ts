// Every text by key from one typed catalogue; a missing one does not compile.

import { de } from "./de";
import { en } from "./en";
import { mirrored, pseudo } from "./pseudo";

export type Key = keyof typeof en;
export type Catalogue = Readonly<Record<Key, string>>;
/** Those that people choose, and two that only tests do: English in disguise, and the same from right to left. */
export type Language = "en" | "de" | "en-XA" | "ar-XB";

export const CHOSEN_LANGUAGE = "logicspike-language";

const CATALOGUES: Readonly<Record<Language, () => Catalogue>> = {
  en: () => en,
  de: () => de,
  "en-XA": () => pseudo(en),
  "ar-XB": () => mirrored(en),
};
const made = new Map<Language, Catalogue>();

export function catalogue(language: Language): Catalogue {
  const found = made.get(language) ?? CATALOGUES[language]();
  made.set(language, found);
  return found;
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && Object.hasOwn(CATALOGUES, value);
}

/** What was chosen, else the first of the browser's languages that we have. */
export function languageOf(acceptLanguage: string | null, chosen?: string): Language {
  if (isLanguage(chosen)) return chosen;
  const wanted = (acceptLanguage ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((language): language is "en" | "de" => language === "de" || language === "en") ?? "en";
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar-XB" ? "rtl" : "ltr";
}

/** How dates and numbers are written. */
export function localeOf(language: Language): string {
  return language === "de" ? "de" : "en";
}

export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
