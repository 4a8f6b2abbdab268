//! Asking the service for a page, and what its answer means for the one that is kept.

use http::StatusCode;
use http::header::CONTENT_LENGTH;
use logicspike_shared::error::AppError;
use logicspike_shared::ids::TenantId;
use logicspike_shared::time::Timestamp;

use super::reply::{Head, Page};
use super::state::{MAX_PAGE_BYTES, OUTAGE_PAUSE_MS, PageRequest, Pages};
use crate::headers;
use crate::host::{Body, Host, Read, Reply};

/// What the service said when it was asked for a page.
pub(super) enum Fetched<B> {
    /// A page to keep.
    Page(Page),
    /// There is no page.
    Gone(Reply<B>),
    /// A page that the service lets nobody keep, such as a preview.
    Private(Reply<B>),
    /// Another answer, for the client that asked.
    Other(Reply<B>),
    /// A page that is too long to keep.
    Long(Head, Body<B>),
}

/// What the client is told of a failure of the service if there is nothing better.
pub(super) type Failed<B> = Result<Reply<B>, AppError>;

impl Pages {
    /// Asks the service for a page.
    pub(super) async fn fetch<H: Host>(
        &self,
        host: &H,
        request: &PageRequest,
        now: Timestamp,
    ) -> Result<Fetched<H::Body>, Failed<H::Body>> {
        let answer = match host.call(&request.forward).await {
            Ok(answer) => answer,
            Err(error) => {
                self.pause(&request.tenant, now);
                return Err(Err(AppError::unavailable(error.to_string())));
            }
        };
        match answer.status {
            StatusCode::OK | StatusCode::MOVED_PERMANENTLY if headers::is_not_to_be_kept(&answer.headers) => {
                Ok(Fetched::Private(answer))
            }
            StatusCode::OK | StatusCode::MOVED_PERMANENTLY => {
                let length = answer.headers.get(CONTENT_LENGTH);
                let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
                let head = Head::new(answer.status, answer.headers, now);
                if length.is_some_and(|length| length > MAX_PAGE_BYTES) {
                    return Ok(Fetched::Long(head, answer.body));
                }
                match host.read(answer.body, MAX_PAGE_BYTES).await {
                    Ok(Read::Whole(body)) => Ok(Fetched::Page(Page::new(head, body))),
                    Ok(Read::Longer(body)) => Ok(Fetched::Long(head, body)),
                    Err(error) => Err(Err(AppError::unavailable(error.to_string()))),
                }
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Fetched::Gone(answer)),
            status if status.is_server_error() => {
                if status == StatusCode::SERVICE_UNAVAILABLE {
                    self.pause(&request.tenant, now);
                }
                Err(Ok(answer))
            }
            _ => Ok(Fetched::Other(answer)),
        }
    }

    fn pause(&self, tenant: &TenantId, now: Timestamp) {
        let now_ms = now.as_millis();
        self.paused.set(tenant.as_str(), now_ms + OUTAGE_PAUSE_MS, now_ms);
    }
}
