//! What two or more LogicSpike Workers must agree on, and nothing else.
//!
//! Everything here is plain Rust that compiles and is tested natively; [`edge`] (feature `edge`) adapts the Workers runtime
//! to the seams the rest is written against:
//! [`runtime::Runtime`], [`sql::Transport`], [`jwt::Verifier`], [`jwt::Signer`], [`config::Environment`].

pub mod api_key;
pub mod config;
#[cfg(feature = "edge")]
pub mod edge;
pub mod error;
pub mod error_code;
pub mod events;
pub mod fixed_windows;
pub mod hex;
pub mod http;
pub mod identity;
pub mod ids;
pub mod in_flight;
pub mod input;
pub mod jwt;
mod leases;
pub mod mac;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod paging;
pub mod permission;
pub mod public_params;
pub mod reference;
pub mod retention;
pub mod route;
pub mod runtime;
pub mod scope;
pub mod secret;
pub mod service;
pub mod sql;
pub mod telemetry;
pub mod time;
pub mod trace;
pub mod variables;
