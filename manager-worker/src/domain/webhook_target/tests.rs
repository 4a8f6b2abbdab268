use super::TargetFault::{Credentials, Fragment, NoUrl, OwnHost, Port, PrivateAddress, PrivateName, Scheme};
use super::*;

/// Addresses that a deployed service does not call.
const REFUSED: &[(&str, TargetFault)] = &[
    // No address at all.
    ("", NoUrl),
    ("hooks.example.com/x", NoUrl),
    ("/hooks", NoUrl),
    ("//hooks.example.com/x", NoUrl),
    ("https://", NoUrl),
    ("https:// hooks.example.com", NoUrl),
    (" https://hooks.example.com", NoUrl),
    ("https://hooks.example.com/\n", NoUrl),
    ("https://hooks.example.com/a\tb", NoUrl),
    ("ht\ntps://hooks.example.com/", NoUrl),
    ("https://hooks.exa\u{0}mple.com/", NoUrl),
    ("https://hooks.example.com/a b", NoUrl),
    ("https://[::1/", NoUrl),
    ("https://hooks.example.com:99999/", NoUrl),
    ("https://hooks.example.com:-1/", NoUrl),
    ("https://256.256.256.256/", NoUrl),
    ("https://1.2.3.4.5/", NoUrl),
    ("https://0x100000000/", NoUrl),
    ("https://a%00b.example.com/", NoUrl),
    ("https://a%2Fb.example.com/", NoUrl),
    // Other schemes.
    ("http://hooks.example.com/", Scheme),
    ("http://127.0.0.1/", Scheme),
    ("HTTP://hooks.example.com/", Scheme),
    ("ftp://hooks.example.com/", Scheme),
    ("ws://hooks.example.com/", Scheme),
    ("wss://hooks.example.com/", Scheme),
    ("file:///etc/passwd", Scheme),
    ("gopher://hooks.example.com/", Scheme),
    ("javascript:alert(1)", Scheme),
    ("data:text/plain,x", Scheme),
    ("blob:https://hooks.example.com/x", Scheme),
    // What does not belong into an address.
    ("https://user@hooks.example.com/", Credentials),
    ("https://user:pass@hooks.example.com/", Credentials),
    ("https://:pass@hooks.example.com/", Credentials),
    ("https://hooks.example.com@127.0.0.1/", Credentials),
    ("https://hooks.example.com%40@127.0.0.1/", Credentials),
    ("https://hooks.example.com/#top", Fragment),
    ("https://hooks.example.com/#", Fragment),
    ("https://hooks.example.com#@127.0.0.1/", Fragment),
    // Ports of other protocols.
    ("https://hooks.example.com:22/", Port),
    ("https://hooks.example.com:25/", Port),
    ("https://hooks.example.com:53/", Port),
    ("https://hooks.example.com:80/", Port),
    ("https://hooks.example.com:0/", Port),
    ("https://hooks.example.com:1023/", Port),
    // Loopback in IPv4, in every notation.
    ("https://127.0.0.1/", PrivateAddress),
    ("https://127.0.0.1:8443/", PrivateAddress),
    ("https://127.255.255.254/", PrivateAddress),
    ("https://127.1/", PrivateAddress),
    ("https://0x7f.1/", PrivateAddress),
    ("https://0x7f000001/", PrivateAddress),
    ("https://0177.0.0.1/", PrivateAddress),
    ("https://2130706433/", PrivateAddress),
    ("https://017700000001/", PrivateAddress),
    ("https://127.0.0.1./", PrivateAddress),
    ("https://１２７.０.０.１/", PrivateAddress),
    ("https://127。0。0。1/", PrivateAddress),
    ("https://%31%32%37.0.0.1/", PrivateAddress),
    // Other private and reserved ranges of IPv4, at their edges.
    ("https://0.0.0.0/", PrivateAddress),
    ("https://0/", PrivateAddress),
    ("https://0.255.255.255/", PrivateAddress),
    ("https://10.0.0.1/", PrivateAddress),
    ("https://10.255.255.255/", PrivateAddress),
    ("https://100.64.0.1/", PrivateAddress),
    ("https://100.127.255.255/", PrivateAddress),
    ("https://100.100.100.200/", PrivateAddress),
    ("https://168.63.129.16/", PrivateAddress),
    ("https://169.254.169.254/latest/meta-data/", PrivateAddress),
    ("https://0xa9fea9fe/", PrivateAddress),
    ("https://2852039166/", PrivateAddress),
    ("https://169.254.170.2/", PrivateAddress),
    ("https://172.16.0.1/", PrivateAddress),
    ("https://172.31.255.255/", PrivateAddress),
    ("https://192.0.0.192/", PrivateAddress),
    ("https://192.0.2.1/", PrivateAddress),
    ("https://192.31.196.1/", PrivateAddress),
    ("https://192.52.193.1/", PrivateAddress),
    ("https://192.88.99.1/", PrivateAddress),
    ("https://192.168.0.1/", PrivateAddress),
    ("https://192.168.1/", PrivateAddress),
    ("https://192.175.48.1/", PrivateAddress),
    ("https://198.18.0.1/", PrivateAddress),
    ("https://198.19.255.255/", PrivateAddress),
    ("https://198.51.100.1/", PrivateAddress),
    ("https://203.0.113.1/", PrivateAddress),
    ("https://224.0.0.1/", PrivateAddress),
    ("https://239.255.255.255/", PrivateAddress),
    ("https://240.0.0.1/", PrivateAddress),
    ("https://255.255.255.255/", PrivateAddress),
    ("https://4294967295/", PrivateAddress),
    // IPv6: nothing but given-out unicast addresses.
    ("https://[::]/", PrivateAddress),
    ("https://[::1]/", PrivateAddress),
    ("https://[0:0:0:0:0:0:0:1]:8443/", PrivateAddress),
    ("https://[::ffff:127.0.0.1]/", PrivateAddress),
    ("https://[::ffff:7f00:1]/", PrivateAddress),
    ("https://[::ffff:8.8.8.8]/", PrivateAddress),
    ("https://[::127.0.0.1]/", PrivateAddress),
    ("https://[::ffff:0:127.0.0.1]/", PrivateAddress),
    ("https://[64:ff9b::127.0.0.1]/", PrivateAddress),
    ("https://[64:ff9b::a9fe:a9fe]/", PrivateAddress),
    ("https://[64:ff9b:1::1]/", PrivateAddress),
    ("https://[100::1]/", PrivateAddress),
    ("https://[2001::1]/", PrivateAddress),
    ("https://[2001:0:7f00:1::]/", PrivateAddress),
    ("https://[2001:2::1]/", PrivateAddress),
    ("https://[2001:10::1]/", PrivateAddress),
    ("https://[2001:20::1]/", PrivateAddress),
    ("https://[2001:db8::1]/", PrivateAddress),
    ("https://[2002:7f00:1::]/", PrivateAddress),
    ("https://[2002:a9fe:a9fe::1]/", PrivateAddress),
    ("https://[2620:4f:8000::1]/", PrivateAddress),
    ("https://[3fff::1]/", PrivateAddress),
    ("https://[4000::1]/", PrivateAddress),
    ("https://[5f00::1]/", PrivateAddress),
    ("https://[fc00::1]/", PrivateAddress),
    ("https://[fd00:ec2::254]/", PrivateAddress),
    ("https://[fe80::1]/", PrivateAddress),
    ("https://[fec0::1]/", PrivateAddress),
    ("https://[ff02::1]/", PrivateAddress),
    // Names of private networks.
    ("https://localhost/", PrivateName),
    ("https://LOCALHOST/", PrivateName),
    ("https://localhost./", PrivateName),
    ("https://localhost:8443/", PrivateName),
    ("https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", PrivateName),
    ("https://%6c%6f%63%61%6c%68%6f%73%74/", PrivateName),
    ("https://app.localhost/", PrivateName),
    ("https://app.localhost./", PrivateName),
    ("https://localhost.localdomain/", PrivateName),
    ("https://printer.local/", PrivateName),
    ("https://printer.local./", PrivateName),
    ("https://service.namespace.svc.cluster.local/", PrivateName),
    ("https://service.namespace.svc/", PrivateName),
    ("https://metadata.google.internal/", PrivateName),
    ("https://metadata.google.internal./", PrivateName),
    ("https://METADATA.google.INTERNAL/", PrivateName),
    ("https://instance-data.ec2.internal/", PrivateName),
    ("https://metadata/", PrivateName),
    ("https://intranet/", PrivateName),
    ("https://com/", PrivateName),
    ("https://com./", PrivateName),
    ("https://wiki.intranet/", PrivateName),
    ("https://wiki.corp/", PrivateName),
    ("https://nas.home/", PrivateName),
    ("https://nas.lan/", PrivateName),
    ("https://nas.home.arpa/", PrivateName),
    ("https://1.0.0.127.in-addr.arpa/", PrivateName),
    ("https://duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion/", PrivateName),
    ("https://hooks.test/", PrivateName),
    ("https://hooks.invalid/", PrivateName),
    ("https://hooks.example.com../", PrivateName),
    ("https://.example.com/", PrivateName),
    ("https://hooks..example.com/", PrivateName),
    ("https://./", PrivateName),
    // The platform itself.
    ("https://api.platform.example/", OwnHost),
    ("https://API.Platform.example/", OwnHost),
    ("https://api.platform.example./", OwnHost),
    ("https://api.platform.example:8443/auth", OwnHost),
    ("https://eu.api.platform.example/", OwnHost),
];

/// Addresses that it calls, and what it makes of them.
const ACCEPTED: &[(&str, &str)] = &[
    ("https://hooks.example.com", "https://hooks.example.com/"),
    ("https://hooks.example.com/in?key=1&x=%20", "https://hooks.example.com/in?key=1&x=%20"),
    ("HTTPS://Hooks.Example.COM/In", "https://hooks.example.com/In"),
    ("https://hooks.example.com:443/", "https://hooks.example.com/"),
    ("https://hooks.example.com:1024/", "https://hooks.example.com:1024/"),
    ("https://hooks.example.com:8443/", "https://hooks.example.com:8443/"),
    ("https://hooks.example.com:65535/", "https://hooks.example.com:65535/"),
    ("https://hooks.example.com./", "https://hooks.example.com./"),
    ("https://hooks.example.com/a/../b", "https://hooks.example.com/b"),
    ("https://hooks.example.com\\@127.0.0.1/", "https://hooks.example.com/@127.0.0.1/"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://a_b.example.com/", "https://a_b.example.com/"),
    ("https://localhost.example.com/", "https://localhost.example.com/"),
    ("https://notlocalhost.com/", "https://notlocalhost.com/"),
    ("https://local.example/", "https://local.example/"),
    ("https://internal.example.com/", "https://internal.example.com/"),
    ("https://mylan.example/", "https://mylan.example/"),
    ("https://127.0.0.1.example.com/", "https://127.0.0.1.example.com/"),
    ("https://platform.example/", "https://platform.example/"),
    ("https://myapi.platform.example/", "https://myapi.platform.example/"),
    ("https://1.1.1.1/", "https://1.1.1.1/"),
    ("https://134744072/", "https://8.8.8.8/"),
    ("https://9.255.255.255/", "https://9.255.255.255/"),
    ("https://11.0.0.0/", "https://11.0.0.0/"),
    ("https://100.63.255.255/", "https://100.63.255.255/"),
    ("https://100.128.0.0/", "https://100.128.0.0/"),
    ("https://126.255.255.255/", "https://126.255.255.255/"),
    ("https://128.0.0.0/", "https://128.0.0.0/"),
    ("https://169.253.255.255/", "https://169.253.255.255/"),
    ("https://172.15.255.255/", "https://172.15.255.255/"),
    ("https://172.32.0.0/", "https://172.32.0.0/"),
    ("https://192.167.255.255/", "https://192.167.255.255/"),
    ("https://198.17.255.255/", "https://198.17.255.255/"),
    ("https://198.20.0.0/", "https://198.20.0.0/"),
    ("https://223.255.255.255/", "https://223.255.255.255/"),
    ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
    ("https://[2001:4860:4860::8888]:8443/", "https://[2001:4860:4860::8888]:8443/"),
    ("https://[2003::1]/", "https://[2003::1]/"),
];

fn deployed() -> TargetPolicy {
    TargetPolicy { allow_local: false, own_hosts: vec!["api.platform.example".to_owned()] }
}

#[test]
fn what_is_not_public_is_refused() {
    for (text, fault) in REFUSED {
        assert_eq!(deployed().check(text), Err(*fault), "{text:?}");
    }
    let long = format!("https://hooks.example.com/{}", "a".repeat(2048));
    assert_eq!(deployed().check(&long), Err(NoUrl));
}

#[test]
fn what_is_public_is_accepted() {
    for (text, read) in ACCEPTED {
        assert_eq!(deployed().check(text).as_ref().map(Target::as_str), Ok(*read), "{text:?}");
    }
}

#[test]
fn an_accepted_address_is_accepted_again_as_it_was_read() {
    for (text, _) in ACCEPTED {
        let target = deployed().check(text).unwrap();
        assert_eq!(deployed().check(target.as_str()), Ok(target), "{text:?}");
    }
}

#[test]
fn a_developers_machine_may_call_itself_and_nothing_else_private() {
    let local = TargetPolicy { allow_local: true, ..deployed() };
    for text in [
        "http://127.0.0.1:8080/hook",
        "http://127.1/",
        "http://localhost:80/",
        "https://localhost/",
        "http://app.localhost:3000/",
        "http://[::1]:3000/",
    ] {
        assert!(local.check(text).is_ok(), "{text}");
        assert!(deployed().check(text).is_err(), "{text}");
    }
    for text in [
        "http://hooks.example.com/",
        "http://10.0.0.1/",
        "https://192.168.0.1/",
        "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/",
        "http://user@localhost/",
        "http://localhost/#x",
        "ftp://localhost/",
        "file://localhost/etc/passwd",
        "https://api.platform.example/",
    ] {
        assert!(local.check(text).is_err(), "{text}");
    }
    for (text, _) in ACCEPTED {
        assert!(local.check(text).is_ok(), "{text:?}");
    }
}
