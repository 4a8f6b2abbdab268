import type { Key } from "@/i18n";
import type { Reason, Status } from "../saving";

const REASONS: Readonly<Record<Reason, Key>> = {
  offline: "reasonOffline",
  busy: "reasonBusy",
  signedOut: "reasonSignedOut",
  otherWriter: "reasonOtherWriter",
  refused: "reasonRefused",
  invalid: "reasonInvalid",
  tooLarge: "reasonTooLarge",
  gone: "reasonGone",
  oldCreation: "reasonOldCreation",
  faults: "reasonFaults",
};

/** Why the server has not got the text, in words. */
export function reasonOf(status: Status): Key | undefined {
  if (status.is === "decision") return "decision";
  return "reason" in status ? REASONS[status.reason] : undefined;
}
