//! TipTap (ProseMirror) documents: JSON in, safe HTML, table of contents and plain text out.
//!
//! Pure: no I/O, no clock, no randomness; the same document gives the same bytes on every target.
//! The elements and attributes are those of TipTap 3's static renderer; the few differences and their
//! reasons are in `docs/rendering.md`. Storing documents and deciding who may read them is left to others.

mod budget;
mod document;
mod emoji;
mod mark;
mod node;
mod parse;
mod render;
mod sanitize;
mod style;
mod text;
mod toc;
mod url;

pub use document::Document;
pub use parse::{DocumentError, Fault};
pub use render::{Rendered, render};
pub use text::{plain_text, reading_time_minutes, word_count};
pub use toc::TocEntry;

/// How deeply nodes may nest below the `doc` node. Editors reach ten or so; each level costs stack.
pub const MAX_DEPTH: usize = 100;

/// The longest JSON text that may be saved, in bytes (1 MiB).
pub const MAX_BYTES: usize = 1 << 20;
