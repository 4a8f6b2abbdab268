//! What a try to deliver came to, and when the next one is due.

use logicspike_shared::time::Timestamp;
use serde::Serialize;

/// Pauses after each failed try: with the first, seven tries in a little less than a day.
const DEFAULT_PAUSES: [u32; 6] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600];
/// The same for mail: whoever is invited waits for it, and may be invited again.
const MAIL_PAUSES: [u32; 3] = [60, 10 * 60, 60 * 60];
/// Most pauses, and the longest, in seconds.
const MAX_PAUSES: usize = 20;
const PAUSE_SECONDS: std::ops::RangeInclusive<u32> = 1..=7 * 24 * 3600;
/// The longest pause that a receiver may ask for, in seconds: a day.
const MAX_RETRY_AFTER_SECONDS: i64 = 24 * 3600;
/// A pause is prolonged by up to a fifth, so that what failed together is not tried again together.
const JITTER_PART: u32 = 5;

/// The type of the event that tries an endpoint out. It says nothing but which endpoint that is.
pub const TEST_EVENT: &str = "webhook.test";

/// How soon a receiver answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Soon, as far as is known.
    Quick,
    /// It took its time, or never answered.
    Slow,
}

impl Pace {
    /// How long such a receiver may take, in milliseconds. Whoever was given up too early has all the time from then on.
    pub fn patience_ms(self) -> u32 {
        match self {
            Self::Quick => 5_000,
            Self::Slow => 15_000,
        }
    }
}

/// What a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It is to be tried.
    Pending,
    /// It has arrived.
    Delivered,
    /// It is not tried any more.
    Failed,
}

/// What a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// It is to be tried.
    Pending,
    /// The provider has taken it.
    Sent,
    /// It is not tried any more.
    Failed,
    /// There is no provider.
    Unsent,
    /// There is nobody to write to.
    Dropped,
}

/// When to try again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Vec<u32>);

impl Default for Schedule {
    fn default() -> Self {
        Self(DEFAULT_PAUSES.to_vec())
    }
}

impl Schedule {
    /// When to try again to send a mail: four tries in a little more than an hour.
    pub fn of_mail() -> Self {
        Self(MAIL_PAUSES.to_vec())
    }

    /// Reads pauses in seconds, separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let pause = |part: &str| part.trim().parse().ok().filter(|pause| PAUSE_SECONDS.contains(pause));
        let pauses = text.split(',').map(pause).collect::<Option<Vec<u32>>>()?;
        (pauses.len() <= MAX_PAUSES).then_some(Self(pauses))
    }

    /// The pause after so many failed tries, in seconds; `None` if that was the last one. `random` is any number.
    fn pause(&self, tries: u32, random: u32) -> Option<u32> {
        let index = usize::try_from(tries.checked_sub(1)?).ok()?;
        let pause = *self.0.get(index)?;
        Some(pause.saturating_add(random % (pause / JITTER_PART + 1)))
    }
}

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
}

/// What happens to a delivery after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It has arrived.
    Delivered,
    /// It is tried again then.
    Retry(Timestamp),
    /// It is not tried again.
    Failed,
    /// It is not tried again, and neither is anything else: the receiver says that the address is gone for good.
    Gone,
}

/// Judges a try, the first being number 1. Without an answer there was none, or it was too late.
pub fn judge(
    schedule: &Schedule,
    tries: u32,
    answered: Option<&Answered>,
    now: Timestamp,
    random: u32,
) -> Next {
    match answered.map(|answered| answered.status) {
        Some(200..=299) => return Next::Delivered,
        Some(410) => return Next::Gone,
        _ => {}
    }
    let Some(pause) = schedule.pause(tries, random) else { return Next::Failed };
    let asked = answered.and_then(|answered| retry_after_seconds(answered, now)).unwrap_or(0);
    Next::Retry(now.plus_seconds(i64::from(pause).max(asked)))
}

/// The pause that a busy receiver asks for (RFC 9110 §10.2.3): seconds or a date.
fn retry_after_seconds(answered: &Answered, now: Timestamp) -> Option<i64> {
    if !matches!(answered.status, 429 | 503) {
        return None;
    }
    let text = answered.retry_after.as_deref()?.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits {
        text.parse().unwrap_or(MAX_RETRY_AFTER_SECONDS)
    } else {
        Timestamp::parse_http_date(text).ok()?.as_seconds() - now.as_seconds()
    };
    Some(seconds.clamp(0, MAX_RETRY_AFTER_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_780_308_000)
    }

    fn after(status: u16, retry_after: Option<&str>) -> Next {
        let answered = Answered { status, retry_after: retry_after.map(str::to_owned) };
        judge(&Schedule::default(), 1, Some(&answered), now(), 0)
    }

    fn retry(seconds: i64) -> Next {
        Next::Retry(now().plus_seconds(seconds))
    }

    #[test]
    fn tries_are_spread_over_about_a_day_and_then_end() {
        let schedule = Schedule::default();
        let pause = |tries, random| match judge(&schedule, tries, None, now(), random) {
            Next::Retry(due) => Some(due.as_seconds() - now().as_seconds()),
            _ => None,
        };
        let all: Vec<Option<i64>> = (1..=7).map(|tries| pause(tries, 0)).collect();
        let seconds = [5, 300, 1800, 7200, 18_000, 36_000].map(Some);
        assert_eq!(all, [&seconds[..], &[None]].concat());
        for random in [0, 1, 59, 60, 61, u32::MAX] {
            let jittered = pause(2, random).unwrap();
            assert!((300..=360).contains(&jittered), "{jittered}");
        }
    }

    #[test]
    fn success_is_2xx_and_everything_else_is_tried_again() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(after(status, None), Next::Delivered, "{status}");
        }
        for status in [100, 199, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 409, 411, 429, 500, 503] {
            assert_eq!(after(status, None), retry(5), "{status}");
        }
        assert_eq!(after(410, None), Next::Gone);
    }

    #[test]
    fn a_busy_receiver_says_when_to_come_again() {
        for (text, seconds) in [
            ("120", 120),
            ("0", 5),
            ("3", 5),
            (" 60 ", 60),
            ("86400", 86_400),
            ("86401", 86_400),
            ("99999999999999999999", 86_400),
            ("Mon, 01 Jun 2026 10:02:00 GMT", 120),
            ("Mon, 01 Jun 2026 09:00:00 GMT", 5),
            ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400),
            ("-1", 5),
            ("1.5", 5),
            ("soon", 5),
            ("", 5),
        ] {
            assert_eq!(after(503, Some(text)), retry(seconds), "{text:?}");
            assert_eq!(after(429, Some(text)), retry(seconds), "{text:?}");
            assert_eq!(after(500, Some(text)), retry(5), "only the busy ones: {text:?}");
        }
    }

    #[test]
    fn pauses_are_read_strictly() {
        assert_eq!(Schedule::parse("5,300, 1800,7200,18000,36000"), Some(Schedule::default()));
        for text in ["", "0", "-1", "5,", "5;6", "x", "604801", &["1"; 21].join(",")] {
            assert_eq!(Schedule::parse(text), None, "{text:?}");
        }
    }
}
