//! Texts that are no compact JWS in its one canonical form (RFC 7515 §3.1), or hold no JSON object.

use serde_json::json;

use crate::forger::{Forger, Row, part, row};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn rows(forger: &Forger) -> Vec<Row> {
    let mut rows = parts(forger);
    rows.extend(encodings(forger));
    rows.extend(json(forger));
    rows.extend(contents(forger));
    rows
}

fn parts(forger: &Forger) -> Vec<Row> {
    let good = forger.sign(forger.header(), forger.claims());
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let grander = part(forger.claims_with("tenant_id", Some(json!("tenant_other"))));
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    let rows = [
        ("one part", header.to_owned()),
        ("two parts", format!("{header}.{claims}")),
        ("four parts", format!("{good}.{signature}")),
        ("a dot more", format!("{good}.")),
        ("dots only", "..".to_owned()),
        ("a dot", ".".to_owned()),
        ("empty header", format!(".{claims}.{signature}")),
        ("empty claims", format!("{header}..{signature}")),
        ("empty signature", format!("{header}.{claims}.")),
        ("claims exchanged", format!("{header}.{grander}.{signature}")),
        ("parts exchanged", format!("{claims}.{header}.{signature}")),
        ("signature changed", format!("{header}.{claims}.{flipped}{}", &signature[1..])),
        ("signature cut", good[..good.len() - 4].to_owned()),
        ("signature twice", format!("{good}{signature}")),
        ("signature of zeros", format!("{header}.{claims}.{}", part([0; 256]))),
        ("signature of one byte", format!("{header}.{claims}.{}", part([1]))),
        ("JWE-shaped", format!("{header}.{}.{}.{claims}.{signature}", part([1; 256]), part([2; 12]))),
        (
            "JSON serialisation",
            json!({ "protected": header, "payload": claims, "signature": signature }).to_string(),
        ),
        ("quoted", format!("\"{good}\"")),
        ("an API key", "ls_live_000000000000000000000000000000000000".to_owned()),
        ("not a token", "null".to_owned()),
    ];
    rows.into_iter().map(|(name, token)| row(name, token)).collect()
}

/// Two texts must not stand for one token. The signature is right for the text as it is.
fn encodings(forger: &Forger) -> Vec<Row> {
    let (header, claims) = (part(forger.header()), part(forger.claims()));
    let good = forger.sign(forger.header(), forger.claims());
    let mut rows = vec![
        row("signature: trailing bits", with_trailing_bits(&good)),
        row("signature: padding", format!("{good}==")),
        row("signature: a character more", format!("{good}A")),
        row("signature: ordinary alphabet", ordinary_alphabet(forger)),
    ];
    // Texts whose last character has bits to spare.
    let spare = |text: &str| {
        let padded = ["", " ", "  "].map(|space| part(format!("{text}{space}")));
        padded.into_iter().find(|encoded| encoded.len() % 4 != 0).unwrap()
    };
    let (spare_header, spare_claims) = (spare(&forger.header()), spare(&forger.claims()));
    for (name, message) in [
        ("header: trailing bits", format!("{}.{claims}", with_trailing_bits(&spare_header))),
        ("claims: trailing bits", format!("{header}.{}", with_trailing_bits(&spare_claims))),
        ("header: padding", format!("{spare_header}=.{claims}")),
        ("claims: padding", format!("{header}.{spare_claims}=")),
        ("claims: two paddings", format!("{header}.{spare_claims}==")),
        ("header: percent-encoded", format!("%65{}.{claims}", &header[1..])),
        ("header: character outside", format!("{header}!.{claims}")),
        ("header: ordinary alphabet", format!("{}+/.{claims}", &header[..header.len() - 2])),
    ] {
        rows.push(row(name, forger.sign_message(&message)));
    }
    for (name, space) in [("space", " "), ("tab", "\t"), ("comma", ","), ("no-break space", "\u{a0}")] {
        rows.push(row(
            format!("{name} in the header"),
            forger.sign_message(&format!("{header}{space}.{claims}")),
        ));
        rows.push(row(
            format!("{name} in the claims"),
            forger.sign_message(&format!("{header}.{space}{claims}")),
        ));
        rows.push(row(
            format!("{name} before the signature"),
            good.replace(&format!("{claims}."), &format!("{claims}.{space}")),
        ));
    }
    rows
}

/// The same text with another last character that decodes alike: its spare bits are not zero.
fn with_trailing_bits(text: &str) -> String {
    let last = ALPHABET.find(text.chars().last().unwrap()).unwrap();
    let other = ALPHABET.chars().nth(last ^ 1).unwrap();
    format!("{}{other}", &text[..text.len() - 1])
}

/// A token whose signature has a character that the two alphabets write differently, in the other one.
fn ordinary_alphabet(forger: &Forger) -> String {
    (0..)
        .find_map(|number| {
            let token = forger.sign(forger.header(), forger.claims_with("n", Some(json!(number))));
            let (message, signature) = token.rsplit_once('.').unwrap();
            let other = signature.replace('-', "+").replace('_', "/");
            (other != signature).then(|| format!("{message}.{other}"))
        })
        .unwrap()
}

/// RFC 8725 §3.7, §3.8; RFC 7515 §4: one UTF-8 text, and each name in it once.
fn json(forger: &Forger) -> Vec<Row> {
    let (header, claims) = (forger.header(), forger.claims());
    let twice = |text: &str, member: &str| text.replacen('{', &format!("{{{member},"), 1);
    let mut rows = Vec::new();
    for member in [r#""alg":"none""#, r#""alg":"RS256""#, r#""kid":"unknown""#, r#""typ":"JWT""#] {
        rows.push(row(format!("header with {member} twice"), forger.sign(twice(&header, member), &claims)));
    }
    for member in [
        r#""tenant_id":"tenant_other""#,
        r#""user_id":"user_other""#,
        r#""permissions":[]"#,
        r#""iss":"logicspike-manager""#,
        r#""aud":"logicspike""#,
        r#""exp":1"#,
        r#""exp":9999999999"#,
        r#""iat":1"#,
        r#""\u0065xp":9999999999"#,
        r#""tenant\u005fid":"tenant_other""#,
    ] {
        rows.push(row(format!("claims with {member} twice"), forger.sign(&header, twice(&claims, member))));
    }
    let bom = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let byte_at_the_end = |text: &str| [text.as_bytes(), b"\xff"].concat();
    let latin_1 = |text: &str| [b"{\"x\":\"\xe4\",", &text.as_bytes()[1..]].concat();
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let nul = |text: &str| format!("{text}\u{0}").into_bytes();
    let longer = |text: &str| format!("{text} {text}").into_bytes();
    let open = |text: &str| text.trim_end_matches('}').as_bytes().to_vec();
    let comma = |text: &str| text.replace('}', ",}").into_bytes();
    let comment = |text: &str| text.replacen('{', "{/**/", 1).into_bytes();
    for (name, spoil) in [
        ("a byte order mark", &bom as &dyn Fn(&str) -> Vec<u8>),
        ("a byte that is no UTF-8 at the end", &byte_at_the_end),
        ("a string in Latin-1", &latin_1),
        ("UTF-16", &utf_16),
        ("NUL at the end", &nul),
        ("two texts", &longer),
        ("no end", &open),
        ("a comma too many", &comma),
        ("a comment", &comment),
    ] {
        rows.push(row(format!("header: {name}"), forger.sign(spoil(&header), &claims)));
        rows.push(row(format!("claims: {name}"), forger.sign(&header, spoil(&claims))));
    }
    rows
}

fn contents(forger: &Forger) -> Vec<Row> {
    let header = forger.header();
    let nested = forger.sign(&header, forger.claims());
    let mut rows = Vec::new();
    for text in
        ["", " ", "{}", "[]", "null", "1", "\"RS256\"", "alg=RS256", "<xml/>", "[{\"alg\":\"RS256\"}]"]
    {
        rows.push(row(format!("header {text:?}"), forger.sign(text, forger.claims())));
        rows.push(row(format!("claims {text:?}"), forger.sign(&header, text)));
    }
    let nesting = r#"{"alg":"RS256","cty":"JWT"}"#;
    rows.push(row("nested", forger.sign(nesting, &nested)));
    rows.push(row("nested without saying so", forger.sign(&header, &nested)));
    rows.push(row("nested as a string", forger.sign(nesting, json!(nested).to_string())));
    rows.push(row("claims in a list", forger.sign(&header, format!("[{}]", forger.claims()))));
    rows.push(row("deep", forger.sign(&header, "[".repeat(5000))));
    let deep = forger
        .claims_with("x", Some(json!("here")))
        .replace("\"here\"", &format!("{}{}", "[".repeat(2500), "]".repeat(2500)));
    rows.push(row("deep, and well closed", forger.sign(&header, deep)));
    for length in [8 * 1024, 9 * 1024, 12 * 1024] {
        let claims = forger.claims_with("filler", Some(json!("x".repeat(length))));
        rows.push(row(format!("{length} bytes and more"), forger.sign(&header, claims)));
    }
    rows
}
