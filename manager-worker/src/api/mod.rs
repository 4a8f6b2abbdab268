//! Requests and responses as they travel, one module per resource. A request type is what the body may hold;
//! its `check` answers what a handler may rely on, or every fault at once.

pub mod api_keys;
pub mod audit;
pub mod auth;
pub mod check;
pub mod deliveries;
pub mod page;
pub mod platform;
pub mod roles;
pub mod team;
pub mod tenant;
pub mod webhooks;
