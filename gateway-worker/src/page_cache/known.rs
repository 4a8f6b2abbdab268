//! Where a tenant's pages are kept, as far as this isolate has seen: the Cache API cannot list its keys.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use logicspike_shared::ids::TenantId;

use super::key::PageKey;

/// Tenants remembered at a time.
const TENANTS: usize = 256;
/// Pages remembered of one tenant.
const PAGES: usize = 32;
/// The longest key that is remembered, in bytes.
const MAX_KEY_BYTES: usize = 512;

#[derive(Debug, Default)]
struct Places {
    by_tenant: BTreeMap<String, VecDeque<PageKey>>,
    /// Oldest first.
    order: VecDeque<String>,
}

/// The places of kept pages, the latest of each tenant.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<Places>);

impl Known {
    /// Remembers that a page is kept.
    pub(super) fn remember(&self, tenant: &TenantId, key: &PageKey) {
        if key.as_str().len() > MAX_KEY_BYTES {
            return;
        }
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Places { by_tenant, order } = &mut *places;
        if !by_tenant.contains_key(tenant.as_str()) {
            if order.len() >= TENANTS
                && let Some(oldest) = order.pop_front()
            {
                by_tenant.remove(&oldest);
            }
            order.push_back(tenant.as_str().to_owned());
        }
        let pages = by_tenant.entry(tenant.as_str().to_owned()).or_default();
        if pages.contains(key) {
            return;
        }
        if pages.len() >= PAGES {
            pages.pop_front();
        }
        pages.push_back(key.clone());
    }

    /// Hands over all that is remembered of a tenant.
    pub(super) fn take(&self, tenant: &TenantId) -> Vec<PageKey> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.by_tenant.get_mut(tenant.as_str()).map(|pages| pages.drain(..).collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(number: usize) -> TenantId {
        TenantId::parse(&format!("tenant_{number}")).unwrap()
    }

    fn key(tenant: &TenantId, path: &str) -> PageKey {
        PageKey::new(tenant, "https://a.test", path, None).unwrap()
    }

    #[test]
    fn one_tenants_many_pages_push_out_no_other_tenants() {
        let known = Known::default();
        let (one, busy) = (tenant(1), tenant(2));
        known.remember(&one, &key(&one, "/a"));
        for number in 0..10_000 {
            known.remember(&busy, &key(&busy, &format!("/{number}")));
        }
        known.remember(&busy, &key(&busy, &"x".repeat(MAX_KEY_BYTES)));
        assert_eq!(known.take(&busy).len(), PAGES);
        assert_eq!(known.take(&one), [key(&one, "/a")]);
        assert!(known.take(&one).is_empty() && known.take(&tenant(3)).is_empty());
        for number in 0..10_000 {
            known.remember(&tenant(number), &key(&one, "/a"));
        }
        let places = known.0.lock().unwrap();
        assert_eq!((places.by_tenant.len(), places.order.len()), (TENANTS, TENANTS));
    }
}
