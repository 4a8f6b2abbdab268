//! The harness of the end-to-end tests: a client of the gateway, a person who signs in, a website that receives
//! webhooks, and fresh tenants, so that no test depends on another.

mod client;
mod load;
mod login;
mod own_stack;
mod post;
mod raw;
mod receiver;
mod relay;
mod tenant;

pub use client::{Answer, Client};
pub use load::Load;
pub use login::{Session, sign_in, unique};
pub use own_stack::{eventually, own_stack};
pub use post::{Published, publish};
pub use raw::{RawAnswer, ask, exchange};
pub use receiver::{Received, Receiver};
pub use relay::{Relay, start_relayed};
pub use tenant::TestTenant;
