//! Which IP addresses are somebody's on the public Internet, after IANA's registries of special-purpose addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

/// What is not public in IPv4.
const RESERVED_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),        // "this network"
    ([10, 0, 0, 0], 8),       // private
    ([100, 64, 0, 0], 10),    // carrier-grade NAT; a cloud's metadata at 100.100.100.200
    ([127, 0, 0, 0], 8),      // loopback
    ([168, 63, 129, 16], 32), // a cloud's host, reachable from its guests only
    ([169, 254, 0, 0], 16),   // link-local; the clouds' metadata
    ([172, 16, 0, 0], 12),    // private
    ([192, 0, 0, 0], 24),     // protocol assignments; a cloud's metadata at 192.0.0.192
    ([192, 0, 2, 0], 24),     // documentation
    ([192, 31, 196, 0], 24),  // AS112
    ([192, 52, 193, 0], 24),  // multicast tunnels
    ([192, 88, 99, 0], 24),   // 6to4 relays
    ([192, 168, 0, 0], 16),   // private
    ([192, 175, 48, 0], 24),  // AS112
    ([198, 18, 0, 0], 15),    // benchmarks
    ([198, 51, 100, 0], 24),  // documentation
    ([203, 0, 113, 0], 24),   // documentation
    ([224, 0, 0, 0], 4),      // multicast
    ([240, 0, 0, 0], 4),      // reserved, broadcast
];

/// What is given out in IPv6: nothing else can be anybody's. Loopback, unique local, link-local, multicast,
/// IPv4-mapped and NAT64 addresses all lie outside.
const GLOBAL_UNICAST_V6: ([u16; 8], u32) = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// What of that is not public, or stands for an IPv4 address that would have to be looked at in turn.
const RESERVED_V6: &[([u16; 8], u32)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments: Teredo, ORCHID, benchmarks
    ([0x2001, 0x0db8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4
    ([0x2620, 0x004f, 0x8000, 0, 0, 0, 0, 0], 48), // AS112
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
];

fn within(address: u128, prefix: u128, bits: u32, width: u32) -> bool {
    (address ^ prefix).checked_shr(width - bits).unwrap_or(0) == 0
}

fn within_v6(ip: Ipv6Addr, (prefix, bits): ([u16; 8], u32)) -> bool {
    within(u128::from(ip), u128::from(Ipv6Addr::from(prefix)), bits, 128)
}

pub(super) fn is_public_v4(ip: Ipv4Addr) -> bool {
    let address = u128::from(u32::from(ip));
    let reserved = |(prefix, bits): &([u8; 4], u32)| {
        within(address, u128::from(u32::from(Ipv4Addr::from(*prefix))), *bits, 32)
    };
    !RESERVED_V4.iter().any(reserved)
}

pub(super) fn is_public_v6(ip: Ipv6Addr) -> bool {
    within_v6(ip, GLOBAL_UNICAST_V6) && !RESERVED_V6.iter().any(|reserved| within_v6(ip, *reserved))
}
