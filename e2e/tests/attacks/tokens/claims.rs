//! Claims that are missing, of another type, out of their bounds or out of their time, rightly signed.

use serde_json::{Value, json};

use crate::forger::{Forger, Row, now, row};

pub(super) fn rows(forger: &Forger) -> Vec<Row> {
    let mut rows = Vec::new();
    for name in ["iss", "aud", "tenant_id", "user_id", "permissions", "iat", "exp"] {
        rows.push(row(format!("no {name}"), forger.sign(forger.header(), forger.claims_with(name, None))));
        rows.push(spoiled(forger, name, json!(null)));
        rows.push(row(format!("{name} in capitals"), capitals(forger, name)));
    }
    for (name, values) in texts().into_iter().chain([("permissions", permissions())]).chain(times()) {
        rows.extend(values.into_iter().map(|value| spoiled(forger, name, value)));
    }
    for text in ["1e400", "-1e400", "99999999999999999999999", "NaN", "0x7fffffff"] {
        for name in ["exp", "iat", "nbf"] {
            let written = forger.claims_with(name, Some(json!("here"))).replacen("\"here\"", text, 1);
            rows.push(row(format!("{name} {text}"), forger.sign(forger.header(), written)));
        }
    }
    rows.push(spoiled(forger, "exp", json!(-1.5)));
    rows
}

fn spoiled(forger: &Forger, name: &str, value: Value) -> Row {
    let mut shown = value.to_string();
    shown.truncate(40);
    let claims = forger.claims_with(name, Some(value));
    row(format!("{name} = {shown}"), forger.sign(forger.header(), claims))
}

/// A claim's name is written in one way only.
fn capitals(forger: &Forger, name: &str) -> String {
    let named = format!("\"{name}\":");
    forger.sign(forger.header(), forger.claims().replacen(&named, &named.to_uppercase(), 1))
}

fn texts() -> Vec<(&'static str, Vec<Value>)> {
    let wrong_types = || vec![json!(1), json!(true), json!([]), json!({}), json!(["logicspike"]), json!("")];
    let not_identifiers = || {
        let mut values = wrong_types();
        values.extend(
            [
                "a b",
                "a;b",
                "a'b",
                "a\"b",
                "a/b",
                "a\\b",
                "a,b",
                "a\u{0}b",
                "a\r\nx-user-role: owner",
                "a\tb",
                "a\u{7f}",
                "ä",
                "\u{feff}a",
                "%00",
                "../a",
                "*",
            ]
            .map(Value::from),
        );
        values.push(json!("a".repeat(65)));
        values.push(json!("a".repeat(4000)));
        values
    };
    let plus = |mut values: Vec<Value>, more: Vec<Value>| {
        values.extend(more);
        values
    };
    vec![
        (
            "iss",
            plus(
                wrong_types(),
                vec![
                    json!("https://evil.example"),
                    json!("logicspike-manager/"),
                    json!("LOGICSPIKE-MANAGER"),
                    json!("logicspike-manager\u{0}"),
                ],
            ),
        ),
        (
            "aud",
            vec![
                json!(1),
                json!([]),
                json!({}),
                json!(""),
                json!("other"),
                json!("logicspike "),
                json!(["other"]),
                json!([["logicspike"]]),
                json!(["logicspike", 1]),
                json!({ "logicspike": true }),
            ],
        ),
        ("tenant_id", not_identifiers()),
        ("user_id", not_identifiers()),
        ("sub", plus(wrong_types(), vec![json!("user_someone_else")])),
        ("role", not_identifiers()),
        ("jti", not_identifiers()),
    ]
}

fn permissions() -> Vec<Value> {
    vec![
        json!("system:owner"),
        json!("[\"system:owner\"]"),
        json!(1),
        json!({ "0": "system:owner" }),
        json!([1]),
        json!([null]),
        json!([["system:owner"]]),
        json!([{ "name": "system:owner" }]),
        json!(["blog:posts.read", 1]),
        json!([""]),
        json!(["a b"]),
        json!(["system:owner\r\nx-tenant-id: tenant_x"]),
        json!(["system:owner\u{0}"]),
        json!(["systäm:owner"]),
        json!(["\",\"system:owner"]),
        json!(["x".repeat(65)]),
        json!(vec!["x"; 101]),
    ]
}

/// What lies in the past goes on to do so; what lies ahead does so by more than a slow machine needs.
fn times() -> Vec<(&'static str, Vec<Value>)> {
    let wrong_types = || vec![json!("9999999999"), json!(""), json!(true), json!([]), json!({})];
    let plus = |mut values: Vec<Value>, more: Vec<i64>| {
        values.extend(more.into_iter().map(Value::from));
        values
    };
    vec![
        ("exp", plus(wrong_types(), vec![now() - 31, now() - 3600, 0, -1, i64::MIN, i64::MAX])),
        ("iat", plus(wrong_types(), vec![now() + 90, now() + 3600, i64::MAX])),
        ("nbf", plus(wrong_types(), vec![now() + 90, now() + 3600, i64::MAX])),
    ]
}
