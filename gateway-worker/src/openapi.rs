//! What the gateway answers itself, for `openapi.json`; what it forwards, the services describe.

use logicspike_shared::openapi::Operation;

use crate::decide::Alive;
use crate::routes::Target;

/// What a target takes and gives; none for what a service answers, and for what is nobody's but ours.
pub fn describe(target: Target) -> Option<Operation> {
    match target {
        Target::Alive => Some(
            Operation::new("getHealth", "Health", "Says that the platform is reachable.")
                .ok::<Alive>("It is."),
        ),
        Target::Forward { .. } | Target::TestLog | Target::File(_) => None,
    }
}
