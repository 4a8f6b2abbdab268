//! The bucket of the Workers runtime, R2.

use std::cell::RefCell;

use bytes::Bytes;
use futures_util::future::join;
use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::http::NativeBody;
use logicspike_shared::service::Pieces;
use logicspike_shared::time::Timestamp;
use worker::js_sys::Uint8Array;
use worker::js_sys::futures::JsFuture;
use worker::send::SendWrapper;
use worker::wasm_bindgen::JsValue;
use worker::web_sys::WritableStreamDefaultWriter;
use worker::worker_sys::FixedLengthStream;
use worker::{Env, Object, Range, ResponseBody};

use crate::domain::media::Part;
use crate::host::{Bucket, Content, Listed};

/// The binding of the bucket.
const MEDIA: &str = "MEDIA";

thread_local! {
    static BOUND: RefCell<Option<worker::Bucket>> = const { RefCell::new(None) };
}

/// The bucket that this isolate is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoundBucket;

impl BoundBucket {
    /// The bucket of this environment, which is one and the same as long as the isolate lives.
    pub(crate) fn new(env: &Env) -> Self {
        BOUND.with_borrow_mut(|bound| {
            if bound.is_none() {
                *bound = env.bucket(MEDIA).ok();
            }
        });
        Self
    }

    fn bound() -> Result<worker::Bucket, AppError> {
        BOUND.with_borrow(Clone::clone).ok_or_else(|| {
            let text = format!("Configuration error: {MEDIA} binding missing");
            AppError::new(StatusCode::INTERNAL_SERVER_ERROR, text, ErrorCode::ConfigurationError)
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err asks for")]
fn failed(error: worker::Error) -> AppError {
    AppError::unavailable(format!("bucket: {error}"))
}

fn refused(value: JsValue) -> AppError {
    failed(value.into())
}

/// Writes the pieces, each when the one before was taken: no more of the file is in memory than that.
async fn write(writer: &WritableStreamDefaultWriter, pieces: &mut impl Pieces) -> Result<(), AppError> {
    while let Some(piece) = pieces.next().await? {
        let chunk = Uint8Array::from(piece.as_ref());
        JsFuture::from(writer.write_with_chunk(&chunk)).await.map_err(refused)?;
    }
    JsFuture::from(writer.close()).await.map_err(refused)?;
    Ok(())
}

impl Bucket for BoundBucket {
    async fn put(&self, key: &str, bytes: u32, pieces: &mut impl Pieces) -> Result<(), AppError> {
        let bucket = Self::bound()?;
        // A bucket wants to know how long a stream is.
        let pipe = FixedLengthStream::new(bytes).map_err(refused)?;
        let writer = pipe.writable().get_writer().map_err(refused)?;
        let put = bucket.put(key, pipe.readable()).execute();
        let write = async {
            let written = write(&writer, pieces).await;
            if written.is_err() {
                // The bucket's side ends with it; what it says of that is not what went wrong.
                let _ = JsFuture::from(writer.abort()).await;
            }
            written
        };
        let (written, put) = join(write, put).await;
        written?;
        put.map_err(failed)?;
        Ok(())
    }

    async fn copy(&self, from: &str, to: &str) -> Result<bool, AppError> {
        let bucket = Self::bound()?;
        let Some(object) = bucket.get(from).execute().await.map_err(failed)? else { return Ok(false) };
        match body_of(&object)? {
            ResponseBody::Stream(stream) => {
                bucket.put(to, stream).execute().await.map_err(failed)?;
                Ok(true)
            }
            ResponseBody::Body(_) | ResponseBody::Empty => Ok(false),
        }
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, AppError> {
        Ok(Self::bound()?.head(key).await.map_err(failed)?.map(|object| object.size()))
    }

    async fn get(&self, key: &str, part: Option<Part>) -> Result<Option<(u64, Content)>, AppError> {
        let bucket = Self::bound()?;
        let mut get = bucket.get(key);
        if let Some(Part { offset, length }) = part {
            get = get.range(Range::OffsetWithLength { offset, length });
        }
        let Some(object) = get.execute().await.map_err(failed)? else { return Ok(None) };
        let content = match body_of(&object)? {
            ResponseBody::Stream(stream) => Content::Native(NativeBody::new(SendWrapper(stream))),
            ResponseBody::Body(bytes) => Content::Bytes(bytes.into()),
            ResponseBody::Empty => Content::Bytes(Bytes::new()),
        };
        Ok(Some((object.size(), content)))
    }

    async fn remove(&self, keys: Vec<String>) -> Result<(), AppError> {
        Self::bound()?.delete_multiple(keys).await.map_err(failed)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, AppError> {
        let listed = Self::bound()?.list().prefix(prefix).execute().await.map_err(failed)?;
        let since = |object: &Object| {
            Timestamp::from_millis(i64::try_from(object.uploaded().as_millis()).unwrap_or(i64::MAX))
        };
        Ok(listed.objects().iter().map(|object| Listed { key: object.key(), since: since(object) }).collect())
    }
}

fn body_of(object: &Object) -> Result<ResponseBody, AppError> {
    match object.body() {
        Some(body) => body.response_body().map_err(failed),
        None => Ok(ResponseBody::Empty),
    }
}
