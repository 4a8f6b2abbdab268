//! The identity service against a real PostgreSQL, called as the gateway calls it.

mod sign_in;
mod system;
mod world;
