"use client";

import { IntlMessageFormat } from "intl-messageformat";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { catalogue, localeOf, type Catalogue, type Key, type Language } from ".";

const Context = createContext<Language>("en");

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <Context value={language}>{children}</Context>;
}

export function useText(): Catalogue {
  return catalogue(useContext(Context));
}

export function useLanguage(): Language {
  return useContext(Context);
}

/** The language whose rules dates, numbers and plurals follow. */
export function useLocale(): string {
  return localeOf(useContext(Context));
}

export type Format = (key: Key, values: Readonly<Record<string, string | number>>) => string;

/** A text with places to fill, by ICU's rules. */
export function useFormat(): Format {
  const language = useContext(Context);
  return useMemo(() => {
    const messages = new Map<Key, IntlMessageFormat>();
    return (key, values) => {
      const message =
        messages.get(key) ?? new IntlMessageFormat(catalogue(language)[key], localeOf(language));
      messages.set(key, message);
      return String(message.format(values));
    };
  }, [language]);
}
