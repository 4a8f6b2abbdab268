//! Rows of the platform's request log: written after the response, so that nobody waits for them. All
//! requests are in the Worker's own log; these rows are for people who look at their tenant's traffic,
//! and for the date on which a key was last used.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::ids::{ApiKeyId, TenantId};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::time::Timestamp;

use crate::exchange::Exchange;
use crate::instants::Instants;
use crate::log_entry::{LogEntry, Reason};
use crate::routes::Door;

/// Of the requests that nothing else puts into the log, one in so many; refusals to nobody known never.
const SAMPLE_ONE_IN: u32 = 100;
/// How exactly a key's last use is known, in milliseconds.
const KEY_USE_MS: i64 = 10 * 60_000;
/// How long after a row that names a key was tried another one is, in milliseconds: about as long as a write may take.
const TRY_MS: i64 = 5_000;
/// Rows for one reason in a second of one tenant, and of nobody in particular: a flood of failures must not become a
/// flood of writes.
const ROWS_PER_TENANT: u32 = 5;
/// Rows for one reason in a second of an isolate.
const ROWS_PER_SECOND: u32 = 100;

/// What was written in a second. Each reason has a budget of its own: evidence competes with no statistics.
#[derive(Debug, Default)]
struct Budget {
    second: i64,
    by_reason: BTreeMap<Reason, u32>,
    /// Nobody is a tenant too.
    by_tenant: BTreeMap<(Reason, String), u32>,
}

/// Decides what goes into the request log.
#[derive(Debug)]
pub struct Journal {
    /// When the last row that names a key was written.
    key_uses: Instants,
    /// When the last such row was tried to be written.
    tries: Instants,
    budget: Mutex<Budget>,
}

impl Default for Journal {
    fn default() -> Self {
        Self { key_uses: Instants::new(KEY_USE_MS), tries: Instants::new(TRY_MS), budget: Mutex::default() }
    }
}

impl Journal {
    /// The row for a request, if it is to have one.
    pub fn consider(
        &self,
        exchange: &Exchange,
        status: StatusCode,
        error: Option<&AppError>,
        runtime: &impl Runtime,
    ) -> Option<LogEntry> {
        let now = runtime.now();
        let reason = self.reason(exchange, status, now, runtime)?;
        Some(LogEntry {
            occurred_at: exchange.started,
            request_id: exchange.request_id.as_str().to_owned(),
            tenant: exchange.tenant.clone(),
            user: exchange.user.clone(),
            api_key: exchange.api_key.clone(),
            door: exchange.door().map(Door::as_str),
            method: exchange.method.as_str().to_owned(),
            route: exchange.route_name(),
            status,
            duration_ms: now.as_millis() - exchange.started.as_millis(),
            code: error.map(|error| error.code().as_str()),
            reason,
        })
    }

    fn reason(
        &self,
        exchange: &Exchange,
        status: StatusCode,
        now: Timestamp,
        runtime: &impl Runtime,
    ) -> Option<Reason> {
        // Health checks and preflights say nothing about anybody.
        if exchange.door() == Some(Door::Health) || exchange.method == http::Method::OPTIONS {
            return None;
        }
        // Anyone can cause any number of refusals to nobody in particular: none of them is worth a write.
        if status.is_client_error() && exchange.tenant.is_none() {
            return None;
        }
        let tenant = exchange.tenant.as_ref();
        // Also when the request failed: that a key was used is what its owner wants to know.
        if let Some(key) = exchange.api_key.as_ref().filter(|key| self.is_due(key, now))
            && self.has_room(Reason::KeyUse, tenant, now)
        {
            self.tries.set(key.as_str(), now.as_millis(), now.as_millis());
            return Some(Reason::KeyUse);
        }
        let is_refusal_to_someone = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
        if status.is_server_error() || is_refusal_to_someone {
            return self.has_room(Reason::Error, tenant, now).then_some(Reason::Error);
        }
        let mut random = [0_u8; 4];
        runtime.fill_random(&mut random);
        let is_drawn = u32::from_le_bytes(random) % SAMPLE_ONE_IN == 0;
        (is_drawn && self.has_room(Reason::Sample, tenant, now)).then_some(Reason::Sample)
    }

    /// Whether a key's use is to be written: none was for a while, and none is being written.
    fn is_due(&self, key: &ApiKeyId, now: Timestamp) -> bool {
        let is_past = |notes: &Instants, lifetime_ms: i64| {
            notes.get(key.as_str()).is_none_or(|at| now.as_millis() - at >= lifetime_ms)
        };
        is_past(&self.key_uses, KEY_USE_MS) && is_past(&self.tries, TRY_MS)
    }

    /// Notes that a row was written: only then is a key's use known.
    pub fn written(&self, entry: &LogEntry) {
        if let Some(key) = &entry.api_key {
            let at_ms = entry.occurred_at.as_millis();
            self.key_uses.set(key.as_str(), at_ms, at_ms);
        }
    }

    fn has_room(&self, reason: Reason, tenant: Option<&TenantId>, now: Timestamp) -> bool {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        if budget.second != now.as_seconds() {
            *budget = Budget { second: now.as_seconds(), ..Budget::default() };
        }
        let Budget { by_reason, by_tenant, .. } = &mut *budget;
        let used = by_reason.entry(reason).or_default();
        if *used >= ROWS_PER_SECOND {
            return false;
        }
        let share =
            by_tenant.entry((reason, tenant.map_or_else(String::new, TenantId::to_string))).or_default();
        if *share >= ROWS_PER_TENANT {
            return false;
        }
        *share += 1;
        *used += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_and_other_tenants_take_nothing_from_evidence() {
        let (journal, now) = (Journal::default(), Timestamp::from_millis(0));
        let tenant = |number: u32| TenantId::parse(&format!("tenant_{number}")).unwrap();
        for number in 0..1000 {
            journal.has_room(Reason::Sample, Some(&tenant(number)), now);
            journal.has_room(Reason::Error, Some(&tenant(1)), now);
        }
        assert!(!journal.has_room(Reason::Sample, Some(&tenant(1000)), now), "an isolate has had its share");
        assert!(!journal.has_room(Reason::Error, Some(&tenant(1)), now), "a tenant has had its share");
        assert!(journal.has_room(Reason::Error, Some(&tenant(2)), now));
        assert!(journal.has_room(Reason::KeyUse, Some(&tenant(1)), now));
        assert!(journal.has_room(Reason::Error, None, now));
        assert!(journal.has_room(Reason::Error, Some(&tenant(1)), Timestamp::from_millis(1000)));
        assert_eq!(journal.budget.lock().unwrap().by_tenant.len(), 1, "nothing of the last second is left");
    }
}
