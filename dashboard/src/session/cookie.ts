// The encrypted cookie: the only place where tokens are.

import type { NextRequest } from "next/server";
import { decode, encode, type JWT } from "next-auth/jwt";
import { isSecure, type Config } from "./config";

/** Browsers take 4096 bytes with name and attributes; NextAuth cuts here as well. */
const PART_BYTES = 4096 - 163;
const NINETY_DAYS_SECONDS = 90 * 24 * 3600;

export interface Session {
  readonly token: JWT;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** How many parts the cookie came in; fewer leave old ones to be removed. */
  readonly parts: number;
}

export function cookieName(config: Config): string {
  return isSecure(config) ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}

export async function readSession(request: NextRequest, config: Config): Promise<Session | undefined> {
  const name = cookieName(config);
  const whole = request.cookies.get(name)?.value;
  const parts = request.cookies
    .getAll()
    .filter((cookie) => cookie.name.startsWith(`${name}.`))
    .sort((a, b) => Number(a.name.slice(name.length + 1)) - Number(b.name.slice(name.length + 1)));
  const value = whole ?? parts.map((part) => part.value).join("");
  if (!value) return undefined;
  const token = await decode({ token: value, secret: config.secret }).catch(() => null);
  if (!token || typeof token["access_token"] !== "string" || typeof token["refresh_token"] !== "string") {
    return undefined;
  }
  return {
    token,
    accessToken: token["access_token"],
    refreshToken: token["refresh_token"],
    parts: parts.length,
  };
}

/** `Set-Cookie` lines for a renewed session. */
export async function sessionCookies(session: Session, config: Config): Promise<readonly string[]> {
  const token = { ...session.token, access_token: session.accessToken, refresh_token: session.refreshToken };
  const value = await encode({ token, secret: config.secret, maxAge: NINETY_DAYS_SECONDS });
  const name = cookieName(config);
  const parts = value.match(new RegExp(`.{1,${String(PART_BYTES)}}`, "g")) ?? [];
  const cookies =
    parts.length === 1
      ? [line(name, value, NINETY_DAYS_SECONDS, config)]
      : parts.map((part, index) => line(`${name}.${String(index)}`, part, NINETY_DAYS_SECONDS, config));
  return [...cookies, ...leftovers(session, parts.length, config)];
}

/** `Set-Cookie` lines that end a session. */
export function clearedCookies(parts: number, config: Config): readonly string[] {
  const names = Array.from({ length: parts }, (_, index) => `${cookieName(config)}.${String(index)}`);
  return [cookieName(config), ...names].map((name) => line(name, "", 0, config));
}

function leftovers(session: Session, now: number, config: Config): readonly string[] {
  const name = cookieName(config);
  const old = Array.from({ length: session.parts }, (_, index) => index).filter(
    (index) => now === 1 || index >= now,
  );
  const names = old.map((index) => `${name}.${String(index)}`);
  if (now > 1 && session.parts === 0) names.push(name);
  return names.map((part) => line(part, "", 0, config));
}

function line(name: string, value: string, maxAge: number, config: Config): string {
  const secure = isSecure(config) ? "; Secure" : "";
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${String(maxAge)}${secure}`;
}
