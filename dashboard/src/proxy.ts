// Before every page: a content security policy with a nonce, and for the dashboard whether there is a cookie at all.

import { NextResponse, type NextRequest } from "next/server";

const COOKIES = ["next-auth.session-token", "__Secure-next-auth.session-token"];

export function proxy(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  const names = request.cookies.getAll().map((cookie) => cookie.name.replace(/\.\d+$/, ""));
  if (pathname.startsWith("/dashboard") && !names.some((name) => COOKIES.includes(name))) {
    const signIn = new URL("/signin", request.url);
    signIn.searchParams.set("to", pathname);
    return NextResponse.redirect(signIn);
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = policyWith(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}

function policyWith(nonce: string): string {
  // The development server compiles in the page.
  const evaluation = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' https: data: blob: ${pictures()}`,
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src https://www.youtube-nocookie.com https://www.youtube.com",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Where pictures come from that is not behind TLS: a gateway on one's own machine. */
function pictures(): string {
  // By a variable name: a literal one would be written into the build.
  const name = "NEXT_PUBLIC_GATEWAY_URL";
  const address = process.env[name] ?? "";
  return URL.canParse(address) ? new URL(address).origin : "";
}

export const config = { matcher: ["/((?!_next/static|_next/image|api/|favicon.ico|icon.svg).*)"] };
