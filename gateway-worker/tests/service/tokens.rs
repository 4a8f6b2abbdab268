//! Which tokens the admin door accepts. Whatever is wrong, the answer is the same, and the database
//! is not asked.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::support::{Call, Forgery, World, claims, mint, other_signing_key, sent, signing_key};

const ADMIN: &str = "/blog/admin/posts";

async fn assert_invalid(world: &World, name: &str, token: &str) -> Value {
    assert_eq!(world.refused(&Call::get(ADMIN).bearer(token)).await, "401 Invalid token", "{name}");
    assert_eq!(world.database.calls(), 0, "{name}: the database was asked");
    let log = world.last_log();
    assert!(!log.to_string().contains(token), "{name}: the token is in the log");
    log
}

#[tokio::test]
async fn the_managers_token_is_accepted() {
    let world = World::new();
    let forward = world.forwarded(&Call::get(ADMIN).bearer(&mint("tenant_1").await)).await;
    assert_eq!(sent(&forward, "x-tenant-id"), ["tenant_1"]);
}

#[tokio::test]
async fn a_token_by_hand_is_accepted_if_nothing_is_wrong_with_it() {
    let world = World::new();
    for header in [
        r#"{"alg":"RS256"}"#.to_owned(),
        r#"{"alg":"RS256","typ":"JWT"}"#.to_owned(),
        format!(r#"{{"alg":"RS256","typ":"at+jwt","kid":"{}"}}"#, signing_key().public().kid()),
    ] {
        let token = Forgery::new().header(&header).sign().await;
        world.forwarded(&Call::get(ADMIN).bearer(&token)).await;
    }
    let several_audiences = Forgery::new().claim("aud", json!(["other", "logicspike"])).sign().await;
    world.forwarded(&Call::get(ADMIN).bearer(&several_audiences)).await;
}

#[tokio::test]
async fn without_a_bearer_token_it_is_missing() {
    let world = World::new();
    for call in [
        Call::get(ADMIN),
        Call::get(ADMIN).header("authorization", "Basic dTpw"),
        Call::get(ADMIN).header("authorization", "Bearer"),
        Call::get(ADMIN).header("x-api-key", "ls_live_x"),
        Call::get(ADMIN).header("cookie", "token=x"),
    ] {
        assert_eq!(world.refused(&call).await, "401 Missing token");
        assert_eq!(world.send(&call).await.header("www-authenticate"), Some("Bearer"));
    }
    assert_eq!(world.database.calls(), 0);
}

#[tokio::test]
async fn two_credentials_are_refused_even_if_one_of_them_is_right() {
    let world = World::new();
    let token = mint("tenant_1").await;
    for call in [
        Call::get(ADMIN).bearer(&token).bearer(&token),
        Call::get(ADMIN).bearer(&token).header("Authorization", "Basic dTpw"),
        Call::get(ADMIN).header("authorization", &format!("Bearer {token}, Bearer {token}")),
        Call::get(ADMIN).header("authorization", &format!("Basic dTpw, Bearer {token}")),
    ] {
        assert_eq!(world.refused(&call).await, "401 Invalid token");
    }
}

#[tokio::test]
async fn the_token_may_not_choose_the_algorithm() {
    let world = World::new();
    for alg in ["none", "None", "NONE", "nOnE", "RS384", "RS512", "PS256", "ES256", "HS256", "rs256", ""] {
        let forgery = Forgery::new().header(&format!(r#"{{"alg":"{alg}"}}"#));
        assert_invalid(&world, alg, &forgery.unsigned()).await;
        let log = assert_invalid(&world, alg, &forgery.sign().await).await;
        assert_eq!(log["cause"], "alg is not RS256", "{alg}");
    }
    assert_invalid(&world, "HS256 keyed with the public key", &Forgery::hs256_with_public_key()).await;
    assert_invalid(&world, "no alg", &Forgery::new().header("{}").sign().await).await;
    assert_invalid(&world, "alg is a list", &Forgery::new().header(r#"{"alg":["RS256"]}"#).sign().await)
        .await;
}

#[tokio::test]
async fn the_token_may_not_bring_its_own_key() {
    let world = World::new();
    let key = other_signing_key();
    let jwk = serde_json::to_string(key.public().jwk()).unwrap();
    for extra in [
        format!(r#""jwk":{jwk}"#),
        r#""jku":"https://evil.test/jwks.json""#.to_owned(),
        r#""x5u":"https://evil.test/cert.pem""#.to_owned(),
        r#""x5c":["MIIB"]"#.to_owned(),
        r#""x5t":"AAAAAAAAAAAAAAAAAAAAAAAAAAA""#.to_owned(),
        r#""crit":["exp"],"exp":1"#.to_owned(),
        r#""crit":null"#.to_owned(),
        r#""jwk":null"#.to_owned(),
        r#""b64":false"#.to_owned(),
        r#""zip":"DEF""#.to_owned(),
    ] {
        let forgery = Forgery::new().header(&format!(r#"{{"alg":"RS256",{extra}}}"#));
        assert_invalid(&world, &extra, &forgery.sign_with(key).await).await;
        // Not even beside a right signature: who sends them tries something.
        assert_invalid(&world, &extra, &forgery.sign().await).await;
    }
    assert_invalid(&world, "another key", &Forgery::new().sign_with(key).await).await;
    let kid_of_ours = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, signing_key().public().kid());
    assert_invalid(&world, "our kid", &Forgery::new().header(&kid_of_ours).sign_with(key).await).await;
    for kid in ["unknown", "../../etc/passwd", "' OR 1=1 --", ""] {
        let header = json!({ "alg": "RS256", "kid": kid }).to_string();
        assert_invalid(&world, kid, &Forgery::new().header(&header).sign().await).await;
    }
}

#[tokio::test]
async fn other_kinds_of_tokens_are_refused() {
    let world = World::new();
    for typ in ["logout+jwt", "secevent+jwt", "dpop+jwt", "id_token"] {
        let header = json!({ "alg": "RS256", "typ": typ }).to_string();
        assert_invalid(&world, typ, &Forgery::new().header(&header).sign().await).await;
    }
}

#[tokio::test]
async fn a_changed_or_malformed_token_is_refused() {
    let world = World::new();
    let token = Forgery::new().sign().await;
    let [header, claims_part, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts")
    };
    let grander = Base64UrlUnpadded::encode_string(
        claims().to_string().replace("blog:posts.read", "system:owner").as_bytes(),
    );
    let duplicate = claims().to_string().replacen('{', r#"{"tenant_id":"tenant_2","#, 1);
    // The last character of an RSA-2048 signature carries four bits only: another one may decode alike.
    let last = signature.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let position = alphabet.find(last).unwrap();
    let twin = alphabet.chars().nth(position ^ 1).unwrap();
    for (name, token) in [
        ("claims exchanged", format!("{header}.{grander}.{signature}")),
        ("no signature", format!("{header}.{claims_part}.")),
        ("two parts", format!("{header}.{claims_part}")),
        ("four parts", format!("{token}.{signature}")),
        ("no parts", "not-a-token".to_owned()),
        ("dots only", "..".to_owned()),
        ("signature cut", token[..token.len() - 4].to_owned()),
        ("padding", format!("{token}==")),
        ("non-canonical last character", format!("{}{twin}", &token[..token.len() - 1])),
        ("standard alphabet", format!("{header}.{claims_part}.+/{}", &signature[2..])),
        ("white space inside", format!("{header}.\t{claims_part}.{signature}")),
        ("duplicate claim", Forgery::new().claims(&duplicate).sign().await),
        ("duplicate header", Forgery::new().header(r#"{"alg":"none","alg":"RS256"}"#).sign().await),
        ("claims are a list", Forgery::new().claims("[]").sign().await),
        ("claims are no JSON", Forgery::new().claims("{").sign().await),
        ("something after the claims", Forgery::new().claims(&format!("{} x", claims())).sign().await),
        ("header is no JSON", Forgery::new().header("alg=RS256").sign().await),
        ("too long", Forgery::new().claim("filler", json!("x".repeat(9000))).sign().await),
    ] {
        assert_invalid(&world, name, &token).await;
    }
}

#[tokio::test]
async fn every_claim_is_checked() {
    let world = World::new();
    let now = claims()["iat"].as_i64().unwrap();
    let cases: Vec<(&str, Value)> = vec![
        ("iss", Value::Null),
        ("iss", json!("https://evil.test")),
        ("iss", json!("https://issuer.test/")),
        ("iss", json!(["https://issuer.test"])),
        ("aud", Value::Null),
        ("aud", json!("other")),
        ("aud", json!([])),
        ("aud", json!({ "logicspike": true })),
        ("tenant_id", Value::Null),
        ("tenant_id", json!("")),
        ("tenant_id", json!(1)),
        ("tenant_id", json!("tenant 1")),
        ("tenant_id", json!("tenant_1\r\nx-user-role: owner")),
        ("tenant_id", json!("tenänt")),
        ("tenant_id", json!(["tenant_1"])),
        ("user_id", Value::Null),
        ("user_id", json!("")),
        ("user_id", json!("user;1")),
        ("permissions", Value::Null),
        ("permissions", json!("system:owner")),
        ("permissions", json!([1])),
        ("permissions", json!([["system:owner"]])),
        ("permissions", json!(["bad\npermission"])),
        ("permissions", json!([""])),
        ("permissions", json!({ "0": "system:owner" })),
        ("sub", json!("user_2")),
        ("sub", json!(1)),
        ("role", json!("a b")),
        ("role", json!("")),
        ("jti", json!(7)),
        ("iat", Value::Null),
        ("iat", json!("1780308000")),
        ("iat", json!(now + 31)),
        ("iat", json!(now + 1000)),
        ("exp", Value::Null),
        ("exp", json!("9999999999")),
        ("exp", json!(now - 30)),
        ("exp", json!(-1)),
        ("nbf", json!(now + 31)),
        ("nbf", json!("soon")),
    ];
    for (name, value) in cases {
        let token = Forgery::new().claim(name, value.clone()).sign().await;
        assert_invalid(&world, &format!("{name} = {value}"), &token).await;
    }
}

#[tokio::test]
async fn clocks_may_differ_by_thirty_seconds() {
    let world = World::new();
    let now = claims()["iat"].as_i64().unwrap();
    for forgery in [
        Forgery::new().claim("iat", json!(now - 900)).claim("exp", json!(now - 29)),
        Forgery::new().claim("iat", json!(now + 30)),
        Forgery::new().claim("nbf", json!(now + 30)),
    ] {
        world.forwarded(&Call::get(ADMIN).bearer(&forgery.sign().await)).await;
    }
}

#[tokio::test]
async fn a_token_stops_being_accepted_when_it_expires() {
    let world = World::new();
    let token = mint("tenant_1").await;
    world.forwarded(&Call::get(ADMIN).bearer(&token)).await;
    world.runtime.advance_millis(929_999);
    world.forwarded(&Call::get(ADMIN).bearer(&token)).await;
    world.runtime.advance_millis(1);
    assert_eq!(world.refused(&Call::get(ADMIN).bearer(&token)).await, "401 Invalid token");
    assert_eq!(world.last_log()["cause"], "expired");
}
