//! Instants as the API shows them: RFC 3339, UTC, milliseconds.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC with microsecond precision (what PostgreSQL's `timestamptz` keeps).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

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

    /// From microseconds since the Unix epoch, if they are an instant.
    pub fn from_micros(micros: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(micros).ok().map(Self)
    }

    /// Microseconds since the Unix epoch: all that PostgreSQL keeps.
    pub fn as_micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The instant with its microseconds, as PostgreSQL reads it.
    pub fn to_precise(self) -> String {
        format!("{:.6}", self.0)
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
        let Rfc3339 { to_seconds, fraction, zone } = Rfc3339::split(text).ok_or(InvalidTimestamp)?;
        // Of a fraction with more digits than nanoseconds have, the first count.
        let fraction = fraction.get(..MOST_FRACTION).unwrap_or(fraction);
        let parsed: jiff::Timestamp =
            format!("{to_seconds}{fraction}{zone}").parse().map_err(|_| InvalidTimestamp)?;
        // The sixtieth second is read as the one before it; there is one at the end of a day in UTC alone.
        let is_leap_second = to_seconds.ends_with("60");
        if is_leap_second && parsed.as_second().rem_euclid(SECONDS_OF_DAY) != SECONDS_OF_DAY - 1 {
            return Err(InvalidTimestamp);
        }
        Ok(Self(parsed))
    }

    /// Parses PostgreSQL's text output of `timestamptz` (`2026-06-01 10:00:00.123456+00`).
    pub(crate) fn parse_postgres(text: &str) -> Result<Self, InvalidTimestamp> {
        text.parse().map(Self).map_err(|_| InvalidTimestamp)
    }
}

/// A point and nine digits.
const MOST_FRACTION: usize = 10;
const SECONDS_OF_DAY: i64 = 86_400;

/// The parts of a date and time. jiff accepts all of ISO 8601, and zones further away than a day; clients are held to
/// the profile that every language parses.
struct Rfc3339<'a> {
    to_seconds: &'a str,
    /// With its point; empty where there is none.
    fraction: &'a str,
    zone: &'a str,
}

impl<'a> Rfc3339<'a> {
    fn split(text: &'a str) -> Option<Self> {
        let (to_seconds, rest) = text.split_at_checked(19)?;
        let (fraction, zone) = rest.split_at_checked(rest.find(['Z', 'z', '+', '-'])?)?;
        let has_fraction = fraction.strip_prefix('.').is_some_and(is_digits) || fraction.is_empty();
        let is_whole = has_date_and_time(to_seconds) && has_fraction && is_zone(zone);
        is_whole.then_some(Self { to_seconds, fraction, zone })
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Z`, or hours and minutes of less than a day.
fn is_zone(text: &str) -> bool {
    match text.as_bytes() {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1 @ b'0'..=b'2', h2, b':', b'0'..=b'5', m2] => {
            h2.is_ascii_digit() && m2.is_ascii_digit() && (*h1 < b'2' || *h2 < b'4')
        }
        _ => false,
    }
}

fn has_date_and_time(text: &str) -> bool {
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
    date && time
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
            "2030-01-01T10:00:00+25:00",
            "2030-01-01T10:00:00+24:00",
            "2030-01-01T10:00:00-30:00",
            "2030-01-01T10:00:00+01:60",
            "2030-01-01T10:00:00+0100",
            "2030-01-01T10:00:00+01:00:00",
            "2030-01-01T24:00:00Z",
            "2030-01-01T10:60:00Z",
            "2030-01-01T10:00:60Z",
            "2030-01-01T23:59:61Z",
            "2030-02-30T10:00:00Z",
            "2030-01-01T10:00:00,5Z",
            "2030-01-01T10:00:00.5.5Z",
            "2030-01-01T10:00:00Zé",
            "2030-01-01T10:00:0éZ",
            "\u{2212}2030-01-01T10:00:00Z",
            " 2030-01-01T10:00:00Z",
            "9999-12-31T23:59:59-23:59",
        ] {
            assert_eq!(Timestamp::parse(text), Err(InvalidTimestamp), "{text}");
        }
        for (text, read) in [
            ("2026-06-01t10:00:00z", "2026-06-01T10:00:00.000Z"),
            ("2030-01-01T10:00:00+23:59", "2029-12-31T10:01:00.000Z"),
            ("2030-01-01T10:00:00-23:59", "2030-01-02T09:59:00.000Z"),
            ("2030-01-01T10:00:00-00:00", "2030-01-01T10:00:00.000Z"),
            ("2030-01-01T10:00:00.12345678901234Z", "2030-01-01T10:00:00.123Z"),
            ("2028-02-29T10:00:00Z", "2028-02-29T10:00:00.000Z"),
            ("2016-12-31T15:59:60-08:00", "2016-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(|time| time.to_string()), Ok(read.to_owned()), "{text}");
        }
    }
}
