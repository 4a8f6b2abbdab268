//! The rules of a blog, without I/O.

pub mod media;
mod post;
pub mod preview;
mod quota;
pub mod search;
pub mod site;
mod slug;
pub mod taxonomy;
mod text;
mod transliteration;

pub use post::{Door, ListOrder, ListSort, PostStatus};
pub use quota::Quota;
pub use slug::{InvalidSlug, Slug};
pub use text::{
    InvalidText, file_name, first_filled, https_url, line, opening, optional_text, origin, picture_url,
};
