//! What is an address, and what is not.

use super::EmailAddress;

#[test]
fn one_bare_address_is_accepted_and_lowered() {
    let long_local = format!("{}@x.example", "a".repeat(64));
    let long_label = format!("a@{}.example", "b".repeat(63));
    let longest =
        format!("{}@{}.example", "a".repeat(64), ["c".repeat(60), "d".repeat(60), "e".repeat(58)].join("."));
    assert_eq!(longest.len(), 253);
    for (text, address) in [
        ("ada@x.example", "ada@x.example"),
        ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"),
        ("a@b.co", "a@b.co"),
        ("ada+news@x.example", "ada+news@x.example"),
        ("ada_lovelace@x.example", "ada_lovelace@x.example"),
        ("o'neil@x.example", "o'neil@x.example"),
        ("1815@x.example", "1815@x.example"),
        ("a.b.c.d@x.example", "a.b.c.d@x.example"),
        ("!#$%&'*+-/=?^_`{|}~@x.example", "!#$%&'*+-/=?^_`{|}~@x.example"),
        ("-ada-@x.example", "-ada-@x.example"),
        ("\"ada\"@x.example", "ada@x.example"),
        ("\"Ada.L\"@x.example", "ada.l@x.example"),
        ("ada@sub.domain.x.example", "ada@sub.domain.x.example"),
        ("ada@my-shop.example", "ada@my-shop.example"),
        ("ada@1and1.example", "ada@1and1.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@x.co2", "ada@x.co2"),
        (long_local.as_str(), long_local.as_str()),
        (long_label.as_str(), long_label.as_str()),
        (longest.as_str(), longest.as_str()),
    ] {
        assert_eq!(EmailAddress::parse(text).unwrap().as_str(), address, "{text}");
    }
}

#[test]
fn everything_else_is_refused() {
    let long_local = format!("{}@x.example", "a".repeat(65));
    let long_label = format!("a@{}.example", "b".repeat(64));
    let long =
        format!("a@{}.example", ["c".repeat(63), "d".repeat(63), "e".repeat(63), "f".repeat(60)].join("."));
    for text in [
        "",
        "@",
        "ada",
        "ada@",
        "@x.example",
        "ada@x",
        "ada@localhost",
        "ada@x..example",
        "ada@.x.example",
        "ada@x.example.",
        "ada@-x.example",
        "ada@x-.example",
        "ada@x_y.example",
        "ada@x.example/y",
        "ada@x.example:25",
        "ada@127.0.0.1",
        "ada@[127.0.0.1]",
        "ada@[IPv6:::1]",
        ".ada@x.example",
        "ada.@x.example",
        "a..b@x.example",
        "a@x.example,b@y.example",
        "a@x.example;b@y.example",
        "a@x.example b@y.example",
        "a@b@x.example",
        "a,b@x.example",
        "a;b@x.example",
        "a:b@x.example",
        "a\\b@x.example",
        "a(b)@x.example",
        "ada(comment)@x.example",
        "ada@x.example(comment)",
        "ada@(comment)x.example",
        "<ada@x.example>",
        "Ada <ada@x.example>",
        "\"Ada\" <ada@x.example>",
        "\"a b\"@x.example",
        "\"a@b\"@x.example",
        "\"a,b\"@x.example",
        "\"a\\\"b\"@x.example",
        "\"\"@x.example",
        "\"@x.example",
        "\"ada@x.example",
        "ada\"@x.example",
        "a\"b\"c@x.example",
        " ada@x.example",
        "ada@x.example ",
        "ada @x.example",
        "ada@ x.example",
        "ada@x.example\n",
        "ada@x.example\r\nBcc: b@y.example",
        "ada\r\n@x.example",
        "ada@x.exam\tple",
        "ada\u{0}@x.example",
        "ada\u{7f}@x.example",
        "ad\u{e4}@x.example",
        "ada@b\u{fc}cher.example",
        "ada@\u{65e5}\u{672c}.example",
        "ada\u{ff20}x.example",
        "ada@x\u{3002}example",
        "ada@x\u{ff0e}example",
        "\u{212a}ate@x.example",
        "ada@\u{212a}.example",
        "ada\u{200b}@x.example",
        "\u{202e}ada@x.example",
        "mailto:ada@x.example",
        "undisclosed-recipients:;",
        long_local.as_str(),
        long_label.as_str(),
        long.as_str(),
    ] {
        assert_eq!(EmailAddress::parse(text), None, "{text:?}");
    }
}
