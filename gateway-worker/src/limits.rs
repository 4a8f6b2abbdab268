//! Rate limits, by Cloudflare's rate-limit bindings. How many requests a binding lets through in its
//! period is part of the deployment's configuration; a deployment without bindings has no limits.

use std::future::Future;

use logicspike_shared::error::AppError;

use crate::exchange::Exchange;
use crate::inbound::Inbound;
use crate::routes::Door;

/// One kind of limit, each with a binding of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// Requests with one API key.
    ApiKey,
    /// Requests of one person.
    User,
    /// Requests of one address to `/auth/*`, and to the operators' routes.
    SignIn,
    /// Wrong credentials of one address.
    Failures,
}

/// Seconds after which a refused client may try again: the period of the bindings.
const PERIOD_SECONDS: u32 = 60;

/// Counts requests.
pub trait Limits {
    /// Counts one request of `key`; whether it is within the limit.
    fn allow(&self, limit: Limit, key: &str) -> impl Future<Output = bool>;
}

/// The client's address, as Cloudflare saw it. Clients cannot choose it; who has none shares one count.
fn address(inbound: &Inbound) -> &str {
    inbound.header("cf-connecting-ip").unwrap_or("unknown")
}

async fn count(limits: &impl Limits, limit: Limit, key: &str) -> Result<(), AppError> {
    if limits.allow(limit, key).await { Ok(()) } else { Err(AppError::too_many_requests(PERIOD_SECONDS)) }
}

/// Counts a request to a door whose credential the service checks, before anything is done for it.
///
/// # Errors
/// 429.
pub async fn before_credentials(limits: &impl Limits, door: Door, inbound: &Inbound) -> Result<(), AppError> {
    match door {
        Door::Auth | Door::Platform => count(limits, Limit::SignIn, address(inbound)).await,
        _ => Ok(()),
    }
}

/// Counts a request whose credential is right.
///
/// # Errors
/// 429.
pub async fn after_credentials(limits: &impl Limits, exchange: &Exchange) -> Result<(), AppError> {
    match (&exchange.user, &exchange.api_key) {
        (Some(user), _) => count(limits, Limit::User, user.as_str()).await,
        (None, Some(key)) => count(limits, Limit::ApiKey, key.as_str()).await,
        (None, None) => Ok(()),
    }
}

/// Counts a wrong credential. A client over the limit is told so instead of what was wrong; a missing
/// credential is no attempt.
pub async fn wrong_credential(limits: &impl Limits, refusal: AppError, inbound: &Inbound) -> AppError {
    let is_attempt = matches!(refusal.code(), "invalid_token" | "invalid_api_key");
    if !is_attempt {
        return refusal;
    }
    match count(limits, Limit::Failures, address(inbound)).await {
        Ok(()) => refusal,
        Err(too_many) => match refusal.internal_text() {
            Some(cause) => too_many.because(cause.to_owned()),
            None => too_many,
        },
    }
}
