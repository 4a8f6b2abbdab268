//! The blog service against a real PostgreSQL: one binary, so that the harness is shared and linked once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod answers;
mod autosave;
mod counts;
mod creations;
mod cursors;
mod deletions;
mod events;
mod feed_sizes;
mod feeds;
mod former_slugs;
mod isolation;
mod letters;
mod lists;
mod migrations;
mod parameters;
mod persons;
mod plans;
mod post_fields;
mod posts;
mod preconditions;
mod previews;
mod public;
mod quotas;
mod readers;
mod related;
mod schedule;
mod search;
mod site;
mod statements;
mod support;
mod waits;
mod working_copies;
