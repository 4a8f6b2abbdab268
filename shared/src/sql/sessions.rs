//! A bound on the sessions that an isolate takes at the endpoint. The endpoint opens one for each batch, and past the
//! role's limit it refuses whoever comes; here a batch waits a while instead.

use super::{SqlError, Transport};
use crate::leases::{Leases, Place};

/// Batches of an isolate under way at once.
const MOST: usize = 16;

/// The sessions of an isolate, by whose batch it is.
#[derive(Debug, Default)]
pub(super) struct Sessions(Leases<String>);

impl Sessions {
    /// A session, as soon as one is free. Nobody has more of them than are left for others.
    pub(super) async fn enter(
        &self,
        whose: &str,
        transport: &impl Transport,
    ) -> Result<Place<'_, String>, SqlError> {
        let is_free = |held: &[&String]| {
            let own = held.iter().filter(|other| ***other == whose).count();
            own < MOST.saturating_sub(held.len())
        };
        let now_ms = || transport.now_ms();
        let pause = async |milliseconds| transport.pause(milliseconds).await;
        let place = self.0.enter(whose.to_owned(), is_free, now_ms, pause).await;
        place.ok_or_else(|| SqlError::Unavailable("too many batches under way".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sql::NativeTransport;

    #[tokio::test]
    async fn one_tenant_gets_half_and_whoever_comes_later_half_of_what_is_left() {
        let (sessions, transport) = (Sessions::default(), NativeTransport::default());
        let mut held = Vec::new();
        for (whose, most) in [("tenant_1", 8), ("tenant_2", 4), ("", 2), ("tenant_3", 1), ("tenant_4", 1)] {
            for _ in 0..most {
                held.push(sessions.enter(whose, &transport).await.unwrap());
            }
            let one_more = tokio::time::timeout(Duration::from_millis(50), sessions.enter(whose, &transport));
            assert!(one_more.await.is_err(), "{whose:?} has {most}");
        }
        assert_eq!(held.len(), MOST);
        held.truncate(8);
        assert!(sessions.enter("tenant_5", &transport).await.is_ok(), "what was given back is free");
    }
}
