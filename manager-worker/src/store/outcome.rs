//! What a conditional change came to. The condition is part of the statement that changes, so the statement
//! also says why it did not.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::permission::Permission;
use logicspike_shared::sql::{DecodeError, Rows, SqlError};

use crate::input::fields::UNKNOWN_ROLE;

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The thing is not there.
    Missing,
    /// The role is not one of the tenant's.
    UnknownRole,
    /// The role holds a permission that the caller does not.
    Lacking(Permission),
    /// The tenant would be without an owner.
    LastOwner,
    /// The address belongs to a member.
    AlreadyMember,
    /// The address has an open invitation.
    AlreadyInvited,
    /// Every tenant has the role.
    BuiltInRole,
    /// Another role has the name.
    RoleNameInUse,
    /// Members or invitations have the role.
    RoleInUse,
    /// The key was revoked or has expired.
    KeyNotActive,
    /// The tenant keeps as many of these as its plan lets it.
    Quota(&'static str),
    /// The tenant has as many webhooks as it may have.
    TooManyWebhooks,
    /// The webhook is disabled.
    WebhookDisabled,
    /// The delivery is still under way.
    DeliveryPending,
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        let conflict = |text: &'static str, code| Self::new(StatusCode::CONFLICT, text, code);
        match refused {
            Refused::Missing => Self::not_found(),
            Refused::UnknownRole => Self::invalid_field("role", UNKNOWN_ROLE),
            Refused::Lacking(permission) => Self::missing_permission(permission),
            Refused::LastOwner => conflict("A tenant needs an owner", ErrorCode::LastOwner),
            Refused::AlreadyMember => conflict("Already a member", ErrorCode::AlreadyMember),
            Refused::AlreadyInvited => conflict("Already invited", ErrorCode::AlreadyInvited),
            Refused::BuiltInRole => conflict("Built-in roles cannot be changed", ErrorCode::BuiltInRole),
            Refused::RoleNameInUse => conflict("Role name already in use", ErrorCode::RoleNameInUse),
            Refused::RoleInUse => conflict("Role in use", ErrorCode::RoleInUse),
            Refused::KeyNotActive => conflict("API key is not active", ErrorCode::ApiKeyNotActive),
            Refused::Quota(what) => Self::quota_exceeded(what),
            Refused::TooManyWebhooks => conflict("Too many webhooks", ErrorCode::TooManyWebhooks),
            Refused::WebhookDisabled => conflict("Webhook is disabled", ErrorCode::WebhookDisabled),
            Refused::DeliveryPending => conflict("Delivery is still pending", ErrorCode::DeliveryPending),
        }
    }
}

/// Why a conditional change did not happen.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A rule forbids it.
    Refused(Refused),
    /// The database failed.
    Sql(SqlError),
}

impl From<SqlError> for Failure {
    fn from(error: SqlError) -> Self {
        Self::Sql(error)
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::Sql(error.into())
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => refused.into(),
            Failure::Sql(error) => error.into(),
        }
    }
}

/// Reads the one row of a statement that says `outcome`, and which permission is `lacking` if one is.
pub(super) fn outcome(rows: &Rows) -> Result<(), Failure> {
    let row = rows.row()?;
    Err(Failure::Refused(match row.get("outcome")? {
        "ok" => return Ok(()),
        "missing" => Refused::Missing,
        "unknown_role" => Refused::UnknownRole,
        // A permission that this program does not know yet is held by owners only.
        "lacking" => {
            Refused::Lacking(Permission::parse(row.get("lacking")?).unwrap_or(Permission::SystemOwner))
        }
        "last_owner" => Refused::LastOwner,
        "already_member" => Refused::AlreadyMember,
        "already_invited" => Refused::AlreadyInvited,
        "built_in_role" => Refused::BuiltInRole,
        "quota_keys" => Refused::Quota("API keys"),
        "quota_members" => Refused::Quota("members"),
        "quota_invitations" => Refused::Quota("invitations"),
        "quota_roles" => Refused::Quota("roles"),
        "key_not_active" => Refused::KeyNotActive,
        "too_many_webhooks" => Refused::TooManyWebhooks,
        "webhook_disabled" => Refused::WebhookDisabled,
        "delivery_pending" => Refused::DeliveryPending,
        _ => Err(DecodeError::Malformed { column: "outcome".to_owned(), wanted: "an outcome" })?,
    }))
}
