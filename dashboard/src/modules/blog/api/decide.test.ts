import { describe, expect, test } from "vitest";
import { decide } from "./decide";

const OWN = "https://app.example.com";

function asked(path: string, method = "GET", headers: Record<string, string> = {}) {
  const url = path.split("?");
  return decide(
    path.startsWith("/api/manager") ? "manager" : "blog",
    { method, pathname: url[0] ?? "", search: url[1] ? `?${url[1]}` : "", headers: new Headers(headers) },
    OWN,
  );
}

describe("what a page may ask the gateway", () => {
  test.each([
    ["/api/blog/admin/posts?limit=5", "/blog/admin/posts?limit=5"],
    ["/api/blog/admin/posts/post_1/draft", "/blog/admin/posts/post_1/draft"],
    ["/api/manager/team/members", "/manager/team/members"],
  ])("%s goes to %s", (from, to) => {
    expect(asked(from)).toMatchObject({ is: "forward", path: to });
  });

  test.each([
    "/api/blog/public/posts",
    "/api/blog/debug",
    "/api/blog/",
    "/api/blog/admin/",
    "/api/blog/admin//posts",
    "/api/blog/admin/../public/posts",
    "/api/blog/admin/%2e%2e/public/posts",
    "/api/blog/admin/%2E./public",
    "/api/blog/admin%2f..%2fpublic/posts",
    "/api/blog/admin/posts%5c..",
    "/api/blog/admin/posts%252e",
    "/api/blog/admin/posts%00",
    "/api/blog/admin;x/posts",
    "/api/blog/Admin/posts",
    "/api/manager/platform/tenants",
    "/api/manager/../blog/admin/posts",
    "/api/manager/auth/refresh",
    "/api/manager",
    "/api/blog",
    "/api/blog/admin/posts/",
    "/api/blog/admin/./posts",
    "/api/blog/admin/.../%2e/posts",
    "/api/blog/admin/posts/post_1%2Fdraft",
    "/api/blog/admin/posts/post_1%2fdraft",
    "/api/blog/admin/posts/%252fdraft",
    "/api/blog/admin/posts%0d%0ax-tenant-id:%20t",
    "/api/blog/admin/posts%7f",
    "/api/blog/admin\\posts",
    "/api/blog/%61dmin/posts",
    "/api/blog/health",
    "/api/blog/media/t/h.png",
    "/api/manager/auth/logout",
    "/api/manager/debug",
    "/api/elsewhere/admin/posts",
  ])("the path %s is refused", (path) => {
    expect(asked(path)).toMatchObject({ is: "refuse", status: 404 });
  });

  test.each(["PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])("the method %s is refused", (method) => {
    expect(asked("/api/blog/admin/posts", method)).toMatchObject({ is: "refuse", status: 405 });
  });

  test("only headers that the services know go on", () => {
    const decision = asked("/api/blog/admin/posts", "PUT", {
      ...{
        "if-match": '"3"',
        "content-type": "application/json",
        "idempotency-key": "k",
        "x-request-id": "r",
      },
      ...{
        cookie: "a=b",
        authorization: "Bearer mine",
        host: "evil",
        connection: "x-tenant-id",
        "x-api-key": "k",
      },
      ...{
        "x-tenant-id": "t",
        "x-user-permissions": "[]",
        "x-gateway-key": "g",
        "x-forwarded-for": "1.2.3.4",
        "sec-fetch-site": "same-origin",
        "x-file-name": "cat.png",
      },
      ...{ "X-Forwarded-Host": "evil", "x-real-ip": "1.2.3.4", "x-http-method-override": "DELETE" },
      ...{
        "proxy-authorization": "Basic a",
        te: "trailers",
        upgrade: "websocket",
        "transfer-encoding": "chunked",
      },
      ...{ origin: OWN, referer: `${OWN}/dashboard`, forwarded: "for=1.2.3.4", "user-agent": "a browser" },
    });
    const names = decision.is === "forward" ? [...decision.headers.keys()] : [];
    expect(names.sort()).toEqual([
      ...["content-type", "idempotency-key", "if-match", "x-file-name", "x-request-id"],
    ]);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ["another site", { "sec-fetch-site": "cross-site" }, false],
    ["another host of this site", { "sec-fetch-site": "same-site" }, false],
    ["this page", { "sec-fetch-site": "same-origin" }, true],
    ["an old browser elsewhere", { origin: "https://evil.example" }, false],
    ["an old browser in a frame", { origin: "null" }, false],
    ["an old browser here", { origin: OWN }, true],
    ["a typed address", { "sec-fetch-site": "none" }, true],
    ["a page that says two things", { "sec-fetch-site": "cross-site", origin: OWN }, false],
    ["whoever says nothing", {}, false],
  ])("a write from %s", (_, headers, passes) => {
    expect(asked("/api/blog/admin/posts", "POST", headers).is).toBe(passes ? "forward" : "refuse");
    expect(asked("/api/blog/admin/posts", "GET", headers).is).toBe("forward");
  });
});
