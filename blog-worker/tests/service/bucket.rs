//! A bucket in memory, for tests without the Workers runtime.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use blog_worker::domain::media::Part;
use blog_worker::host::{Bucket, Content, Listed};
use bytes::{Bytes, BytesMut};
use logicspike_shared::error::AppError;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::service::Pieces;
use logicspike_shared::time::Timestamp;

/// The files, by key, and when each was put there.
#[derive(Debug, Clone, Default)]
pub(crate) struct MemoryBucket {
    files: Arc<Mutex<BTreeMap<String, (Bytes, Timestamp)>>>,
    is_down: Arc<Mutex<bool>>,
}

impl MemoryBucket {
    /// The keys of all files.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    /// Lets it fail from now on, or not.
    pub(crate) fn set_down(&self, is_down: bool) {
        *self.is_down.lock().unwrap() = is_down;
    }

    /// Puts a file there, as if so many seconds ago.
    pub(crate) fn leave(&self, key: &str, seconds_ago: i64) {
        let since = FixedRuntime::real_time().now().plus_seconds(-seconds_ago);
        self.files.lock().unwrap().insert(key.to_owned(), (Bytes::from_static(b"left"), since));
    }

    fn up(&self) -> Result<(), AppError> {
        if *self.is_down.lock().unwrap() { Err(AppError::unavailable("the bucket is down")) } else { Ok(()) }
    }

    fn file(&self, key: &str) -> Result<Option<Bytes>, AppError> {
        self.up()?;
        Ok(self.files.lock().unwrap().get(key).map(|(bytes, _)| bytes.clone()))
    }
}

impl Bucket for MemoryBucket {
    async fn put(&self, key: &str, bytes: u32, pieces: &mut impl Pieces) -> Result<(), AppError> {
        self.up()?;
        let mut file = BytesMut::new();
        while let Some(piece) = pieces.next().await? {
            file.extend_from_slice(&piece);
        }
        assert_eq!(file.len(), usize::try_from(bytes).unwrap(), "a bucket takes what was announced");
        let now = FixedRuntime::real_time().now();
        self.files.lock().unwrap().insert(key.to_owned(), (file.freeze(), now));
        Ok(())
    }

    async fn copy(&self, from: &str, to: &str) -> Result<bool, AppError> {
        let Some(file) = self.file(from)? else { return Ok(false) };
        let now = FixedRuntime::real_time().now();
        self.files.lock().unwrap().insert(to.to_owned(), (file, now));
        Ok(true)
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, AppError> {
        Ok(self.file(key)?.map(|file| file.len() as u64))
    }

    async fn get(&self, key: &str, part: Option<Part>) -> Result<Option<(u64, Content)>, AppError> {
        let Some(file) = self.file(key)? else { return Ok(None) };
        let bytes = file.len() as u64;
        let content = match part {
            Some(Part { offset, length }) => {
                let [from, to] = [offset, offset + length].map(|at| usize::try_from(at).unwrap());
                file.slice(from..to)
            }
            None => file,
        };
        Ok(Some((bytes, Content::Bytes(content))))
    }

    async fn remove(&self, keys: Vec<String>) -> Result<(), AppError> {
        self.up()?;
        let mut files = self.files.lock().unwrap();
        for key in keys {
            files.remove(&key);
        }
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, AppError> {
        self.up()?;
        let files = self.files.lock().unwrap();
        let begun = files.iter().filter(|(key, _)| key.starts_with(prefix));
        Ok(begun.map(|(key, (_, since))| Listed { key: key.clone(), since: *since }).collect())
    }
}
