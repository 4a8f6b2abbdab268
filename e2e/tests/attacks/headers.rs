//! Headers, written byte by byte: one credential read in one way, and no identity but the credential's.

use futures_util::future::join_all;

use crate::oracle::{Oracle, is_by_worker};

#[tokio::test]
async fn the_credential_is_read_in_one_way_or_not_at_all() {
    let oracle = Oracle::new().await;
    let token = &oracle.token;
    let missing = Some((401, "Missing token"));
    let invalid = Some((401, "Invalid token"));
    let rows = [
        (None, format!("Authorization: Bearer {token}")),
        (None, format!("authorization: bearer {token}")),
        (None, format!("AUTHORIZATION:BEARER   {token}  ")),
        (missing, "Accept: */*".to_owned()),
        (missing, "Authorization:".to_owned()),
        (missing, "Authorization: Bearer".to_owned()),
        (missing, "Authorization: Bearer  ".to_owned()),
        (missing, format!("Authorization: {token}")),
        (missing, format!("Authorization: Bearer{token}")),
        (missing, format!("Authorization: Bearer:{token}")),
        (missing, format!("Authorization: Bearer\t{token}")),
        (missing, format!("Authorization: Basic {token}")),
        (missing, format!("Authorization: Token {token}")),
        (missing, format!("Authorization: JWT {token}")),
        (missing, format!("Proxy-Authorization: Bearer {token}")),
        (missing, format!("X-Authorization: Bearer {token}")),
        (missing, format!("X-Forwarded-Authorization: Bearer {token}")),
        (missing, format!("X-Api-Key: {token}")),
        (missing, format!("X-Api-Key: {}", oracle.stack.tenants[0].api_key)),
        (missing, format!("Cookie: token={token}; access_token={token}; Authorization=Bearer {token}")),
        (invalid, format!("Authorization: Bearer {}", oracle.stack.tenants[0].api_key)),
        (invalid, format!("Authorization: Bearer {token}\r\nAuthorization: Bearer {token}")),
        (invalid, format!("Authorization: Bearer {token}\r\nauthorization: Basic dTpw")),
        (invalid, format!("Authorization: Basic dTpw\r\nAuthorization: Bearer {token}")),
        (invalid, format!("Authorization: Bearer {token}, Bearer {token}")),
        (invalid, format!("Authorization: Bearer {token},{token}")),
        (invalid, format!("Authorization: Bearer {token} {token}")),
        (invalid, format!("Authorization: Bearer Bearer {token}")),
        (invalid, format!("Authorization: Bearer {token}\tx")),
        (invalid, format!("Authorization: Bearer {token};")),
        (invalid, format!("Authorization: Bearer \"{token}\"")),
        (invalid, format!("Authorization: Bearer \u{feff}{token}")),
        (invalid, format!("Authorization: Bearer {token}\u{e9}")),
        (invalid, format!("Authorization: Bearer {}", "x".repeat(9000))),
    ];
    let answers = join_all(
        rows.iter()
            .map(async |(_, line)| oracle.get("/blog/admin/posts?limit=100", &format!("{line}\r\n")).await),
    )
    .await;
    for ((expected, line), answer) in rows.iter().zip(answers) {
        assert_eq!(oracle.fault(&answer), None, "{line}");
        match expected {
            Some((status, text)) => {
                let is_refused = answer.statuses == [*status] && answer.text.contains(&format!("\"{text}\""));
                assert!(is_refused, "{line}: {}", answer.text);
            }
            None => assert!(answer.statuses == [200] && answer.text.contains(&oracle.draft), "{line}"),
        }
    }
    for name in ["access_token", "token", "authorization", "jwt", "bearer"] {
        let target = format!("/blog/admin/posts?{name}={token}&{name}=Bearer%20{token}");
        let answer = oracle.get(target, "").await;
        assert!(answer.text.contains("\"Missing token\""), "{name}: {}", answer.text);
    }
}

/// The runtime stands before the Workers and refuses most of these itself.
#[tokio::test]
async fn a_credential_in_a_malformed_header_is_the_senders_or_nobodys() {
    let oracle = Oracle::new().await;
    let token = &oracle.token;
    for line in [
        format!("Authorization: Bearer {token}\0"),
        format!("Authorization: Bearer \0{token}"),
        format!("Authorization\0: Bearer {token}"),
        format!("Authorization : Bearer {token}"),
        format!(" Authorization: Bearer {token}"),
        format!("Authorization: Bearer\r\n {token}"),
        format!("Authorization: Bearer\r\n\t{token}"),
        format!("Authorization: Basic dTpw\r\n , Bearer {token}"),
        format!("Authorization: Bearer {token}\r\n x"),
        format!("Authorization: Bearer {token}\rX: y"),
        format!("Authorization: Bearer {token}\nX: y"),
        format!("Authorization Bearer {token}"),
    ] {
        let answer = oracle.get("/blog/admin/posts?limit=100", &format!("{line}\r\n")).await;
        assert_eq!(oracle.fault(&answer), None, "{line:?}: {}", answer.text);
        let is_served = answer.text.contains(&oracle.draft);
        assert!(
            is_served || answer.statuses.iter().all(|status| *status >= 400),
            "{line:?}: {}",
            answer.text
        );
    }
}

type Disguise = fn(&str, &str) -> String;

/// Ways to write a header that a service trusts, so that one parser sees it and another does not.
fn disguises() -> Vec<(&'static str, Disguise)> {
    vec![
        ("as it is", |name, value| format!("{name}: {value}")),
        ("in capitals", |name, value| format!("{}: {value}", name.to_uppercase())),
        ("in titles", |name, value| format!("X{}: {value}", &name[1..])),
        ("twice", |name, value| format!("{name}: {value}\r\n{name}: {value}")),
        ("twice in two cases", |name, value| format!("{}: {value}\r\n{name}: {value}", name.to_uppercase())),
        ("empty first", |name, value| format!("{name}:\r\n{name}: {value}")),
        ("underscores", |name, value| format!("{}: {value}", name.replace('-', "_"))),
        ("an underscore", |name, value| format!("{}: {value}", name.replacen('-', "_", 1))),
        ("the other underscore", |name, value| format!("x-{}: {value}", name[2..].replace('-', "_"))),
        ("dots", |name, value| format!("{}: {value}", name.replace('-', "."))),
        ("no space", |name, value| format!("{name}:{value}")),
        ("a list", |name, value| format!("{name}: {value}, {value}")),
        ("space before the colon", |name, value| format!("{name} : {value}")),
        ("tab before the colon", |name, value| format!("{name}\t: {value}")),
        ("space before the name", |name, value| format!("X-Other: 1\r\n {name}: {value}")),
        ("a line that goes on", |name, value| format!("{name}:\r\n {value}")),
        ("another's line that goes on", |name, value| format!("X-Other: 1\r\n\t{name}: {value}")),
        ("after a lone CR", |name, value| format!("X-Other: 1\r{name}: {value}")),
        ("after a lone LF", |name, value| format!("X-Other: 1\n{name}: {value}")),
        ("after an encoded line break", |name, value| format!("X-Other: 1%0d%0a{name}: {value}")),
        ("after a wide line break", |name, value| format!("X-Other: 1\u{560a}\u{560d}{name}: {value}")),
        ("NUL in the name", |name, value| format!("{name}\0: {value}")),
        ("NUL before the value", |name, value| format!("{name}: \0{value}")),
        ("NUL after the value", |name, value| format!("{name}: {value}\0")),
        ("vertical tab", |name, value| format!("{name}:\u{b}{value}")),
        ("soft hyphen", |name, value| format!("{}: {value}", name.replace('-', "-\u{ad}"))),
        ("other hyphens", |name, value| format!("{}: {value}", name.replace('-', "\u{2010}"))),
        ("another prefix", |name, value| format!("http-{name}: {value}\r\nx-forwarded-{name}: {value}")),
        ("named in Connection", |name, value| format!("{name}: {value}\r\nConnection: {name}")),
        ("named in Connection only", |name, _| format!("Connection: close, {name}")),
        ("named in Connection, in capitals", |name, value| {
            format!("{name}: {value}\r\nConnection: keep-alive, {}", name.to_uppercase())
        }),
        ("as a trailer's name", |name, value| format!("Trailer: {name}\r\nTE: trailers\r\n{name}: {value}")),
        ("as a cookie", |name, value| format!("Cookie: {name}={value}")),
    ]
}

#[tokio::test]
async fn nobody_becomes_another_by_a_header() {
    let oracle = Oracle::new().await;
    let mut rows: Vec<(String, String)> =
        disguises().into_iter().map(|(name, write)| (name.to_owned(), oracle.trusted(write))).collect();
    for line in [
        format!("X-Original-URL: {}", oracle.their_post),
        format!("X-Rewrite-URL: {}", oracle.their_post),
        "X-HTTP-Method-Override: DELETE".to_owned(),
        "X-Forwarded-User: admin\r\nX-Remote-User: admin\r\nRemote-User: admin".to_owned(),
        "X-Forwarded-For: 127.0.0.1\r\nCF-Connecting-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1".to_owned(),
        "X-Forwarded-Host: logicspike-blog\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /blog"
            .to_owned(),
        "CF-Worker: logicspike-gateway\r\nCF-Access-Authenticated-User-Email: ada@acorn.example".to_owned(),
    ] {
        rows.push((line.clone(), format!("{line}\r\n")));
    }
    let (mine, token, key) = (&oracle.stack.tenants[0], oracle.bearer(), oracle.api_key());
    let answers = join_all(rows.iter().map(async |(_, lines)| {
        let with = |credential: &str| format!("{credential}{lines}");
        let me = oracle.get("/auth/me", &with(&token)).await;
        let post = oracle.get(&oracle.their_post, &with(&token)).await;
        let public = oracle.get("/blog/public/posts?limit=100", &with(&key)).await;
        let nobody = oracle.get("/blog/admin/posts", &with("")).await;
        (me, post, public, nobody)
    }))
    .await;
    let mut served = 0;
    for ((name, _), (me, post, public, nobody)) in rows.iter().zip(answers) {
        for answer in [&me, &post, &public, &nobody] {
            assert_eq!(oracle.fault(answer), None, "{name}: {}", answer.text);
        }
        if is_by_worker(&me) {
            served += 1;
            for own in [
                &format!("\"tenantId\":\"{}\"", mine.id),
                &mine.owner_user_id,
                "\"permissions\":[\"blog:posts.read\"]",
            ] {
                assert!(me.text.contains(own), "{name}: {}", me.text);
            }
            assert!(post.text.contains("\"Not found\""), "{name}: {}", post.text);
            assert_eq!(public.statuses, [200], "{name}");
            assert!(nobody.text.contains("\"Missing token\""), "{name}: {}", nobody.text);
        }
    }
    assert!(served > 20, "the runtime refused nearly all of them, and the gateway was not tested: {served}");
}
