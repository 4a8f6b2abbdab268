//! What is asked for, what is left to do, and what an isolate remembers of pages.

use logicspike_shared::ids::TenantId;
use logicspike_shared::time::Timestamp;

use super::key::PageKey;
use super::known::Known;
use super::reply::Page;
use crate::host::Forward;
use crate::instants::Instants;

/// How long a page is served as it is, in milliseconds.
pub(super) const FRESH_MS: i64 = 30_000;
/// Until what age a page is served while it is fetched anew, in milliseconds: the promise to publishers.
pub(super) const MAX_AGE_MS: i64 = 60_000;
/// How long others leave a fetch to the request that began it, in milliseconds.
pub(super) const REFRESH_MS: i64 = 5_000;
/// How long the service is left alone with a tenant's pages after it did not answer for one, in milliseconds.
pub(super) const OUTAGE_PAUSE_MS: i64 = 5_000;
/// How long a withdrawal matters, in milliseconds: as long as a page is kept.
pub(super) const WITHDRAWN_MS: i64 = 24 * 60 * 60 * 1000;
/// The largest page that is read whole and kept, in bytes; a longer one is handed on as it comes.
pub(super) const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A public page that is asked for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// Its place in the cache.
    pub key: PageKey,
    /// The tenant whose page it is.
    pub tenant: TenantId,
    /// How to fetch it.
    pub forward: Forward,
    /// The client's `If-None-Match`.
    pub if_none_match: Option<String>,
    /// Whether the client wants nothing that was kept.
    pub anew: bool,
}

impl PageRequest {
    /// The question, put to the service at an instant.
    pub(super) fn asked_at(&self, at: Timestamp) -> Asked {
        Asked { tenant: self.tenant.clone(), key: self.key.clone(), anew: self.anew, at }
    }
}

/// A question that the service was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The tenant whose page it is for.
    pub tenant: TenantId,
    /// The page's place in the cache.
    pub key: PageKey,
    /// Whether nothing that was kept was wanted.
    pub anew: bool,
    /// When.
    pub at: Timestamp,
}

/// What is to be done after the response.
#[derive(Debug)]
pub enum PageWork {
    /// Keep the page that was the answer.
    Keep(Asked, Page),
    /// Drop what is kept: the answer was that it is no more.
    Drop(Asked),
    /// Drop what is known to be kept of a tenant.
    DropAll(TenantId),
    /// Fetch a page anew.
    Refresh(PageRequest),
}

/// What an isolate notes about pages.
#[derive(Debug)]
pub struct Pages {
    /// When a tenant's content was last changed through this isolate: pages asked for before are old.
    pub(super) changed: Instants,
    /// Until when a page's fetch is somebody's.
    pub(super) refreshing: Instants,
    /// When something of a tenant was last withdrawn through this isolate.
    pub(super) withdrawn: Instants,
    /// Until when the service is left alone with a tenant's pages.
    pub(super) paused: Instants,
    /// Where pages are kept, as far as this isolate has seen: the Cache API cannot list its keys.
    pub(super) known: Known,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            changed: Instants::new(MAX_AGE_MS),
            refreshing: Instants::new(REFRESH_MS),
            withdrawn: Instants::new(WITHDRAWN_MS),
            paused: Instants::new(OUTAGE_PAUSE_MS),
            known: Known::default(),
        }
    }
}
