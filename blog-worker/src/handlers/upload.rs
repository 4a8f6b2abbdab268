//! A file on its way into the bucket: what it is, is looked at as it passes, and no more of it is kept than its header.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderMap};
use logicspike_shared::error::AppError;
use logicspike_shared::http::single_header;
use logicspike_shared::route::FILE_BODY;
use logicspike_shared::service::Pieces;
use sha2::{Digest, Sha256};

use crate::domain::media::{self, FIRST_BYTES, FileName, HEADER_BYTES, MediaType};

/// How long the file is, which the bucket wants to know before it comes.
///
/// # Errors
/// 411 if it is not said, 413 if it is too long.
pub(super) fn declared_bytes(headers: &HeaderMap) -> Result<u32, AppError> {
    let declared = single_header(headers, CONTENT_LENGTH.as_str()).ok().flatten();
    let declared: u64 = declared.and_then(|text| text.parse().ok()).ok_or_else(AppError::length_required)?;
    let fits = u32::try_from(declared)
        .ok()
        .filter(|bytes| usize::try_from(*bytes).is_ok_and(|bytes| bytes <= FILE_BODY));
    match fits {
        None => Err(AppError::payload_too_large()),
        Some(0) => Err(no_picture()),
        Some(bytes) => Ok(bytes),
    }
}

fn no_picture() -> AppError {
    AppError::unsupported_media_type().because("the first bytes are of no kind of picture that is kept")
}

/// The pieces of a file, looked at as they pass.
#[derive(Debug)]
pub(super) struct Inspected<P> {
    pieces: P,
    declared: u32,
    passed: u64,
    digest: Sha256,
    header: Vec<u8>,
    kind: Option<MediaType>,
}

/// What a file is that has passed.
#[derive(Debug)]
pub(super) struct Passed {
    pub(super) file: FileName,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl<P: Pieces> Inspected<P> {
    pub(super) fn new(pieces: P, declared: u32) -> Self {
        let digest = Sha256::new();
        Self { pieces, declared, passed: 0, digest, header: Vec::new(), kind: None }
    }

    /// What it was.
    ///
    /// # Errors
    /// 400 if it does not say how large a picture it is.
    pub(super) fn finish(self) -> Result<Passed, AppError> {
        let kind = self.kind.ok_or_else(no_picture)?;
        let (width, height) = media::dimensions(&self.header).ok_or_else(|| {
            AppError::invalid_field(
                "",
                "must be a picture whose width and height can be read from its header",
            )
        })?;
        Ok(Passed { file: FileName::new(&self.digest.finalize(), kind), width, height })
    }
}

impl<P: Pieces> Pieces for Inspected<P> {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        let piece = self.pieces.next().await?;
        let Some(piece) = piece else {
            if self.passed < u64::from(self.declared) {
                return Err(AppError::invalid_field("", "must be as long as Content-Length says"));
            }
            return Ok(None);
        };
        self.passed += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if self.passed > u64::from(self.declared) {
            return Err(AppError::payload_too_large().because("longer than declared"));
        }
        self.digest.update(&piece);
        let room = HEADER_BYTES - self.header.len();
        self.header.extend(piece.iter().take(room));
        let is_all = self.passed == u64::from(self.declared);
        if self.kind.is_none() && (self.header.len() >= FIRST_BYTES || is_all) {
            // A file that is no picture goes no further.
            self.kind = Some(MediaType::of(&self.header).ok_or_else(no_picture)?);
        }
        Ok(Some(piece))
    }
}
