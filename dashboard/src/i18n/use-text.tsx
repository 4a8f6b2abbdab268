"use client";

import { createContext, useContext, type ReactNode } from "react";
import { catalogue, type Catalogue, type Language } from ".";

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
