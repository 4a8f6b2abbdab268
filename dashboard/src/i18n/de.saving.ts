import type { enSaving } from "./en.saving";

export const deSaving: Readonly<Record<keyof typeof enSaving, string>> = {
  savedBeside: "Leser sehen den bisherigen Text, bis Sie aktualisieren",
  discardDraft: "Änderungen verwerfen",
  discardTitle: "Die Änderungen seit der letzten Aktualisierung verwerfen?",
  discardSays:
    "Der Text wird, wie Leser ihn sehen. Was jetzt hier steht, bleibt sieben Tage auf diesem Gerät.",
  updateFailed: "Es wurde nicht aktualisiert: {reason}",
  signInAgain: "Noch einmal anmelden",
  signInAgainSays:
    "Ihre Sitzung ist beendet. Was Sie geschrieben haben, ist auf diesem Gerät gespeichert. Melden Sie sich in einem neuen Tab an; diese Seite bleibt und speichert weiter, wenn Sie zurück sind.",
  notNow: "Nicht jetzt",
  trySavingAgain: "Noch einmal",
  copyText: "Text kopieren",
  copiedText: "Kopiert",
  refusedBecause: "der Server sagt: {reason}",
  tooLargeSays:
    "der Text ist {size} KB groß, davon {largest} KB im {block, plural, =1 {ersten} other {#.}} Absatz",
  otherWriterSays: "jetzt ist {user} angemeldet",
  editHere: "Hier bearbeiten",
  restoredHere: "Ihr ungesendeter Text ist wieder da.",
  showServerText: "Stattdessen den Text des Servers zeigen",
  broughtInBy: "{name} hat inzwischen gespeichert; die Änderungen wurden eingefügt.",
  broughtInUnnamed: "Jemand hat inzwischen gespeichert; die Änderungen wurden eingefügt.",
  keptTexts: "{count, plural, one {# aufgehobener Text} other {# aufgehobene Texte}}",
  keptTitle: "Ersetzte Texte",
  keptSays:
    "Sieben Tage auf diesem Gerät aufgehoben, nachdem sie beim Zusammenführen, durch eine Wahl oder beim Verwerfen ersetzt wurden.",
  keptAt: "Ersetzt {when}",
  mergeLead:
    "{count, plural, one {Eine Stelle wurde} other {# Stellen wurden}} hier und anderswo geändert. Beide Texte bleiben, bis Sie wählen.",
  mergePlace: "Stelle {number} von {count}",
  mergeField: "Feld: {field}",
  mergeBase: "Was vorher dort stand",
  mergeNothing: "(nichts)",
  mergeLater: "Später",
  mergeWaits: "Zwei Texte warten auf Ihre Entscheidung",
  mergeOpen: "Entscheiden",
};
