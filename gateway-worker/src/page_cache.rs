//! The edge cache of public pages.
//!
//! A page is kept for a day, with the time at which it was asked for, and freshness is decided here:
//! the Cache API knows neither "stale while revalidate" nor "stale if error". For 30 seconds a page is
//! fresh; for 30 more it is served once more while it is fetched anew; after that it is fetched before
//! anyone is answered, and the kept one is served only if the service fails. Clients and caches between
//! are told the same limits and the page's age, so that no copy anywhere is older than a minute.
//!
//! An answer never takes the place of one that was asked for later, however late it comes. A page that was asked for past
//! every cache leaves a note of when, before it is kept: an older answer that other isolates keep at the same time is
//! dropped by whoever kept it, and not served for the rest of its minute.
//!
//! What was withdrawn is another matter: a page that was asked for before a withdrawal is never served because the service
//! fails. The instant is noted here and kept in the cache, for the other isolates.

mod effect;
mod fetch;
mod key;
mod known;
mod reply;
mod state;

use logicspike_shared::error::AppError;
use logicspike_shared::ids::TenantId;
use logicspike_shared::time::Timestamp;

use crate::host::{Body, Host, Reply};
use fetch::Fetched;
use reply::Source;
use state::{Asked, FRESH_MS, MAX_AGE_MS, REFRESH_MS};

pub use effect::Effect;
pub use key::PageKey;
pub use reply::{Head, Page};
pub use state::{PageRequest, PageWork, Pages};

impl Pages {
    /// Notes what a request through the admin door did to a tenant's pages; a withdrawal is kept in the cache before
    /// anybody hears of it. The work it leaves is done after the response.
    pub async fn changed<H: Host>(
        &self,
        host: &H,
        tenant: &TenantId,
        effect: Effect,
        now: Timestamp,
    ) -> Option<PageWork> {
        let now_ms = now.as_millis();
        if effect == Effect::None {
            return None;
        }
        self.changed.set(tenant.as_str(), now_ms, now_ms);
        if effect != Effect::Withdrawn {
            return None;
        }
        self.withdrawn.set(tenant.as_str(), now_ms, now_ms);
        host.keep(PageKey::of_withdrawal(tenant).as_str(), Page::of_instant(now).into_cache()).await;
        Some(PageWork::DropAll(tenant.clone()))
    }

    /// Answers a request for a page; the work it leaves is done after the response.
    ///
    /// # Errors
    /// The service failed and no page is kept that may be shown.
    pub async fn answer<H: Host>(
        &self,
        host: &H,
        request: PageRequest,
        now: Timestamp,
    ) -> Result<(Reply<H::Body>, Option<PageWork>), AppError> {
        let now_ms = now.as_millis();
        let kept = if request.anew {
            None
        } else {
            host.cached(request.key.as_str()).await.and_then(Head::from_cache)
        };
        let Some((head, body)) = kept else {
            return match self.fetch(host, &request, now).await {
                Ok(fetched) => Ok(Self::fetched(fetched, &request, now)),
                Err(failed) => failed.map(|answer| (answer, None)),
            };
        };
        let age_ms = now_ms - head.asked_at_ms();
        let outdated = self.is_outdated(&request.tenant, head.asked_at_ms());
        if !outdated && age_ms < MAX_AGE_MS {
            let is_old = age_ms >= FRESH_MS;
            let work =
                (is_old && self.claim(&request.key, now_ms)).then(|| PageWork::Refresh(request.clone()));
            let reply = head.into_reply(body, Source::Hit, age_ms, request.if_none_match.as_deref());
            return Ok((reply, work));
        }
        let paused = self.paused.get(request.tenant.as_str()).is_some_and(|until| now_ms < until);
        // A page that is known to be old is asked for whatever happened a moment ago.
        let failed = if paused && !outdated {
            Err(AppError::unavailable("the service did not answer a moment ago"))
        } else {
            match self.fetch(host, &request, now).await {
                Ok(fetched) => return Ok(Self::fetched(fetched, &request, now)),
                Err(failed) => failed,
            }
        };
        if self.is_withdrawn(host, &request.tenant, head.asked_at_ms()).await {
            return failed.map(|answer| (answer, Some(PageWork::Drop(request.asked_at(now)))));
        }
        let reply = head.into_reply(body, Source::Stale, age_ms, request.if_none_match.as_deref());
        Ok((reply, None))
    }

    /// Whether something of the tenant was changed through this isolate after a page was asked for.
    fn is_outdated(&self, tenant: &TenantId, asked_at_ms: i64) -> bool {
        self.changed.get(tenant.as_str()).is_some_and(|at| asked_at_ms <= at)
    }

    /// Whether something of the tenant was withdrawn after a page was asked for, as far as this isolate or the cache
    /// knows.
    async fn is_withdrawn<H: Host>(&self, host: &H, tenant: &TenantId, asked_at_ms: i64) -> bool {
        if self.withdrawn.get(tenant.as_str()).is_some_and(|at| asked_at_ms <= at) {
            return true;
        }
        let kept = host.cached(PageKey::of_withdrawal(tenant).as_str()).await.and_then(Head::from_cache);
        kept.is_some_and(|(instant, _)| asked_at_ms <= instant.asked_at_ms())
    }

    /// Does the work that a response left.
    pub async fn work<H: Host>(&self, host: &H, work: PageWork, now: Timestamp) {
        match work {
            PageWork::Keep(asked, page) => self.keep(host, &asked, page).await,
            PageWork::Drop(asked) => Self::drop(host, &asked).await,
            PageWork::DropAll(tenant) => {
                for key in self.known.take(&tenant) {
                    host.forget(key.as_str()).await;
                }
            }
            PageWork::Refresh(request) => match self.fetch(host, &request, now).await {
                Ok(Fetched::Page(page)) => self.keep(host, &request.asked_at(now), page).await,
                Ok(Fetched::Gone(_) | Fetched::Private(_) | Fetched::Long(..)) => {
                    Self::drop(host, &request.asked_at(now)).await;
                }
                Ok(Fetched::Other(_)) | Err(_) => {}
            },
        }
    }

    /// Keeps a page, unless something was changed while it was under way, or a page that was asked for later is there: to
    /// other isolates it would be a new one.
    async fn keep<H: Host>(&self, host: &H, asked: &Asked, page: Page) {
        if self.is_outdated(&asked.tenant, asked.at.as_millis()) {
            return;
        }
        let key = asked.key.as_str();
        let kept = host.cached(key).await.and_then(Head::from_cache);
        if kept.is_some_and(|(head, _)| head.asked_at_ms() > asked.at.as_millis()) {
            return;
        }
        Self::note_anew(host, asked).await;
        self.known.remember(&asked.tenant, &asked.key);
        host.keep(key, page.into_cache()).await;
        // Whoever asked anew notes it before the page is kept. So either that page took this one's place, or its note is
        // seen now.
        let noted = host.cached(asked.key.of_asked_anew().as_str()).await.and_then(Head::from_cache);
        if noted.is_some_and(|(note, _)| note.asked_at_ms() > asked.at.as_millis()) {
            host.forget(key).await;
        }
    }

    /// Drops what is kept in a page's place.
    async fn drop<H: Host>(host: &H, asked: &Asked) {
        Self::note_anew(host, asked).await;
        host.forget(asked.key.as_str()).await;
    }

    /// Notes when a page was asked for past every cache.
    async fn note_anew<H: Host>(host: &H, asked: &Asked) {
        if asked.anew {
            host.keep(asked.key.of_asked_anew().as_str(), Page::of_instant(asked.at).into_cache()).await;
        }
    }

    /// What the service answered, as the client gets it, and the work it leaves.
    fn fetched<B>(
        fetched: Fetched<B>,
        request: &PageRequest,
        now: Timestamp,
    ) -> (Reply<B>, Option<PageWork>) {
        let source = if request.anew { Source::Refresh } else { Source::Miss };
        let (if_none_match, asked) = (request.if_none_match.as_deref(), request.asked_at(now));
        match fetched {
            Fetched::Page(page) => {
                let body = Body::Bytes(page.body.clone());
                let reply = page.head.clone().into_reply(body, source, 0, if_none_match);
                (reply, Some(PageWork::Keep(asked, page)))
            }
            Fetched::Gone(answer) => (answer, Some(PageWork::Drop(asked))),
            Fetched::Private(answer) => (answer, Some(PageWork::Drop(Asked { anew: false, ..asked }))),
            // What was kept while it was shorter is no longer what it was.
            Fetched::Long(head, body) => {
                (head.into_reply(body, source, 0, if_none_match), Some(PageWork::Drop(asked)))
            }
            Fetched::Other(answer) => (answer, None),
        }
    }

    /// Whether this request is the one to fetch the page anew.
    fn claim(&self, key: &PageKey, now_ms: i64) -> bool {
        if self.refreshing.get(key.as_str()).is_some_and(|until| now_ms < until) {
            return false;
        }
        self.refreshing.set(key.as_str(), now_ms + REFRESH_MS, now_ms);
        true
    }
}
