//! What came in, checked: a handler relies on what these answer, or every fault is told at once.

pub mod api_keys;
pub mod audit;
pub mod fields;
pub mod page;
pub mod roles;
pub mod team;
pub mod tenant;
pub mod webhooks;
