/** Every text of the site's own. One constant says which language it speaks. */

import type { Labels } from "@vlozi/blog/react";

type Language = "en" | "de";

export const LANGUAGE = "en" as Language;

const en = {
  home: "Home",
  posts: "Posts",
  newest: "Newest",
  all: "All posts",
  categories: "Categories",
  search: "Search",
  skip: "Skip to the text",
  feed: "Feed",
  preview: "This is a preview. Readers do not see it.",
  leave: "Leave the preview",
  notFound: "There is no such page",
  failed: "This page cannot be shown for the moment",
  nothing: "Nothing has been published yet.",
  labels: {} as Partial<Labels>,
};

const de: typeof en = {
  home: "Start",
  posts: "Beiträge",
  newest: "Neues",
  all: "Alle Beiträge",
  categories: "Kategorien",
  search: "Suche",
  skip: "Zum Text",
  feed: "Feed",
  preview: "Dies ist eine Vorschau. Leser sehen sie nicht.",
  leave: "Vorschau verlassen",
  notFound: "Diese Seite gibt es nicht",
  failed: "Diese Seite kann gerade nicht gezeigt werden",
  nothing: "Noch ist nichts veröffentlicht.",
  labels: {
    loading: "Wird geladen …",
    failed: "Das konnte nicht geladen werden.",
    retry: "Noch einmal",
    empty: "Noch keine Beiträge.",
    contents: "Inhalt",
    neighbours: "Weitere Beiträge",
    previous: "Davor",
    next: "Danach",
    related: "Ähnliche Beiträge",
    tags: "Schlagwörter",
    pages: "Seiten",
    previousPage: "Vorige Seite",
    nextPage: "Nächste Seite",
    search: "Suchen",
    minutes: (count) => `${count} Min. Lesezeit`,
    page: (number) => `Seite ${number}`,
    results: (count) => `${count} gefunden`,
  },
};

export const words = { en, de }[LANGUAGE];

/** How components of the blog speak and where they lead. */
export const look = { labels: words.labels, locale: LANGUAGE };
