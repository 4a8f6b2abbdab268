//! Pictures: which kinds there are, told by their first bytes; how large they are; by which names they are kept.

use std::fmt::Write as _;

use logicspike_shared::ids::TenantId;

/// Where files are in the bucket while they come: their names are known at their ends.
pub const COMING: &str = "coming/";

/// The kinds of pictures that are kept. All show pixels and nothing else: no kind of them runs a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// AVIF.
    Avif,
}

/// As many bytes of a file decide of which kind it is.
pub const FIRST_BYTES: usize = 64;
/// As much of a file is looked through for its dimensions: they stand behind colour profiles and what cameras note.
pub const HEADER_BYTES: usize = 256 * 1024;

impl MediaType {
    const ALL: [Self; 5] = [Self::Png, Self::Jpeg, Self::Webp, Self::Gif, Self::Avif];

    /// The kind that a file's first bytes say, whatever its name or its sender says.
    pub fn of(first: &[u8]) -> Option<Self> {
        if first.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if first.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if first.starts_with(b"GIF87a") || first.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else if first.starts_with(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else if is_avif(first) {
            Some(Self::Avif)
        } else {
            None
        }
    }

    /// What browsers are told that it is.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Avif => "image/avif",
        }
    }

    /// The end of its name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Avif => "avif",
        }
    }

    /// The kind whose names end so.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }
}

/// Whether a file's first box says that it is AVIF: as its brand, or among those that it is compatible with (ISO 14496-12
/// §4.3).
fn is_avif(first: &[u8]) -> bool {
    let size = first.first_chunk().map_or(0, |size| u32::from_be_bytes(*size));
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(first.len());
    let Some(brands) = first.get(8..size).filter(|_| first.get(4..8) == Some(b"ftyp")) else { return false };
    let mut brands = brands.chunks_exact(4);
    match brands.next() {
        Some(b"avif" | b"avis") => true,
        // The version stands between the brand and the others.
        Some(b"mif1" | b"msf1" | b"miaf") => brands.skip(1).any(|brand| matches!(brand, b"avif" | b"avis")),
        _ => false,
    }
}

/// Width and height, read from a file's beginning; none if it does not say.
pub fn dimensions(header: &[u8]) -> Option<(i32, i32)> {
    let measured = imagesize::blob_size(header).ok()?;
    let side = |pixels: usize| i32::try_from(pixels).ok().filter(|pixels| *pixels > 0);
    Some((side(measured.width)?, side(measured.height)?))
}

/// The name of a file: the SHA-256 of what is in it, and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    hash: String,
    kind: MediaType,
}

impl FileName {
    /// The name of a file of this kind with this digest.
    pub fn new(digest: &[u8], kind: MediaType) -> Self {
        let mut hash = String::with_capacity(64);
        for byte in digest {
            // Writing to a string cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self { hash, kind }
    }

    /// Reads a name as it stands in an address.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, extension) = text.split_once('.')?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let kind = MediaType::of_extension(extension)?;
        is_hash.then(|| Self { hash: hash.to_owned(), kind })
    }

    /// Where a tenant's file of this name is in the bucket.
    pub fn key(&self, tenant: &TenantId) -> String {
        format!("kept/{tenant}/{self}")
    }

    /// The digest.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The kind.
    pub fn kind(&self) -> MediaType {
        self.kind
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.hash, self.kind.extension())
    }
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it begins.
    pub offset: u64,
    /// How long it is.
    pub length: u64,
}

/// What a `Range` asks for, of a file with so many bytes (RFC 9110 §14.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of it: what is no range of bytes, or several, is not heeded.
    Whole,
    /// A part of it.
    Part(Part),
    /// A part that it does not have.
    Nothing,
}

impl Wanted {
    /// Reads a `Range`.
    pub fn parse(range: &str, bytes: u64) -> Self {
        let spec = range.trim().split_once('=').filter(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"));
        let Some((first, last)) = spec.and_then(|(_, spec)| spec.trim().split_once('-')) else {
            return Self::Whole;
        };
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        let (offset, end) = match (number(first), number(last)) {
            (Some(first), Some(last)) if first > last => return Self::Whole,
            (Some(first), Some(last)) => (first, last.saturating_add(1).min(bytes)),
            (Some(first), None) if last.is_empty() => (first, bytes),
            (None, Some(suffix)) if first.is_empty() => (bytes - suffix.min(bytes), bytes),
            _ => return Self::Whole,
        };
        if offset < end { Self::Part(Part { offset, length: end - offset }) } else { Self::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_bytes_alone_say_what_a_file_is() {
        let avif = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00miafavif";
        let heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1avif";
        for (first, kind) in [
            (b"\x89PNG\r\n\x1a\n....".as_slice(), Some(MediaType::Png)),
            (b"\xff\xd8\xff\xe0<script>", Some(MediaType::Jpeg)),
            (b"GIF89a/*<svg", Some(MediaType::Gif)),
            (b"RIFF\x00\x00\x00\x00WEBPVP8X", Some(MediaType::Webp)),
            (avif, Some(MediaType::Avif)),
            (heic, None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<!doctype html>", None),
            (b" \x89PNG\r\n\x1a\n", None),
            (b"RIFF\x00\x00\x00\x00WAVE", None),
            (b"%PDF-1.7", None),
            (b"", None),
        ] {
            assert_eq!(MediaType::of(first), kind, "{first:?}");
        }
    }

    #[test]
    fn a_name_is_a_digest_and_a_kind_and_nothing_else() {
        let name = FileName::new(&[0xab; 32], MediaType::Jpeg);
        assert_eq!(FileName::parse(&name.to_string()), Some(name));
        let hash = "a".repeat(64);
        for wrong in [
            format!("{hash}.svg"),
            format!("{hash}.jpeg"),
            format!("{hash}.png.html"),
            format!("{}.png", "A".repeat(64)),
            format!("{}.png", "a".repeat(63)),
            format!("../{hash}.png"),
            hash,
        ] {
            assert_eq!(FileName::parse(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part = |offset, length| Wanted::Part(Part { offset, length });
        for (range, wanted) in [
            ("bytes=0-0", part(0, 1)),
            ("bytes=2-5", part(2, 4)),
            ("bytes=2-", part(2, 8)),
            ("bytes=-3", part(7, 3)),
            ("bytes=-30", part(0, 10)),
            ("bytes=2-500", part(2, 8)),
            ("bytes=9-99999999999999999999999", part(9, 1)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=99999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-2", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=x-", Wanted::Whole),
            ("lines=0-1", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(Wanted::parse(range, 10), wanted, "{range}");
        }
    }

    proptest! {
        #[test]
        fn whatever_follows_the_first_bytes_nothing_breaks(
            which in 0_usize..5, rest in proptest::collection::vec(any::<u8>(), 0..512),
        ) {
            let beginnings = [
                b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBPVP8 ",
                b"\x00\x00\x00\x10ftypavif\x00\x00\x00\x00\x00\x00\x00\x20meta",
            ];
            let file = [beginnings[which], &rest].concat();
            dimensions(&file);
            Wanted::parse(&String::from_utf8_lossy(&rest), 10);
        }
    }
}
