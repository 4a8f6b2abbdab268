//! What the service needs of its host: clock, randomness and log, the way to the database, and the bucket for files.

use std::future::Future;

use bytes::Bytes;
use logicspike_shared::error::AppError;
use logicspike_shared::http::NativeBody;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::Pieces;
use logicspike_shared::sql::Transport;
use logicspike_shared::time::Timestamp;

use crate::domain::media::Part;

/// The host, as one type: handlers name one parameter instead of three.
pub trait Host {
    /// Clock, randomness, log.
    type Runtime: Runtime;
    /// The way to the SQL endpoint.
    type Transport: Transport;
    /// Where files are kept.
    type Bucket: Bucket;
}

impl<R: Runtime, T: Transport, B: Bucket> Host for (R, T, B) {
    type Runtime = R;
    type Transport = T;
    type Bucket = B;
}

/// What is in a file, or in a part of it.
#[derive(Debug)]
pub enum Content {
    /// The bytes themselves.
    Bytes(Bytes),
    /// A stream of the host's, handed through unread.
    Native(NativeBody),
}

/// A file in the bucket that nobody may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// When it was put there.
    pub since: Timestamp,
}

/// Where files are kept, by key. Every error is one of the bucket: 503, or 500 where there is none.
pub trait Bucket {
    /// Puts a file of so many bytes under a key, as its pieces come.
    ///
    /// # Errors
    /// Also those of the pieces; nothing is there then.
    fn put(
        &self,
        key: &str,
        bytes: u32,
        pieces: &mut impl Pieces,
    ) -> impl Future<Output = Result<(), AppError>>;

    /// Puts a copy of a file under another key; whether there is such a file.
    fn copy(&self, from: &str, to: &str) -> impl Future<Output = Result<bool, AppError>>;

    /// How many bytes a file has; none if there is no such file.
    fn size(&self, key: &str) -> impl Future<Output = Result<Option<u64>, AppError>>;

    /// A file, or a part that it has; none if there is no such file.
    fn get(
        &self,
        key: &str,
        part: Option<Part>,
    ) -> impl Future<Output = Result<Option<(u64, Content)>, AppError>>;

    /// Removes files; those that are not there are no error. At most a thousand.
    fn remove(&self, keys: Vec<String>) -> impl Future<Output = Result<(), AppError>>;

    /// The first files whose keys begin so, at most a thousand.
    fn list(&self, prefix: &str) -> impl Future<Output = Result<Vec<Listed>, AppError>>;
}
