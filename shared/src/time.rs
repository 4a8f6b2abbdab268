//! Instants as the API shows them: RFC 3339, UTC, milliseconds.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC with microsecond precision (what PostgreSQL's `timestamptz` keeps).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// A text that is no RFC 3339 date and time with a zone, or lies outside years 1 to 9999.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be an RFC 3339 date and time with a zone, such as 2026-06-01T10:00:00Z")]
pub struct InvalidTimestamp;

impl Timestamp {
    /// From milliseconds since the Unix epoch; out-of-range values are clamped.
    pub fn from_millis(millis: i64) -> Self {
        Self(jiff::Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        }))
    }

    /// From whole seconds since the Unix epoch; out-of-range values are clamped.
    pub fn from_seconds(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch, rounded down.
    pub fn as_millis(self) -> i64 {
        self.0.as_microsecond().div_euclid(1000)
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub fn as_seconds(self) -> i64 {
        self.as_millis().div_euclid(1000)
    }

    /// This instant moved by a number of seconds, clamped to the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.as_millis().saturating_add(seconds.saturating_mul(1000)))
    }

    /// The form of HTTP headers and RSS (RFC 9110 §5.6.7): `Mon, 01 Jun 2026 10:00:00 GMT`.
    pub fn to_http_date(self) -> String {
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&self.0).unwrap_or_default()
    }

    /// Reads the form of HTTP headers, as servers write it.
    pub fn parse_http_date(text: &str) -> Result<Self, InvalidTimestamp> {
        jiff::fmt::rfc2822::DateTimeParser::new()
            .parse_timestamp(text)
            .map(Self)
            .map_err(|_| InvalidTimestamp)
    }

    /// Parses RFC 3339 §5.6 `date-time`: date, `T`, time with seconds, and a zone offset.
    pub fn parse(text: &str) -> Result<Self, InvalidTimestamp> {
        if !has_rfc3339_shape(text) {
            return Err(InvalidTimestamp);
        }
        text.parse().map(Self).map_err(|_| InvalidTimestamp)
    }

    /// Parses PostgreSQL's text output of `timestamptz` (`2026-06-01 10:00:00.123456+00`).
    pub(crate) fn parse_postgres(text: &str) -> Result<Self, InvalidTimestamp> {
        text.parse().map(Self).map_err(|_| InvalidTimestamp)
    }
}

/// jiff accepts all of ISO 8601; clients are held to the profile that every language parses.
fn has_rfc3339_shape(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits_at = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let byte_at = |index: usize, wanted: &[u8]| bytes.get(index).is_some_and(|byte| wanted.contains(byte));
    let date = digits_at(0..4) && byte_at(4, b"-") && digits_at(5..7) && byte_at(7, b"-") && digits_at(8..10);
    let time = byte_at(10, b"Tt")
        && digits_at(11..13)
        && byte_at(13, b":")
        && digits_at(14..16)
        && byte_at(16, b":")
        && digits_at(17..19);
    let Some(mut rest) = bytes.get(19..) else { return false };
    if let [b'.', fraction @ ..] = rest {
        let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 0 {
            return false;
        }
        rest = fraction.get(length..).unwrap_or_default();
    }
    let zone = match rest {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    date && time && zone
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Printed from whole milliseconds, so that a text never rounds up past the instant.
        write!(f, "{:.3}", Self::from_millis(self.as_millis()).0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl From<Timestamp> for crate::sql::Param {
    fn from(timestamp: Timestamp) -> Self {
        Self::text(timestamp.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_milliseconds_in_utc() {
        assert_eq!(
            Timestamp::parse("2026-06-01T12:00:00.1239+02:00").unwrap().to_string(),
            "2026-06-01T10:00:00.123Z"
        );
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(1_780_308_000_999).to_http_date(), "Mon, 01 Jun 2026 10:00:00 GMT");
    }

    #[test]
    fn http_dates_read_back() {
        let date = Timestamp::from_seconds(1_780_308_000);
        assert_eq!(Timestamp::parse_http_date(&date.to_http_date()), Ok(date));
        for text in ["", "120", "2026-06-01T10:00:00Z", "Mon, 01 Jun 2026"] {
            assert_eq!(Timestamp::parse_http_date(text), Err(InvalidTimestamp), "{text}");
        }
    }

    #[test]
    fn reads_what_postgres_prints() {
        let printed = Timestamp::parse_postgres("2026-06-01 10:00:00.5+00").unwrap();
        assert_eq!(printed.to_string(), "2026-06-01T10:00:00.500Z");
    }

    #[test]
    fn only_rfc_3339_is_accepted_from_clients() {
        for text in [
            "",
            "2026-06-01",
            "2026-06-01T10:00:00",
            "2026-06-01 10:00:00Z",
            "20260601T100000Z",
            "2026-13-01T10:00:00Z",
            "2026-06-01T10:00Z",
            "2026-06-01T10:00:00+2",
            "2026-06-01T10:00:00Z[UTC]",
            "2026-06-01T10:00:00.Z",
            "tomorrow",
        ] {
            assert_eq!(Timestamp::parse(text), Err(InvalidTimestamp), "{text}");
        }
        assert!(Timestamp::parse("2026-06-01T10:00:00z").is_ok());
    }
}
