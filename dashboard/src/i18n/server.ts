// The language of a request, where pages are made on the server.

import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { catalogue, CHOSEN_LANGUAGE, languageOf, type Key, type Language } from ".";

export async function requestLanguage(): Promise<Language> {
  const [sent, kept] = await Promise.all([headers(), cookies()]);
  return languageOf(sent.get("accept-language"), kept.get(CHOSEN_LANGUAGE)?.value);
}

/** What a page is called, in the bar of the browser. */
export async function titled(key: Key): Promise<Metadata> {
  const text = catalogue(await requestLanguage());
  return { title: `${text[key]} · ${text.appName}` };
}
