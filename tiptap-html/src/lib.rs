#![doc = include_str!("../README.md")]

mod allowed;
mod budget;
mod canonical;
mod document;
mod emoji;
mod language;
mod mark;
mod node;
mod parse;
mod render;
mod sanitize;
mod style;
mod text;
mod toc;
mod types;
mod url;

pub use document::{Document, MAX_BYTES, MAX_DEPTH};
pub use parse::{DocumentError, Fault};
pub use render::{Rendered, render};
pub use text::{plain_text, reading_time_minutes, word_count};
pub use toc::TocEntry;
pub use types::{MARK_TYPES, NODE_TYPES};

/// The sanitiser by itself, to be fuzzed.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub fn sanitize(html: &str) -> String {
    sanitize::sanitize(html)
}

/// The recogniser by itself: whether sanitising leaves the page as it is.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub fn is_canonical(html: &str) -> bool {
    canonical::is_canonical(html)
}
