//! Which part of the audit log is asked for.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::ids::EventId;
use logicspike_shared::input::Check;

use super::page::BOUNDS;

/// Which part of the log.
#[derive(Debug)]
pub struct AuditQuery {
    /// Most entries to answer.
    pub limit: i64,
    /// Entries older than this one.
    pub before: Option<EventId>,
}

impl AuditQuery {
    /// Reads `limit` and `before`; any other parameter is refused.
    pub fn read(request: &Request) -> Result<Self, AppError> {
        let mut check = Check::default();
        let mut page = BOUNDS.first();
        let mut before = None;
        for (name, value) in request.query_pairs()? {
            match name.as_str() {
                "limit" => {
                    BOUNDS.read(&mut page, &name, &value, &mut check);
                }
                "before" => {
                    before = check.optional("before", Some(value.as_str()), |text| {
                        EventId::parse(text).map_err(|_| UNKNOWN_ENTRY.to_owned())
                    });
                }
                _ => check.fault(&name, "is not a parameter of this list"),
            }
        }
        check.finish(|| Some(Self { limit: i64::from(page.limit), before }))
    }
}

/// What is said of a `before` that the log does not have.
pub const UNKNOWN_ENTRY: &str = "is not an entry of this log";
