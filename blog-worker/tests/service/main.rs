//! The blog service against a real PostgreSQL: one binary, so that the harness is shared and linked once.

mod isolation;
mod posts;
mod public;
mod support;
