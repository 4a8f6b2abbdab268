//! What an isolate remembers about pages by tenant: a few things of each, so that one tenant's push out no other's.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use logicspike_shared::ids::TenantId;

/// Tenants remembered at a time.
const TENANTS: usize = 256;
/// Things remembered of one tenant.
const THINGS: usize = 32;

#[derive(Debug)]
struct Things<V> {
    by_tenant: BTreeMap<String, VecDeque<(String, V)>>,
    /// Oldest first.
    order: VecDeque<String>,
}

/// Values by name, the latest of each tenant.
#[derive(Debug)]
pub(super) struct PerTenant<V>(Mutex<Things<V>>);

impl<V> Default for PerTenant<V> {
    fn default() -> Self {
        Self(Mutex::new(Things { by_tenant: BTreeMap::new(), order: VecDeque::new() }))
    }
}

impl<V: Clone> PerTenant<V> {
    /// Remembers a value under a name, in the place of the one that is there.
    pub(super) fn remember(&self, tenant: &TenantId, name: &str, value: V) {
        let mut things = self.lock();
        let Things { by_tenant, order } = &mut *things;
        if !by_tenant.contains_key(tenant.as_str()) {
            if order.len() >= TENANTS
                && let Some(oldest) = order.pop_front()
            {
                by_tenant.remove(&oldest);
            }
            order.push_back(tenant.as_str().to_owned());
        }
        let values = by_tenant.entry(tenant.as_str().to_owned()).or_default();
        values.retain(|(known, _)| known != name);
        if values.len() >= THINGS {
            values.pop_front();
        }
        values.push_back((name.to_owned(), value));
    }

    /// All that is remembered of a tenant, with its names.
    pub(super) fn of(&self, tenant: &TenantId) -> Vec<(String, V)> {
        self.lock().by_tenant.get(tenant.as_str()).into_iter().flatten().cloned().collect()
    }

    /// Hands over all that is remembered of a tenant.
    pub(super) fn take(&self, tenant: &TenantId) -> Vec<(String, V)> {
        self.lock()
            .by_tenant
            .get_mut(tenant.as_str())
            .map(|values| values.drain(..).collect())
            .unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Things<V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(number: usize) -> TenantId {
        TenantId::parse(&format!("tenant_{number}")).unwrap()
    }

    #[test]
    fn one_tenants_many_things_push_out_no_other_tenants() {
        let known = PerTenant::default();
        let (one, busy) = (tenant(1), tenant(2));
        known.remember(&one, "a", 1);
        for number in 0..10_000 {
            known.remember(&busy, &number.to_string(), number);
        }
        assert_eq!(known.of(&busy).len(), THINGS);
        known.remember(&busy, "9990", 0);
        assert_eq!(known.of(&busy).last(), Some(&("9990".to_owned(), 0)), "once, as the latest");
        assert_eq!(known.take(&busy).len(), THINGS);
        assert_eq!(known.take(&one), [("a".to_owned(), 1)]);
        assert!(known.take(&one).is_empty() && known.of(&tenant(3)).is_empty());
        for number in 0..10_000 {
            known.remember(&tenant(number), "a", 1);
        }
        let things = known.lock();
        assert_eq!((things.by_tenant.len(), things.order.len()), (TENANTS, TENANTS));
    }
}
