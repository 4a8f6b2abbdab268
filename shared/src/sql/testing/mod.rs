//! For tests that look at the SQL that is really sent: a transport that keeps it, and the walls it is held against.

mod inspector;
mod pieces;
mod recording;

pub use inspector::Inspector;
pub use pieces::unsent;
pub use recording::{Recording, Sent, statements};
