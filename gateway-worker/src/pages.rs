//! The edge cache of public pages.
//!
//! A page is kept for a day, with the time at which it was asked for, and freshness is decided here:
//! the Cache API knows neither "stale while revalidate" nor "stale if error". For 30 seconds a page is
//! fresh; for 30 more it is served once more while it is fetched anew; after that it is fetched before
//! anyone is answered, and the kept one is served only if the service fails. Clients and caches between
//! are told the same limits and the page's age, so that no copy anywhere is older than a minute.

mod key;
mod reply;

use std::sync::atomic::{AtomicI64, Ordering};

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::ids::TenantId;
use logicspike_shared::time::Timestamp;

use crate::host::{Body, Forward, Host, Reply};
use crate::notes::Notes;
use reply::Source;

pub use key::PageKey;
pub use reply::{Head, Page};

/// How long a page is served as it is, in milliseconds.
const FRESH_MS: i64 = 30_000;
/// Until what age a page is served while it is fetched anew, in milliseconds: the promise to publishers.
const MAX_AGE_MS: i64 = 60_000;
/// How long others leave a fetch to the request that began it, in milliseconds.
const REFRESH_MS: i64 = 5_000;
/// How long the service is left alone after it did not answer, in milliseconds, where a page is at hand.
const OUTAGE_PAUSE_MS: i64 = 5_000;

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
}

/// What is to be done after the response.
#[derive(Debug)]
pub enum PageWork {
    /// Keep a page that was just fetched.
    Keep(PageKey, Page),
    /// Drop a page that is no more.
    Drop(PageKey),
    /// Fetch a page anew.
    Refresh(PageRequest),
}

/// What an isolate notes about pages.
#[derive(Debug)]
pub struct Pages {
    /// When a tenant's content was last changed through this isolate: pages asked for before are old.
    changed: Notes,
    /// Until when a page's fetch is somebody's.
    refreshing: Notes,
    /// Until when the service is left alone.
    pause_until_ms: AtomicI64,
}

/// What the service said when it was asked for a page.
enum Fetched<B> {
    /// A page to keep.
    Page(Page),
    /// There is no such page.
    Gone(Reply<B>),
    /// Another answer, for the client that asked.
    Other(Reply<B>),
    /// It failed; what the client is told of it if there is nothing better.
    Failed(Result<Reply<B>, AppError>),
}

impl Default for Pages {
    fn default() -> Self {
        let pause_until_ms = AtomicI64::new(0);
        Self { changed: Notes::new(MAX_AGE_MS), refreshing: Notes::new(REFRESH_MS), pause_until_ms }
    }
}

impl Pages {
    /// Notes that a tenant's content was changed through this isolate.
    pub fn content_changed(&self, tenant: &TenantId, now: Timestamp) {
        self.changed.set(tenant.as_str(), now.as_millis(), now.as_millis());
    }

    /// Answers a request for a page; the work it leaves is done after the response.
    ///
    /// # Errors
    /// The service failed and no page is kept.
    pub async fn answer<H: Host>(
        &self,
        host: &H,
        request: PageRequest,
        now: Timestamp,
    ) -> Result<(Reply<H::Body>, Option<PageWork>), AppError> {
        let now_ms = now.as_millis();
        let kept = host.cached(request.key.as_str()).await.and_then(Head::from_cache);
        if let Some((head, body)) = kept {
            let age_ms = now_ms - head.asked_at_ms();
            let outdated =
                self.changed.get(request.tenant.as_str()).is_some_and(|at| head.asked_at_ms() <= at);
            let if_none_match = request.if_none_match.clone();
            let reply = |source| head.into_reply(body, source, age_ms, if_none_match.as_deref());
            if !outdated && age_ms < FRESH_MS {
                return Ok((reply(Source::Hit), None));
            }
            if !outdated && age_ms < MAX_AGE_MS {
                let work = self.claim(&request.key, now_ms).then(|| PageWork::Refresh(request.clone()));
                return Ok((reply(Source::Hit), work));
            }
            if now_ms < self.pause_until_ms.load(Ordering::Relaxed) {
                return Ok((reply(Source::Stale), None));
            }
            return Ok(match self.fetch(host, &request.forward, now).await {
                Fetched::Page(page) => Self::fresh(request, page),
                Fetched::Gone(answer) => (answer, Some(PageWork::Drop(request.key))),
                Fetched::Other(answer) => (answer, None),
                Fetched::Failed(_) => (reply(Source::Stale), None),
            });
        }
        match self.fetch(host, &request.forward, now).await {
            Fetched::Page(page) => Ok(Self::fresh(request, page)),
            Fetched::Gone(answer) | Fetched::Other(answer) => Ok((answer, None)),
            Fetched::Failed(outcome) => outcome.map(|answer| (answer, None)),
        }
    }

    /// Does the work that a response left.
    pub async fn work<H: Host>(&self, host: &H, work: PageWork, now: Timestamp) {
        match work {
            PageWork::Keep(key, page) => host.keep(key.as_str(), page.into_cache()).await,
            PageWork::Drop(key) => host.forget(key.as_str()).await,
            PageWork::Refresh(request) => match self.fetch(host, &request.forward, now).await {
                Fetched::Page(page) => host.keep(request.key.as_str(), page.into_cache()).await,
                Fetched::Gone(_) => host.forget(request.key.as_str()).await,
                Fetched::Other(_) | Fetched::Failed(_) => {}
            },
        }
    }

    fn fresh<B>(request: PageRequest, page: Page) -> (Reply<B>, Option<PageWork>) {
        let body = Body::Bytes(page.body.clone());
        let reply = page.head.clone().into_reply(body, Source::Miss, 0, request.if_none_match.as_deref());
        (reply, Some(PageWork::Keep(request.key, page)))
    }

    /// Whether this request is the one to fetch the page anew.
    fn claim(&self, key: &PageKey, now_ms: i64) -> bool {
        if self.refreshing.get(key.as_str()).is_some_and(|until| now_ms < until) {
            return false;
        }
        self.refreshing.set(key.as_str(), now_ms + REFRESH_MS, now_ms);
        true
    }

    async fn fetch<H: Host>(&self, host: &H, forward: &Forward, now: Timestamp) -> Fetched<H::Body> {
        let answer = match host.call(forward).await {
            Ok(answer) => answer,
            Err(error) => {
                self.pause(now);
                return Fetched::Failed(Err(AppError::unavailable(error.to_string())));
            }
        };
        match answer.status {
            StatusCode::OK | StatusCode::MOVED_PERMANENTLY => match host.read(answer.body).await {
                Ok(body) => Fetched::Page(Page::new(answer.status, answer.headers, body, now)),
                Err(error) => Fetched::Failed(Err(AppError::unavailable(error.to_string()))),
            },
            StatusCode::NOT_FOUND | StatusCode::GONE => Fetched::Gone(answer),
            status if status.is_server_error() => {
                if status == StatusCode::SERVICE_UNAVAILABLE {
                    self.pause(now);
                }
                Fetched::Failed(Ok(answer))
            }
            _ => Fetched::Other(answer),
        }
    }

    fn pause(&self, now: Timestamp) {
        self.pause_until_ms.store(now.as_millis() + OUTAGE_PAUSE_MS, Ordering::Relaxed);
    }
}
