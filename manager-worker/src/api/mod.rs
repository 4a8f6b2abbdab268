//! Requests and responses as they travel, one module per resource: what a body may hold, and nothing of what is right.

pub mod api_keys;
pub mod audit;
pub mod auth;
pub mod deliveries;
pub mod page;
pub mod platform;
pub mod roles;
pub mod team;
pub mod tenant;
pub mod webhooks;
