//! A bound on what one tenant has under way in an isolate. Whatever a tenant asks for at once, only so much of it holds
//! a database session; the rest waits here, on its own time, and the other tenants find sessions free.
//!
//! Nobody waits for another request's future: whoever finds no place asks again a moment later. A place is a lease: the
//! runtime may drop a request without telling, and then its place is free again when the lease runs out.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::error::AppError;
use crate::ids::TenantId;
use crate::runtime::Runtime;

/// Requests of a tenant under way at once; an endpoint serves twenty sessions or so.
const MOST: usize = 8;
/// Of those, requests that may write: they are the ones that wait for each other's rows.
const MOST_WRITES: usize = 4;
/// How long a place is held at most, in milliseconds: longer than the driver waits for the database.
const LEASE_MS: i64 = 15_000;
/// How long a request waits before it asks again, in milliseconds.
const PAUSE_MS: u32 = 10;
/// How often it asks: five seconds in all. Whoever still finds no place is told to come back.
const MOST_TRIES: u32 = 500;
/// Tenants that are remembered before those whose requests all vanished are forgotten.
const MOST_TENANTS: usize = 1024;
/// What a client that is told to come back is told to wait, in seconds.
const RETRY_AFTER_SECONDS: &str = "1";

#[derive(Debug)]
struct Lease {
    number: u64,
    writes: bool,
    until_ms: i64,
}

#[derive(Debug, Default)]
struct Places {
    by_tenant: BTreeMap<String, Vec<Lease>>,
    last_number: u64,
}

/// The places of an isolate.
#[derive(Debug, Default)]
pub struct InFlight(Mutex<Places>);

/// A place that a request has. It is given back when it is dropped.
#[derive(Debug)]
pub struct Place<'a> {
    in_flight: &'a InFlight,
    tenant: TenantId,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.in_flight.leave(&self.tenant, self.number);
    }
}

impl InFlight {
    /// A place for a request of the tenant, as soon as one is free.
    ///
    /// # Errors
    /// 503 when none is free for a while: the tenant asks for more at once than it can be given.
    pub async fn enter(
        &self,
        tenant: &TenantId,
        writes: bool,
        runtime: &impl Runtime,
    ) -> Result<Place<'_>, AppError> {
        for _ in 0..MOST_TRIES {
            if let Some(number) = self.take(tenant, writes, runtime.now().as_millis()) {
                return Ok(Place { in_flight: self, tenant: tenant.clone(), number });
            }
            runtime.pause(PAUSE_MS).await;
        }
        let busy = AppError::busy("the tenant has too much under way");
        Err(busy.with_header(http::header::RETRY_AFTER, RETRY_AFTER_SECONDS))
    }

    fn take(&self, tenant: &TenantId, writes: bool, now_ms: i64) -> Option<u64> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Places { by_tenant, last_number } = &mut *places;
        if by_tenant.len() >= MOST_TENANTS {
            by_tenant.retain(|_, leases| leases.iter().any(|lease| lease.until_ms > now_ms));
        }
        let leases = by_tenant.entry(tenant.as_str().to_owned()).or_default();
        leases.retain(|lease| lease.until_ms > now_ms);
        let writing = leases.iter().filter(|lease| lease.writes).count();
        if leases.len() >= MOST || (writes && writing >= MOST_WRITES) {
            return None;
        }
        *last_number += 1;
        leases.push(Lease { number: *last_number, writes, until_ms: now_ms + LEASE_MS });
        Some(*last_number)
    }

    fn leave(&self, tenant: &TenantId, number: u64) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leases) = places.by_tenant.get_mut(tenant.as_str()) {
            leases.retain(|lease| lease.number != number);
            if leases.is_empty() {
                places.by_tenant.remove(tenant.as_str());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::FixedRuntime;

    fn tenant(name: &str) -> TenantId {
        TenantId::parse(name).unwrap()
    }

    #[tokio::test]
    async fn one_tenant_has_so_much_under_way_and_another_is_not_kept_waiting() {
        let (in_flight, runtime) = (InFlight::default(), FixedRuntime::default());
        let mut writing = Vec::new();
        for _ in 0..MOST_WRITES {
            writing.push(in_flight.enter(&tenant("tenant_1"), true, &runtime).await.unwrap());
        }
        assert!(in_flight.take(&tenant("tenant_1"), true, 0).is_none(), "no further write");
        let mut reading = Vec::new();
        for _ in MOST_WRITES..MOST {
            reading.push(in_flight.enter(&tenant("tenant_1"), false, &runtime).await.unwrap());
        }
        assert!(in_flight.take(&tenant("tenant_1"), false, 0).is_none(), "no further read");
        let refused = in_flight.enter(&tenant("tenant_1"), false, &runtime).await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.public_text()), (503, "Service unavailable"));
        assert!(in_flight.enter(&tenant("tenant_2"), true, &runtime).await.is_ok());
        drop(writing.pop());
        assert!(in_flight.enter(&tenant("tenant_1"), true, &runtime).await.is_ok());
        drop((writing, reading));
        assert!(in_flight.0.lock().unwrap().by_tenant.is_empty(), "nothing is left of those who are gone");
    }

    #[tokio::test]
    async fn a_place_whose_request_vanished_is_free_again_when_its_lease_ends() {
        let (in_flight, runtime) = (InFlight::default(), FixedRuntime::default());
        for _ in 0..MOST {
            std::mem::forget(in_flight.enter(&tenant("tenant_1"), false, &runtime).await.unwrap());
        }
        assert!(in_flight.enter(&tenant("tenant_1"), false, &runtime).await.is_err());
        runtime.advance_millis(LEASE_MS);
        assert!(in_flight.enter(&tenant("tenant_1"), false, &runtime).await.is_ok());
    }

    #[tokio::test]
    async fn tenants_whose_requests_vanished_are_forgotten() {
        let (in_flight, runtime) = (InFlight::default(), FixedRuntime::default());
        for number in 0..MOST_TENANTS {
            let tenant = tenant(&format!("tenant_{number}"));
            std::mem::forget(in_flight.enter(&tenant, false, &runtime).await.unwrap());
        }
        runtime.advance_millis(LEASE_MS);
        let _place = in_flight.enter(&tenant("tenant_new"), false, &runtime).await.unwrap();
        assert_eq!(in_flight.0.lock().unwrap().by_tenant.len(), 1);
    }

    #[tokio::test]
    async fn whoever_waits_gets_a_place_when_one_is_given_back() {
        let (in_flight, runtime) = (InFlight::default(), FixedRuntime::default());
        let tenant = tenant("tenant_1");
        let work = async || {
            let place = in_flight.enter(&tenant, true, &runtime).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            drop(place);
        };
        futures_util::future::join_all((0..40).map(|_| work())).await;
    }
}
