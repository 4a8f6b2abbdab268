//! Rate limits, by Cloudflare's rate-limit bindings. How many requests a binding lets through in its
//! period is part of the deployment's configuration; a deployment without bindings has no limits.

use std::collections::BTreeSet;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use http::header::AUTHORIZATION;
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::fixed_windows::{FixedWindows, PERIOD_SECONDS};
use logicspike_shared::time::Timestamp;

use crate::credential;
use crate::exchange::Exchange;
use crate::inbound::Inbound;
use crate::routes::{Door, Route};

/// One kind of limit, each with a binding of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// Requests with one API key.
    ApiKey,
    /// Requests of one person.
    User,
    /// Requests for one tenant, by whatever keys and people.
    Tenant,
    /// Requests of one address to sign in, and to the operators' routes.
    SignIn,
    /// Wrong credentials of one address.
    Failures,
    /// Pictures that one address reads.
    Media,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::ApiKey, Self::User, Self::Tenant, Self::SignIn, Self::Failures, Self::Media];
}

/// The limits that a deployment lacks, so that each is told of once in an isolate.
#[derive(Debug, Default)]
pub struct Missing(Mutex<BTreeSet<Limit>>);

impl Missing {
    /// None is known to be missing.
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeSet::new()))
    }

    /// Notes one; whether it was not noted before.
    pub fn note(&self, limit: Limit) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(limit)
    }
}

/// Counts requests.
pub trait Limits {
    /// Counts one request of `key`; whether it is within the limit.
    fn allow(&self, limit: Limit, key: &str) -> impl Future<Output = bool>;
}

/// The client's address, as Cloudflare saw it. Clients cannot choose it; who has none shares one count. An IPv6 address
/// counts by its /64: whoever has one has all of them.
fn address(inbound: &Inbound) -> String {
    match inbound.header("cf-connecting-ip").map(str::parse) {
        Some(Ok(IpAddr::V4(address))) => address.to_string(),
        Some(Ok(IpAddr::V6(address))) => {
            if let Some(mapped) = address.to_ipv4_mapped() {
                return mapped.to_string();
            }
            let [one, two, three, four, ..] = address.segments();
            format!("{one:x}:{two:x}:{three:x}:{four:x}::/64")
        }
        _ => "unknown".to_owned(),
    }
}

fn too_many() -> AppError {
    AppError::too_many_requests(PERIOD_SECONDS)
}

async fn count(limits: &impl Limits, limit: Limit, key: &str) -> Result<(), AppError> {
    if limits.allow(limit, key).await { Ok(()) } else { Err(too_many()) }
}

/// Counts a request for a picture; or one to sign in, or with the operators' key, and refuses whoever has shown too many wrong ones, before
/// anything is done for it. Refresh tokens are no matter of an address: the manager counts them by token.
///
/// # Errors
/// 429.
pub async fn before_credentials(
    limits: &impl Limits,
    failures: &Failures,
    route: &Route,
    inbound: &Inbound,
    now: Timestamp,
) -> Result<(), AppError> {
    if route.door == Door::Media {
        return count(limits, Limit::Media, &address(inbound)).await;
    }
    if !route.is_sign_in() {
        return Ok(());
    }
    before_look_up(failures, route, inbound, now)?;
    count(limits, Limit::SignIn, &address(inbound)).await
}

/// Refuses to look up a key that is not known yet for whoever has shown too many wrong credentials.
///
/// # Errors
/// 429.
pub fn before_look_up(
    failures: &Failures,
    route: &Route,
    inbound: &Inbound,
    now: Timestamp,
) -> Result<(), AppError> {
    if failures.is_over(&Failures::of(route, inbound), now) { Err(too_many()) } else { Ok(()) }
}

/// Counts a request of somebody who is known: of the person or key, and of the tenant. It is asked before the database
/// is.
///
/// # Errors
/// 429.
pub async fn after_credentials(limits: &impl Limits, exchange: &Exchange) -> Result<(), AppError> {
    match (&exchange.user, &exchange.api_key) {
        (Some(user), _) => count(limits, Limit::User, user.as_str()).await?,
        (None, Some(key)) => count(limits, Limit::ApiKey, key.as_str()).await?,
        (None, None) => {}
    }
    match &exchange.tenant {
        Some(tenant) => count(limits, Limit::Tenant, tenant.as_str()).await,
        None => Ok(()),
    }
}

/// Counts a wrong credential, here and by the binding. A client over the limit is told so instead of what was wrong. A
/// missing credential is no attempt, nor is one that has ended: whose it is, is known.
pub async fn wrong_credential(
    limits: &impl Limits,
    failures: &Failures,
    refusal: AppError,
    exchange: &Exchange,
    inbound: &Inbound,
    now: Timestamp,
) -> AppError {
    let is_refusal = matches!(refusal.code(), ErrorCode::InvalidToken | ErrorCode::InvalidApiKey);
    let is_shown =
        [AUTHORIZATION.as_str(), credential::API_KEY].iter().any(|name| inbound.headers.contains_key(*name));
    let Some(route) = exchange.route.filter(|_| is_refusal && is_shown && exchange.tenant.is_none()) else {
        return refusal;
    };
    let tally = Failures::of(route, inbound);
    // Whoever is over the limit here is not counted anywhere else.
    if !failures.is_over(&tally, now) {
        failures.add(&tally, 1, now);
        if limits.allow(Limit::Failures, &tally.key).await {
            return refusal;
        }
        // What all isolates know together, this one does not ask again for a while.
        failures.add(&tally, tally.most, now);
    }
    match refusal.internal_text() {
        Some(cause) => too_many().because(cause.to_owned()),
        None => too_many(),
    }
}

/// Notes that a service found a credential to be wrong: an ID token, the operators' key. The answer stands. The binding
/// counts only what is guessed at: nobody guesses a signature.
pub async fn refused_by_service(
    limits: &impl Limits,
    failures: &Failures,
    route: &Route,
    inbound: &Inbound,
    now: Timestamp,
) {
    let tally = Failures::of(route, inbound);
    failures.add(&tally, 1, now);
    if route.door == Door::Platform && !limits.allow(Limit::Failures, &tally.key).await {
        failures.add(&tally, tally.most, now);
    }
}

/// Wrong credentials of an address in a period, in an isolate, before it refuses without asking anybody: far
/// above the binding's, whose refusal closes the address here as well.
const MOST_FAILURES: u32 = 10_000;
/// The same for ID tokens: no binding counts them, beside the one that counts every sign-in.
const MOST_SIGN_IN_FAILURES: u32 = 2_000;
/// Addresses remembered at a time.
const MOST_ADDRESSES: usize = 4096;

/// What a wrong credential counts towards.
#[derive(Debug, Clone)]
pub struct Tally {
    key: String,
    most: u32,
}

/// Wrong credentials by address, as far as this isolate has seen: asked before any look-up.
#[derive(Debug)]
pub struct Failures(FixedWindows);

impl Default for Failures {
    fn default() -> Self {
        Self(FixedWindows::new(MOST_ADDRESSES))
    }
}

impl Failures {
    fn of(route: &Route, inbound: &Inbound) -> Tally {
        let address = address(inbound);
        if route.door == Door::Auth && route.is_sign_in() {
            Tally { key: format!("sign-in {address}"), most: MOST_SIGN_IN_FAILURES }
        } else {
            Tally { key: address, most: MOST_FAILURES }
        }
    }

    fn is_over(&self, tally: &Tally, now: Timestamp) -> bool {
        self.0.count(&tally.key, now) >= tally.most
    }

    fn add(&self, tally: &Tally, failures: u32, now: Timestamp) {
        self.0.add(&tally.key, failures, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_counts_as_far_as_somebody_has_it() {
        let of = |text: &str| {
            let mut headers = http::HeaderMap::new();
            headers.insert("cf-connecting-ip", text.parse().unwrap());
            address(&Inbound {
                method: http::Method::GET,
                origin: String::new(),
                path: String::new(),
                query: None,
                headers,
            })
        };
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("nonsense"), "unknown");
    }

    #[test]
    fn a_missing_limit_is_told_of_once() {
        let missing = Missing::new();
        assert!(missing.note(Limit::User) && missing.note(Limit::Tenant));
        assert!(!missing.note(Limit::User) && !missing.note(Limit::Tenant));
    }

    #[test]
    fn failures_are_remembered_for_a_minute() {
        let failures = Failures::default();
        let at = Timestamp::from_millis;
        let of = |key: &str| Tally { key: key.to_owned(), most: MOST_FAILURES };
        for _ in 0..MOST_FAILURES {
            assert!(!failures.is_over(&of("a"), at(0)));
            failures.add(&of("a"), 1, at(0));
        }
        assert!(failures.is_over(&of("a"), at(59_999)) && !failures.is_over(&of("a"), at(60_000)));
        assert!(!failures.is_over(&of("b"), at(0)));
    }
}
