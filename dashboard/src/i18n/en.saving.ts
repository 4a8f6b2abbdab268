/** The texts of saving: where a text is, and what to do about it. */
export const enSaving = {
  savedBeside: "readers see the former text until you update",
  discardDraft: "Discard changes",
  discardTitle: "Discard the changes since the last update?",
  discardSays:
    "The text will be as readers see it. What stands here now is kept on this device for seven days.",
  updateFailed: "It was not updated: {reason}",
  signInAgain: "Sign in again",
  signInAgainSays:
    "Your session has ended. What you wrote is saved on this device. Sign in in a new tab; this page stays, and goes on saving when you are back.",
  notNow: "Not now",
  trySavingAgain: "Try again",
  copyText: "Copy the text",
  copiedText: "Copied",
  refusedBecause: "the server says: {reason}",
  tooLargeSays:
    "the text is {size} KB large, of which {largest} KB are in the {block, plural, =1 {first} other {#.}} block",
  otherWriterSays: "{user} is signed in now",
  editHere: "Edit here",
  restoredHere: "Your unsent text was put back.",
  showServerText: "Show the server's text instead",
  broughtInBy: "{name} saved meanwhile; the changes were added.",
  broughtInUnnamed: "Somebody saved meanwhile; the changes were added.",
  keptTexts: "{count, plural, one {# kept text} other {# kept texts}}",
  keptTitle: "Texts that were replaced",
  keptSays: "Kept on this device for seven days after a merge, a choice or a discard replaced them.",
  keptAt: "Replaced {when}",
  mergeLead:
    "{count, plural, one {One place was} other {# places were}} changed here and elsewhere. Both texts are kept until you choose.",
  mergePlace: "Place {number} of {count}",
  mergeField: "Field: {field}",
  mergeBase: "What stood there before",
  mergeNothing: "(nothing)",
  mergeLater: "Later",
  mergeWaits: "Two texts wait for your decision",
  mergeOpen: "Decide",
} as const;
