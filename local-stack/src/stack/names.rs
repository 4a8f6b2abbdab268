//! What stacks and their processes are called, in folders and in the list of what runs.

/// The stack of `cargo xtask dev`.
pub(super) const DEV: &str = "dev";
/// What the folders of test stacks begin with; then comes the id of the process that runs them, and a number.
pub(super) const TEST_PREFIX: &str = "test-";
/// The name that the supervising command is written down under.
pub(super) const SUPERVISOR: &str = "supervisor";
