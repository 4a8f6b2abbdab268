// Signing out ends what could be renewed, and not only the cookie in this browser.

import type { Config } from "./config";

/** Ends the family of a refresh token. That the manager cannot be reached keeps nobody signed in here. */
export async function endFamily(refreshToken: unknown, config: Config): Promise<void> {
  if (typeof refreshToken !== "string") return;
  try {
    const response = await fetch(`${config.gatewayUrl}/auth/logout`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token: refreshToken }),
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) console.error(`[Sign-out] Error ${String(response.status)}: the session was not ended`);
  } catch {
    console.error("[Sign-out] Error 502: the gateway cannot be reached");
  }
}
