//! What the service needs of its host: clock, randomness and log, and the way to the database.

use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::Transport;

/// The host, as one type: handlers name one parameter instead of two.
pub trait Host {
    /// Clock, randomness, log.
    type Runtime: Runtime;
    /// The way to the SQL endpoint.
    type Transport: Transport;
}

impl<R: Runtime, T: Transport> Host for (R, T) {
    type Runtime = R;
    type Transport = T;
}
