// Forward or refuse, decided on method, path and headers alone.

export type Door = "blog" | "manager" | "account";

export type Decision =
  | { readonly is: "forward"; readonly path: string; readonly headers: Headers }
  | { readonly is: "refuse"; readonly status: number; readonly error: string; readonly code: string };

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"]);
const ROOMS: Readonly<Record<Door, ReadonlySet<string>>> = {
  blog: new Set(["admin"]),
  manager: new Set(["team", "roles", "api-keys", "tenant", "subscription", "webhooks", "audit"]),
  account: new Set(["me", "sessions"]),
};
/** What each door is called at the gateway. */
const UPSTREAM: Readonly<Record<Door, string>> = { blog: "blog", manager: "manager", account: "auth" };

/** What a browser may say to the services; anything else stays here: host, cookie, connection, authorization, every other `x-`.
 * `x-file-name` is what a picture is called, which its body cannot say. */
const PASSED_ON = [
  ...["accept", "accept-language", "content-type", "if-match", "if-none-match"],
  ...["idempotency-key", "x-request-id", "x-file-name"],
];

/** `pathname` as it was sent, still encoded, with the door's prefix, such as `/api/blog/`. */
export function decide(
  door: Door,
  request: {
    readonly method: string;
    readonly pathname: string;
    readonly search: string;
    readonly headers: Headers;
  },
  ownOrigin: string,
): Decision {
  const { method, pathname, search, headers } = request;
  if (!METHODS.has(method)) return refuse(405, "Method not allowed", "method_not_allowed");
  const isWrite = method !== "GET" && method !== "HEAD";
  if (isWrite && isFromElsewhere(headers, ownOrigin)) return refuse(403, "Access denied", "access_denied");
  const prefix = `/api/${door}/`;
  const segments = pathname.startsWith(prefix) ? pathname.slice(prefix.length).split("/") : [];
  if (segments.length === 0 || !segments.every(isPlain) || !ROOMS[door].has(segments[0] ?? "")) {
    return refuse(404, "Not found", "not_found");
  }
  const passed = new Headers();
  for (const name of PASSED_ON) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  return { is: "forward", path: `/${UPSTREAM[door]}/${segments.join("/")}${search}`, headers: passed };
}

/** Neither empty, nor a dot segment, nor one that holds an encoded slash, dot or control character. */
function isPlain(segment: string): boolean {
  return (
    segment !== "" &&
    segment !== "." &&
    segment !== ".." &&
    !/%(?:2e|2f|5c|25|[01][\da-f]|7f)|[\\;]/i.test(segment)
  );
}

/** Browsers say of every write where it comes from; what says nothing is no page of ours. */
export function isFromElsewhere(headers: Headers, ownOrigin: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  return origin !== ownOrigin;
}

function refuse(status: number, error: string, code: string): Decision {
  return { is: "refuse", status, error, code };
}
