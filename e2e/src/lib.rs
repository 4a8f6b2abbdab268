//! The harness of the end-to-end tests: a client of the gateway, a person who signs in, a website that receives
//! webhooks, and fresh tenants, so that no test depends on another.

mod answer;
mod cable;
mod client;
mod contract;
mod database;
mod load;
mod login;
mod own_stack;
mod post;
mod raw;
mod receiver;
mod tenant;

pub use answer::Answer;
pub use cable::{Cable, start_on_cable};
pub use client::Client;
pub use contract::{operation_of, operations};
pub use database::{audit_rows, blog_database};
pub use load::Load;
pub use login::{Session, sign_in, unique};
pub use own_stack::{eventually, own_stack};
pub use post::{Published, publish};
pub use raw::{RawAnswer, ask, exchange};
pub use receiver::{Received, Receiver};
pub use tenant::TestTenant;
