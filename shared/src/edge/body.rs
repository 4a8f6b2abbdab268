//! The body of a request, which JavaScript holds until it is known whether it may be read.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use super::tasks::{Answer, ask};
use crate::error::AppError;
use crate::service::{BodySource, Pieces};

/// There it is.
const HERE: i32 = 1;
/// There is no more of it; or, of a whole body, it is too long.
const NOT_HERE: i32 = 2;

/// The body of the task's request, which nobody has read yet.
#[derive(Debug)]
pub(super) struct UnreadBody {
    /// How long it says it is.
    declared: Option<usize>,
}

impl UnreadBody {
    /// The body that came with these headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        Self { declared: length.and_then(|length| length.parse().ok()) }
    }
}

fn broken(answer: Answer) -> AppError {
    AppError::invalid_json().because(format!("body broke off: {}", answer.into_text()))
}

impl Pieces for UnreadBody {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        let answer = ask("piece", |step| step).await;
        match answer.code {
            HERE => Ok(Some(answer.payload.into())),
            NOT_HERE => Ok(None),
            _ => Err(broken(answer)),
        }
    }
}

impl BodySource for UnreadBody {
    async fn read(self, most_bytes: usize) -> Result<Bytes, AppError> {
        if self.declared.is_some_and(|length| length > most_bytes) {
            return Err(AppError::payload_too_large());
        }
        let answer = ask("body", |step| step.size(most_bytes)).await;
        match answer.code {
            HERE => Ok(answer.payload.into()),
            NOT_HERE => Err(AppError::payload_too_large()),
            _ => Err(broken(answer)),
        }
    }
}
