//! What answers each route: read the input, call `domain` and `store`, answer.

pub(crate) mod auth;
pub(crate) mod system;
