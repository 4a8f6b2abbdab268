//! A bound on what one tenant has under way in an isolate. Whatever a tenant asks for at once, only so much of it holds
//! a database session; the rest waits here, on its own time, and the other tenants find sessions free.

use crate::error::AppError;
use crate::ids::TenantId;
use crate::leases::{Leases, Place};
use crate::runtime::Runtime;

/// Requests of a tenant under way at once; an endpoint serves twenty sessions or so.
const MOST: usize = 8;
/// Of those, requests that may write: they are the ones that wait for each other's rows.
const MOST_WRITES: usize = 4;
/// What a client that is told to come back is told to wait, in seconds.
const RETRY_AFTER_SECONDS: &str = "1";

/// A request under way.
#[derive(Debug, Clone)]
pub struct UnderWay {
    tenant: TenantId,
    writes: bool,
}

/// The places of an isolate.
#[derive(Debug, Default)]
pub struct InFlight(Leases<UnderWay>);

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
    ) -> Result<Place<'_, UnderWay>, AppError> {
        let request = UnderWay { tenant: tenant.clone(), writes };
        let is_free = |held: &[&UnderWay]| is_free(held, &request);
        let now_ms = || runtime.now().as_millis();
        let pause = async |milliseconds| runtime.pause(milliseconds).await;
        let place = self.0.enter(request.clone(), is_free, now_ms, pause).await;
        let busy = || AppError::busy("the tenant has too much under way");
        place.ok_or_else(|| busy().with_header(http::header::RETRY_AFTER, RETRY_AFTER_SECONDS))
    }
}

/// Whether one more may begin.
fn is_free(held: &[&UnderWay], request: &UnderWay) -> bool {
    let of_tenant = || held.iter().filter(|other| other.tenant == request.tenant);
    let writing = of_tenant().filter(|other| other.writes).count();
    of_tenant().count() < MOST && !(request.writes && writing >= MOST_WRITES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leases::LEASE_MS;
    use crate::runtime::testing::FixedRuntime;

    fn tenant(name: &str) -> TenantId {
        TenantId::parse(name).unwrap()
    }

    fn take<'a>(in_flight: &'a InFlight, name: &str, writes: bool) -> Option<Place<'a, UnderWay>> {
        let request = UnderWay { tenant: tenant(name), writes };
        in_flight.0.take(request.clone(), |held| is_free(held, &request), 0)
    }

    #[tokio::test]
    async fn one_tenant_has_so_much_under_way_and_another_is_not_kept_waiting() {
        let (in_flight, runtime) = (InFlight::default(), FixedRuntime::default());
        let mut writing = Vec::new();
        for _ in 0..MOST_WRITES {
            writing.push(in_flight.enter(&tenant("tenant_1"), true, &runtime).await.unwrap());
        }
        assert!(take(&in_flight, "tenant_1", true).is_none(), "no further write");
        let mut reading = Vec::new();
        for _ in MOST_WRITES..MOST {
            reading.push(in_flight.enter(&tenant("tenant_1"), false, &runtime).await.unwrap());
        }
        assert!(take(&in_flight, "tenant_1", false).is_none(), "no further read");
        let refused = in_flight.enter(&tenant("tenant_1"), false, &runtime).await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.public_text()), (503, "Service unavailable"));
        assert!(in_flight.enter(&tenant("tenant_2"), true, &runtime).await.is_ok());
        drop(writing.pop());
        assert!(in_flight.enter(&tenant("tenant_1"), true, &runtime).await.is_ok());
        drop((writing, reading));
        assert_eq!(in_flight.0.count(), 0, "nothing is left of those who are gone");
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
        for number in 0..1000 {
            let tenant = tenant(&format!("tenant_{number}"));
            std::mem::forget(in_flight.enter(&tenant, false, &runtime).await.unwrap());
        }
        runtime.advance_millis(LEASE_MS);
        let _place = in_flight.enter(&tenant("tenant_new"), false, &runtime).await.unwrap();
        assert_eq!(in_flight.0.count(), 1);
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
