//! The hosts that a variable names, and which of them are nobody's in public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whether a text names this machine or a private network, as URL, origin, mail address or bare host, or in a list of them.
pub(super) fn names_local(text: &str) -> bool {
    let ends = |character: char| character.is_whitespace() || ",;<>\"'()".contains(character);
    text.split(ends).filter(|part| !part.is_empty()).any(is_local)
}

fn is_local(part: &str) -> bool {
    // The parser knows the odd forms of addresses (`127.1`, `0x7f000001`), which a bare number must not be taken for.
    if let Some(host) =
        part.contains("://").then(|| Url::parse(part).ok()).flatten().as_ref().and_then(Url::host)
    {
        return match host {
            Host::Domain(name) => is_local_name(name),
            Host::Ipv4(address) => is_private(IpAddr::V4(address)),
            Host::Ipv6(address) => is_private(IpAddr::V6(address)),
        };
    }
    let after_scheme = part.split_once("://").map_or(part, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(address, _)| address);
    if let Ok(address) = bracketed.unwrap_or(host).parse::<Ipv6Addr>() {
        return is_private(IpAddr::V6(address));
    }
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    name.parse::<Ipv4Addr>().map_or_else(|_| is_local_name(name), |address| is_private(IpAddr::V4(address)))
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || [".localhost", ".local", ".internal"].iter().any(|end| name.ends_with(end))
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_unspecified() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(
            || v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local(),
            |v4| is_private(IpAddr::V4(v4)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_host_is_found_in_every_form_that_a_variable_may_have() {
        for text in [
            "http://localhost:3000",
            "https://LOCALHOST",
            "https://a.example,https://app.localhost:3000",
            "https://127.0.0.1/x",
            "https://127.1",
            "https://0x7f000001",
            "https://[::1]:8080",
            "https://[::ffff:127.0.0.1]",
            "[::1]:5432",
            "::1",
            "10.0.0.7:5432",
            "192.168.1.2",
            "https://169.254.169.254/latest",
            "https://user:word@localhost/x",
            "Us <invitations@localhost>",
            "printer.local",
            "0.0.0.0",
        ] {
            assert!(names_local(text), "{text}");
        }
    }

    #[test]
    fn public_hosts_and_plain_values_are_none() {
        for text in [
            "",
            "false",
            "900",
            "2130706433",
            "5,300,1800",
            "logicspike-manager",
            "https://www.googleapis.com/oauth2/v3/certs",
            "https://localhost.example.com",
            "https://a.example/?next=localhost",
            "LogicSpike <hello@example.com>",
            "8.8.8.8",
            "https://[2606:4700::1111]",
        ] {
            assert!(!names_local(text), "{text}");
        }
    }
}
