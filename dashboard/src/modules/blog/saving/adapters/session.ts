// Who is signed in in this browser, and the word to other pages that somebody is.

import type { Writer } from "..";

const SIGNED_IN = "logicspike-signed-in";

export async function whoIsSignedIn(): Promise<Writer | undefined> {
  const response = await fetch("/api/auth/session", { cache: "no-store" }).catch(() => undefined);
  const session: unknown = await response?.json().catch(() => undefined);
  return writerOf(session);
}

export function writerOf(session: unknown): Writer | undefined {
  if (typeof session !== "object" || session === null || !("user" in session) || !("tenant" in session))
    return undefined;
  const { user, tenant } = session;
  if (typeof user !== "object" || user === null || !("id" in user)) return undefined;
  return typeof user.id === "string" && typeof tenant === "string" ? { user: user.id, tenant } : undefined;
}

/** Tells the other pages of this browser that somebody signed in. */
export function announceSignIn(): void {
  const channel = new BroadcastChannel(SIGNED_IN);
  channel.postMessage("signed in");
  channel.close();
}

/** Until the signal. */
export function onSignIn(hear: () => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel(SIGNED_IN);
  channel.onmessage = hear;
  signal.addEventListener("abort", () => channel.close());
}
