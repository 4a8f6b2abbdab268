// A refresh token is spent once in this process, however many requests find it old at the same time.

import type { Config } from "./config";
import { readTokens, type Tokens } from "./tokens";

export type Renewal =
  | { readonly is: "renewed"; readonly tokens: Tokens }
  | { readonly is: "refused" }
  | { readonly is: "unreachable" };

/** The manager gives the same successor for ten seconds; as long we remember it, for requests that were sent with the old cookie. */
const REMEMBERED_MS = 10_000;
const underWay = new Map<string, Promise<Renewal>>();

export function renew(refreshToken: string, config: Config): Promise<Renewal> {
  const known = underWay.get(refreshToken);
  if (known) return known;
  const renewal = ask(refreshToken, config);
  underWay.set(refreshToken, renewal);
  void renewal.then(({ is }) => {
    const forget = () => underWay.delete(refreshToken);
    if (is === "renewed") setTimeout(forget, REMEMBERED_MS).unref();
    else forget();
  });
  return renewal;
}

async function ask(refreshToken: string, config: Config): Promise<Renewal> {
  try {
    const response = await fetch(`${config.gatewayUrl}/auth/refresh`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token: refreshToken }),
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status === 400 || response.status === 401 || response.status === 403)
      return { is: "refused" };
    const tokens = response.ok ? readTokens(await response.json()) : undefined;
    return tokens ? { is: "renewed", tokens } : { is: "unreachable" };
  } catch {
    return { is: "unreachable" };
  }
}
