//! Headers of tokens: nothing in them chooses an algorithm, and nothing but `kid` a key.

use hmac::Hmac;
use logicspike_shared::jwt::PublicKey;
use serde_json::{Value, json};
use sha2::{Sha256, Sha384, Sha512};

use crate::forger::{Forger, Row, row, with_signature};

pub(super) fn rows(forger: &Forger) -> Vec<Row> {
    let mut rows = algorithms(forger);
    rows.extend(secrets(forger));
    rows.extend(keys(forger));
    rows.extend(key_ids(forger));
    rows.extend(types(forger));
    rows
}

/// RFC 8725 §3.1. The signature is right for RS256, right for the algorithm that is named, or left out.
fn algorithms(forger: &Forger) -> Vec<Row> {
    let mut rows = Vec::new();
    let names = [
        "none",
        "None",
        "NONE",
        "nOnE",
        "HS256",
        "HS384",
        "HS512",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "ES256",
        "ES256K",
        "EdDSA",
        "RSA-OAEP",
        "dir",
        "rs256",
        "Rs256",
        " RS256",
        "RS256 ",
        "RS256\u{0}",
        "RS256,none",
        "",
    ];
    let values = names.iter().map(|name| json!(name));
    let odd = [json!(null), json!(256), json!(true), json!(["RS256"]), json!({ "name": "RS256" })];
    for alg in values.chain(odd) {
        let header = json!({ "alg": alg, "kid": forger.kid }).to_string();
        rows.push(row(format!("alg {alg}, RS256's signature"), forger.sign(&header, forger.claims())));
        rows.push(row(format!("alg {alg}, no signature"), format!("{}.", forger.message(&header))));
    }
    for (alg, sign) in [
        ("RS384", Forger::rs384 as fn(&Forger, &str) -> String),
        ("RS512", Forger::rs512),
        ("PS256", Forger::ps256),
    ] {
        for named in [alg, "RS256"] {
            let header = json!({ "alg": named, "kid": forger.kid }).to_string();
            rows.push(row(format!("alg {named}, {alg}'s signature"), sign(forger, &header)));
        }
    }
    rows.push(row("no alg", forger.sign("{}", forger.claims())));
    rows.push(row("ALG", forger.sign(r#"{"ALG":"RS256"}"#, forger.claims())));
    rows
}

/// The public key as the secret of a symmetric algorithm, in every form that a verifier might hold it in.
fn secrets(forger: &Forger) -> Vec<Row> {
    let public = PublicKey::from_pem(&forger.public_pem).unwrap();
    let forms: [(&str, Vec<u8>); 6] = [
        ("PEM", forger.public_pem.clone().into_bytes()),
        ("PEM without the last line break", forger.public_pem.trim_end().as_bytes().to_vec()),
        ("DER", public.spki_der().to_vec()),
        ("JWK", serde_json::to_vec(public.jwk()).unwrap()),
        ("modulus", public.jwk().n.clone().into_bytes()),
        ("nothing", Vec::new()),
    ];
    let mut rows = Vec::new();
    for (form, secret) in forms {
        for alg in ["HS256", "HS384", "HS512", "RS256"] {
            let message = forger.message(&json!({ "alg": alg, "kid": forger.kid }).to_string());
            let signature = match alg {
                "HS384" => mac::<Hmac<Sha384>>(&secret, &message),
                "HS512" => mac::<Hmac<Sha512>>(&secret, &message),
                _ => mac::<Hmac<Sha256>>(&secret, &message),
            };
            rows.push(row(format!("{alg} with {form} as secret"), with_signature(&message, &signature)));
        }
    }
    rows
}

fn mac<M: hmac::Mac + hmac::digest::KeyInit>(secret: &[u8], message: &str) -> Vec<u8> {
    let mut mac = <M as hmac::Mac>::new_from_slice(secret).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// RFC 8725 §3.10, RFC 7515 §4.1: parameters that bring a key, or an extension. They are refused even beside a
/// right signature: who sends them tries something.
fn keys(forger: &Forger) -> Vec<Row> {
    let jwk = PublicKey::from_pem(&forger.foreign.public_pem).unwrap().jwk().clone();
    let mut rows = vec![
        row("a stranger's key", forger.sign_by_stranger(r#"{"alg":"RS256"}"#)),
        row("a stranger's key by our kid", forger.sign_by_stranger(&forger.header())),
        row("a stranger's own kid", {
            let header = json!({ "alg": "RS256", "kid": forger.foreign.kid().unwrap() });
            forger.sign_by_stranger(&header.to_string())
        }),
    ];
    for (name, value) in [
        ("jwk", json!(jwk)),
        ("jwk", json!({ "keys": [jwk] })),
        ("jku", json!("https://evil.example/jwks.json")),
        ("jku", json!("http://127.0.0.1:1/jwks.json")),
        ("x5u", json!("https://evil.example/chain.pem")),
        ("x5c", json!(["MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"])),
        ("x5t", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("x5t#S256", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
    ] {
        for kid in [Some(&forger.kid), None] {
            let mut header = json!({ "alg": "RS256", "typ": "at+jwt" });
            header[name] = value.clone();
            if let Some(kid) = kid {
                header["kid"] = json!(kid);
            }
            let header = header.to_string();
            rows.push(row(format!("{header} by ours"), forger.sign(&header, forger.claims())));
            rows.push(row(format!("{header} by a stranger"), forger.sign_by_stranger(&header)));
        }
    }
    rows
}

fn key_ids(forger: &Forger) -> Vec<Row> {
    let upper = forger.kid.to_uppercase();
    let values: Vec<Value> = vec![
        json!("unknown"),
        json!(""),
        json!(" "),
        json!(upper),
        json!(format!("{} ", forger.kid)),
        json!("../../../../dev/null"),
        json!("' UNION SELECT 'key' --"),
        json!("https://evil.example/key.pem"),
        json!("x".repeat(4000)),
        json!("a\u{0}b"),
        json!([forger.kid]),
        json!({ "kid": forger.kid }),
        json!(1),
        json!(false),
    ];
    let header = |kid: &Value| json!({ "alg": "RS256", "kid": kid }).to_string();
    let rows = values.iter().map(|kid| row(format!("kid {kid}"), forger.sign(header(kid), forger.claims())));
    rows.collect()
}

/// RFC 8725 §3.11: a token of another kind.
fn types(forger: &Forger) -> Vec<Row> {
    let values = [
        json!("logout+jwt"),
        json!("secevent+jwt"),
        json!("dpop+jwt"),
        json!("id_token"),
        json!("JWE"),
        json!(""),
        json!(["at+jwt"]),
        json!(1),
    ];
    let header = |typ: &Value| json!({ "alg": "RS256", "typ": typ }).to_string();
    let rows = values.iter().map(|typ| row(format!("typ {typ}"), forger.sign(header(typ), forger.claims())));
    rows.collect()
}
