// Sign-in: Google, or whoever stands in its place, by authorization code with PKCE, state and nonce.

import type { NextAuthOptions } from "next-auth";
import { headers } from "next/headers";
import { readConfig } from "./config";
import { endFamily } from "./end";
import { readTokens } from "./tokens";

const NINETY_DAYS_SECONDS = 90 * 24 * 3600;

interface GoogleProfile {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
}

export function authOptions(): NextAuthOptions {
  const config = readConfig();
  return {
    secret: config.secret,
    session: { strategy: "jwt", maxAge: NINETY_DAYS_SECONDS },
    pages: { signIn: "/signin", error: "/signin" },
    providers: [
      {
        id: "google",
        name: "Google",
        type: "oauth",
        wellKnown: `${config.issuer}/.well-known/openid-configuration`,
        authorization: { params: { scope: "openid email profile" } },
        idToken: true,
        checks: ["pkce", "state", "nonce"],
        clientId: config.clientId,
        clientSecret: config.clientSecret,
        client: { token_endpoint_auth_method: config.clientSecret ? "client_secret_basic" : "none" },
        profile: ({ sub, name, email }: GoogleProfile) => ({
          id: sub,
          name: name ?? null,
          email: email ?? null,
        }),
      },
    ],
    callbacks: {
      // Google's token is spent here, once, and kept nowhere.
      async jwt({ token, account }) {
        if (!account) return token;
        const response = await fetch(`${config.gatewayUrl}/auth/google`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            // Named in the list of sessions, so that a person knows which is which.
            "user-agent": (await headers()).get("user-agent") ?? "",
          },
          body: JSON.stringify({ id_token: account.id_token }),
          cache: "no-store",
        });
        const tokens = response.ok ? readTokens(await response.json()) : undefined;
        if (!tokens) throw new Error(`the manager refused the sign-in (status ${String(response.status)})`);
        const { access_token, refresh_token } = tokens;
        return { name: token.name, email: token.email, sub: token.sub, access_token, refresh_token };
      },
      session: ({ session }) => session,
    },
    events: {
      signOut: ({ token }) => endFamily(token["refresh_token"], config),
    },
  };
}
