//! The bucket of the Workers runtime, R2: what is asked of JavaScript, which holds the files.

use std::str::Lines;

use futures_util::future::join;
use http::StatusCode;
use logicspike_shared::edge::{Answer, Ask, Held, Step, ask, has_binding};
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::http::NativeBody;
use logicspike_shared::service::Pieces;
use logicspike_shared::time::Timestamp;

use crate::domain::media::Part;
use crate::host::{Bucket, Content, Listed};

/// The binding of the bucket.
const MEDIA: &str = "MEDIA";

/// There is no such file.
const NONE: i32 = 2;

/// The bucket that this isolate is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoundBucket;

/// Asks the bucket for something, if there is one.
fn ask_bucket(
    what: &str,
    details: impl for<'a> FnOnce(&'a mut Step) -> &'a mut Step,
) -> Result<Ask, AppError> {
    if has_binding(MEDIA) {
        return Ok(ask(what, |step| details(step.line(MEDIA))));
    }
    let text = format!("Configuration error: {MEDIA} binding missing");
    Err(AppError::new(StatusCode::INTERNAL_SERVER_ERROR, text, ErrorCode::ConfigurationError))
}

/// What came of it; none if there is no such file.
fn found(answer: Answer) -> Result<Option<String>, AppError> {
    match answer.code {
        Answer::FAILED => Err(AppError::unavailable(format!("bucket: {}", answer.into_text()))),
        NONE => Ok(None),
        _ => Ok(Some(answer.into_text())),
    }
}

/// Writes the pieces, each when the one before was taken: no more of the file is in memory than that.
async fn write(put: i64, pieces: &mut impl Pieces) -> Result<(), AppError> {
    while let Some(piece) = pieces.next().await? {
        found(ask("write", |step| step.number(put).bytes(&piece)).await)?;
    }
    found(ask("close", |step| step.number(put)).await).map(drop)
}

impl Bucket for BoundBucket {
    async fn put(&self, key: &str, bytes: u32, pieces: &mut impl Pieces) -> Result<(), AppError> {
        let put = ask_bucket("store", |step| step.line(key).number(bytes.into()))?;
        let number = put.number();
        let write = async {
            let written = write(number, pieces).await;
            if written.is_err() {
                // The bucket's side ends with it; what it says of that is not what went wrong.
                ask("abandon", |step| step.number(number)).await;
            }
            written
        };
        let (written, put) = join(write, put).await;
        written?;
        found(put).map(drop)
    }

    async fn copy(&self, from: &str, to: &str) -> Result<bool, AppError> {
        Ok(found(ask_bucket("copy", |step| step.line(from).line(to))?.await)?.is_some())
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, AppError> {
        found(ask_bucket("size", |step| step.line(key))?.await)?.as_deref().map(number).transpose()
    }

    async fn get(&self, key: &str, part: Option<Part>) -> Result<Option<(u64, Content)>, AppError> {
        let get = ask_bucket("get", |step| match part {
            None => step.line(key).line("all"),
            Some(Part { offset, length }) => {
                step.line(key).line("part").line(&offset.to_string()).line(&length.to_string())
            }
        })?;
        let content = Content::Native(NativeBody::new(Held(get.number())));
        let Some(size) = found(get.await)? else { return Ok(None) };
        Ok(Some((number(&size)?, content)))
    }

    async fn remove(&self, keys: Vec<String>) -> Result<(), AppError> {
        let remove =
            ask_bucket("remove", |step| keys.iter().fold(step.size(keys.len()), |step, key| step.line(key)))?;
        found(remove.await).map(drop)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, AppError> {
        let text = found(ask_bucket("list", |step| step.line(prefix))?.await)?.unwrap_or_default();
        let mut lines = text.lines();
        std::iter::from_fn(|| listed(&mut lines).transpose()).collect()
    }
}

/// The next file of a list: its key, and when it was put there.
fn listed(lines: &mut Lines<'_>) -> Result<Option<Listed>, AppError> {
    let Some((key, since)) = lines.next().zip(lines.next()) else { return Ok(None) };
    Ok(Some(Listed { key: key.to_owned(), since: Timestamp::from_millis(number(since)?) }))
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, AppError> {
    text.parse().map_err(|_| AppError::internal(format!("bucket: {text:?} is no number")))
}
