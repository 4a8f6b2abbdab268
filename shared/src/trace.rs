//! Request ids and W3C Trace Context (<https://www.w3.org/TR/trace-context/>, version 00).

use std::fmt;

use crate::hex;
use crate::ids::uuid_v7;
use crate::runtime::Runtime;

/// The id that ties a response, its log lines and its error body together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Keeps a presented id if it is a plain token of at most 64 characters, else makes one.
    pub fn accept_or_new(presented: Option<&str>, runtime: &impl Runtime) -> Self {
        match presented.filter(|text| Self::is_plain(text)) {
            Some(text) => Self(text.to_owned()),
            None => Self(uuid_v7(runtime).to_string()),
        }
    }

    fn is_plain(text: &str) -> bool {
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A `traceparent`: continued with a new parent id if a valid one came, else started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceParent {
    trace_id: String,
    parent_id: String,
    flags: u8,
}

impl TraceParent {
    /// Continues the presented trace, or starts one that is not sampled.
    pub fn continue_or_new(presented: Option<&str>, runtime: &impl Runtime) -> Self {
        let (trace_id, flags) = presented
            .and_then(Self::parse)
            .map_or_else(|| (random_hex::<16>(runtime), 0), |trace| (trace.trace_id, trace.flags));
        Self { trace_id, parent_id: random_hex::<8>(runtime), flags }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (version, trace_id, parent_id, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
        let well_formed =
            is_hex(version, 2) && is_hex(trace_id, 32) && is_hex(parent_id, 16) && is_hex(flags, 2);
        // A later version may append fields; version 00 may not, and ff is forbidden.
        let version_fits = version != "ff" && (version != "00" || parts.next().is_none());
        if !well_formed || !version_fits || is_zero(trace_id) || is_zero(parent_id) {
            return None;
        }
        // Only the sampled flag is defined.
        let flags = u8::from_str_radix(flags, 16).ok()? & 1;
        Some(Self { trace_id: trace_id.to_owned(), parent_id: parent_id.to_owned(), flags })
    }

    /// The trace's id, for log lines.
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace_id, self.parent_id, self.flags)
    }
}

fn random_hex<const N: usize>(runtime: &impl Runtime) -> String {
    let mut bytes = [0_u8; N];
    runtime.fill_random(&mut bytes);
    // All zeros is not a valid id.
    if let Some(last) = bytes.last_mut().filter(|_| N > 0) {
        *last |= 1;
    }
    hex::encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::FixedRuntime;

    #[test]
    fn a_plain_id_is_kept_and_anything_else_replaced() {
        let runtime = FixedRuntime::default();
        assert_eq!(RequestId::accept_or_new(Some("abc-1_2.3"), &runtime).as_str(), "abc-1_2.3");
        for bad in ["", "a b", "é", "a\"b", &"x".repeat(65)] {
            assert_eq!(RequestId::accept_or_new(Some(bad), &runtime).as_str().len(), 36, "{bad:?}");
        }
    }

    #[test]
    fn a_valid_trace_is_continued_with_a_new_parent() {
        let runtime = FixedRuntime::default();
        let incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let outgoing = TraceParent::continue_or_new(Some(incoming), &runtime).to_string();
        assert!(outgoing.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && outgoing.ends_with("-01"));
        assert!(!outgoing.contains("00f067aa0ba902b7"));
    }

    #[test]
    fn an_invalid_trace_is_replaced() {
        let runtime = FixedRuntime::default();
        for bad in [
            "",
            "00",
            "00-0-0-0",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        ] {
            assert!(
                !TraceParent::continue_or_new(Some(bad), &runtime).to_string().contains("4bf92f"),
                "{bad}"
            );
        }
    }
}
