// What the server is told by its environment. Read when it is asked for, so that one build serves every place.

const REQUIRED = ["NEXT_PUBLIC_GATEWAY_URL", "NEXTAUTH_SECRET", "NEXTAUTH_URL", "GOOGLE_CLIENT_ID"] as const;
const GOOGLE = "https://accounts.google.com";

export interface Config {
  readonly gatewayUrl: string;
  readonly secret: string;
  readonly url: string;
  readonly clientId: string;
  /** A local provider knows us without. */
  readonly clientSecret: string;
  readonly issuer: string;
}

function variable(name: string): string {
  // By a variable name: a literal one would be written into the build.
  return (process.env[name] ?? "").trim();
}

/** The names of the variables that are not set. */
export function missingVariables(): readonly string[] {
  const missing: string[] = REQUIRED.filter((name) => variable(name) === "");
  if (!variable("GOOGLE_ISSUER_URL") && !variable("GOOGLE_CLIENT_SECRET"))
    missing.push("GOOGLE_CLIENT_SECRET");
  return missing;
}

export function readConfig(): Config {
  return {
    gatewayUrl: variable("NEXT_PUBLIC_GATEWAY_URL").replace(/\/+$/, ""),
    secret: variable("NEXTAUTH_SECRET"),
    url: variable("NEXTAUTH_URL"),
    clientId: variable("GOOGLE_CLIENT_ID"),
    clientSecret: variable("GOOGLE_CLIENT_SECRET"),
    issuer: (variable("GOOGLE_ISSUER_URL") || GOOGLE).replace(/\/+$/, ""),
  };
}

/** Cookies are marked `Secure` where the dashboard is behind TLS; their names then begin as NextAuth's do. */
export function isSecure(config: Config): boolean {
  return config.url.startsWith("https://");
}
