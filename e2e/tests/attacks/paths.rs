//! Paths written byte by byte: what a door decided on is what goes through it, and no spelling of a path leads
//! from one door to another.

use e2e::Client;
use futures_util::future::join_all;
use reqwest::Method;

use crate::oracle::{Oracle, is_by_worker, token};
use crate::stack;

/// No route has such a path: the same for everyone, whatever they bring.
const NOWHERE: &[&str] = &[
    "/",
    "/admin/posts",
    "/public/posts",
    "/debug",
    "/blog",
    "/blog/",
    "/blog/admin",
    "/blog/admin/",
    "/blog/public",
    "/blog/health",
    "/blog/debug/",
    "/BLOG/admin/posts",
    "/Blog/Admin/posts",
    "/blog/ADMIN/posts",
    "/blog/adminx/posts",
    "/blog/admin//posts",
    "/blog//admin/posts",
    "//blog/admin/posts",
    "///blog/admin/posts",
    "//evil.example/blog/admin/posts",
    "/blog/public//admin/posts",
    "/blog/public/%u002e%u002e/admin/posts",
    "/blog/public/..%2fadmin/posts",
    "/blog/public/..%2Fadmin%2Fposts",
    "/blog/public/%2e%2e%2fadmin/posts",
    "/blog/public%2f..%2fadmin/posts",
    "/blog/public/..%5cadmin/posts",
    "/blog%2fadmin/posts",
    "/blog%2Fadmin%2Fposts",
    "/blog/admin%2fposts",
    "/blog%5cadmin%5cposts",
    "/blog/public/posts%2f..%2f..%2fadmin%2fposts",
    "/blog/public/posts/%2fadmin",
    "/%62log/admin/posts",
    "/blog/%61dmin/posts",
    "/blog/%70ublic/posts",
    "/blog/public/posts%00",
    "/blog/public/%00../admin/posts",
    "/blog/public/posts%0d%0aX-Tenant-Id:%20x",
    "/blog/public/posts%",
    "/blog/public/posts%4",
    "/blog/public/posts%zz",
    "/blog/public/posts%7f",
    "/blog/public/posts/..",
    "/auth/..%2fmanager/tenant",
    "/auth/me/",
    "/auth/me%2f",
    "/auth/%6de",
    "/auth//me",
    "/manager",
    "/manager/",
    "/manager//tenant",
    "/manager/tenant%2f",
    "/health/",
    "/health%2f",
    "/.well-known/jwks.json/",
    "/__scheduled",
    "/blog/cdn-cgi/handler/scheduled",
];

/// The same, and there is nothing behind it.
const PROTECTED_NOWHERE: &[&str] = &[
    "/blog/admin/posts/",
    "/manager/tenant/",
    "/manager/%74enant",
    "/blog/admin/test-log/",
    "/blog/admin/posts@evil.example",
];

/// They mean a protected door, and are treated as if they had said so.
const PROTECTED: &[&str] = &[
    "/blog/public/../admin/posts",
    "/blog/public/./../admin/posts",
    "/blog/public/posts/../../admin/posts",
    "/blog/public;/../admin/posts",
    "/blog/public/posts;x=/../../admin/posts",
    "/blog/public/%2e%2e/admin/posts",
    "/blog/public/%2E%2E/admin/posts",
    "/blog/public/.%2e/admin/posts",
    "/blog/public/%2e./admin/posts",
    r"/blog/public/..\admin\posts",
    r"/blog\public\..\admin\posts",
    r"/blog/public\..\admin/posts",
    "/blog/public/posts%00/../../admin/posts",
    "/blog/public/posts%3f/../../admin/posts",
    "/blog/public/posts%23/../../admin/posts",
    "/blog/public/posts#/../../admin/posts",
    "/auth/../blog/admin/posts",
    "/auth/%2e%2e/manager/tenant",
    "/auth/../manager/tenant",
    "/health/../blog/admin/posts",
    "/.well-known/../blog/admin/posts",
    "/.well-known/jwks.json/../../blog/admin/posts",
    "/blog/admin/test-log/../posts",
];

/// A page of the public door that is not there.
const PUBLIC: &[&str] = &[
    "/blog/public/posts/..;/..;/admin/posts",
    "/blog/public/..;/admin/posts",
    "/blog/public/.;/posts",
    "/blog/public/%252e%252e/admin/posts",
    "/blog/public/%c0%ae%c0%ae/admin/posts",
    "/blog/public/%70osts",
    "/blog/public/posts%20HTTP/1.1",
    "/blog/public/posts/.",
    "/blog/public/é",
];

/// No target of a request to a server (RFC 9112 §3.2.1), or one of the runtime's own: it refuses them before a Worker is run.
const NO_TARGET: &[&str] = &[
    r"\blog\admin\posts",
    "/cdn-cgi/handler/scheduled",
    "/cdn-cgi/mf/scheduled",
    "http://127.0.0.1/blog/admin/posts",
    "http://evil.example/blog/admin/posts",
    "https://logicspike-blog/admin/posts",
    "HTTP://EVIL.EXAMPLE/blog/public/../admin/posts",
    "http://evil.example",
    "http:///blog/admin/posts",
    "file:///etc/passwd",
    "ftp://evil.example/",
    "*",
    "evil.example:80",
    "blog/admin/posts",
    "?/blog/admin/posts",
    "@evil.example/blog/admin/posts",
];

/// A page of the public door with a parameter that it does not know: the page without it.
const PUBLIC_QUERY: &[&str] =
    &["/blog/public/posts?/../../admin/posts", "/blog/public/posts?path=/blog/admin/posts"];

/// A page of the public door, spelled at length.
const PUBLIC_PAGE: &[&str] = &[
    "/blog/public/posts/../posts",
    "/blog/public/./posts",
    "/blog/admin/../public/posts",
    "/blog/public/posts x",
];

/// What anyone with a token may ask.
const OWN: &[&str] = &["/manager/../auth/me"];

/// Targets, and what they are answered: to a reader with an API key, to somebody without a credential, and to
/// somebody whose token holds no permission.
const TABLE: [(&[&str], [u16; 3]); 7] = [
    (NOWHERE, [404, 404, 404]),
    (PROTECTED_NOWHERE, [401, 401, 404]),
    (PROTECTED, [401, 401, 403]),
    (PUBLIC, [404, 401, 401]),
    (PUBLIC_QUERY, [200, 401, 401]),
    (PUBLIC_PAGE, [200, 401, 401]),
    (OWN, [401, 401, 200]),
];

#[tokio::test]
async fn no_spelling_of_a_path_leads_through_another_door() {
    let oracle = Oracle::new().await;
    let powerless = format!("Authorization: Bearer {}\r\n", token(&oracle.stack, &[]).await);
    let key = oracle.api_key();
    let callers = [key.as_str(), "", powerless.as_str()];
    for (targets, expected) in TABLE {
        let answers = targets.iter().map(async |target| {
            let answers = callers.map(async |credential| oracle.get(target, credential).await);
            (target, join_all(answers).await)
        });
        for (target, answers) in join_all(answers).await {
            for (answer, expected) in answers.iter().zip(expected) {
                assert_eq!(answer.statuses, [expected], "{target}: {}", answer.text);
                assert!(is_by_worker(answer), "{target}: {}", answer.text);
                assert_eq!(oracle.fault(answer), None, "{target}: {}", answer.text);
                assert!(!answer.text.contains(&oracle.draft), "{target}: {}", answer.text);
            }
        }
    }
    for target in NO_TARGET {
        let answer = oracle.get(target, &key).await;
        let is_refused = !is_by_worker(&answer) && answer.statuses.iter().all(|status| *status >= 400);
        assert!(is_refused && oracle.fault(&answer).is_none(), "{target}: {}", answer.text);
    }
    let long = oracle.get(format!("/blog/public/{}", "a".repeat(3000)), &key).await;
    assert_eq!(long.statuses, [404], "{}", long.text);
    // Whoever may read drafts sees the one that nobody else did.
    assert!(oracle.get("/blog/admin/posts?limit=100", &oracle.bearer()).await.text.contains(&oracle.draft));
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_refused_with_those_it_has() {
    let stack = stack();
    let seller = Client::new(&stack.gateway_url).unwrap().bearer(&stack.tenants[0].token);
    let refused = seller.send(Method::PATCH, "/blog/admin/posts", Some("{}".into())).await.unwrap();
    assert_eq!((refused.error(), refused.header("allow")), ((405, "Method not allowed"), "GET, POST, HEAD"));
}
