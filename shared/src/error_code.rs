//! The codes of errors: what programs tell them by.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What went wrong, for programs. Its text is part of the contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl ErrorCode {
            /// The text in answers and logs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The admin door was called without a bearer token.
    MissingToken = "missing_token";
    /// Something is wrong with the token.
    InvalidToken = "invalid_token";
    /// Something is wrong with the API key.
    InvalidApiKey = "invalid_api_key";
    /// The plan, the key or the membership does not reach this.
    AccessDenied = "access_denied";
    /// The subscription is not active.
    SubscriptionRequired = "subscription_required";
    /// A service was called past the gateway.
    DirectAccessForbidden = "direct_access_forbidden";
    /// A service was called without a tenant.
    MissingTenant = "missing_tenant";
    /// A service was called with an identity that cannot be one.
    MalformedIdentity = "malformed_identity";
    /// The token or the membership lacks the permission.
    MissingPermission = "missing_permission";
    /// The request is well-formed and wrong.
    ValidationFailed = "validation_failed";
    /// The body is no JSON.
    InvalidJson = "invalid_json";
    /// There is no such thing, or it is another tenant's.
    NotFound = "not_found";
    /// The path does not have the method.
    MethodNotAllowed = "method_not_allowed";
    /// Another one of the tenant has the slug.
    SlugInUse = "slug_in_use";
    /// Another one of the tenant has the name.
    NameInUse = "name_in_use";
    /// Readers see the post, and this would take it from them.
    PostIsPublished = "post_is_published";
    /// Somebody else goes on saving the post.
    PostBeingSaved = "post_being_saved";
    /// Posts show the picture.
    MediaInUse = "media_in_use";
    /// How long the file is, is not said.
    LengthRequired = "length_required";
    /// The file has no such part.
    RangeNotSatisfiable = "range_not_satisfiable";
    /// The tenant keeps as many as its plan lets it.
    QuotaExceeded = "quota_exceeded";
    /// The `Idempotency-Key` was used for another request.
    IdempotencyKeyReused = "idempotency_key_reused";
    /// The tenant would be without an owner.
    LastOwner = "last_owner";
    /// The address belongs to a member.
    AlreadyMember = "already_member";
    /// The address has an open invitation.
    AlreadyInvited = "already_invited";
    /// Every tenant has the role.
    BuiltInRole = "built_in_role";
    /// Another role has the name.
    RoleNameInUse = "role_name_in_use";
    /// Members or invitations have the role.
    RoleInUse = "role_in_use";
    /// The key was revoked or has expired.
    ApiKeyNotActive = "api_key_not_active";
    /// The tenant has as many webhooks as it may have.
    TooManyWebhooks = "too_many_webhooks";
    /// The webhook is disabled.
    WebhookDisabled = "webhook_disabled";
    /// The delivery is still under way.
    DeliveryPending = "delivery_pending";
    /// The message could not be applied this time either.
    DeadLetterNotApplied = "dead_letter_not_applied";
    /// The version in `If-Match` is not the current one.
    VersionConflict = "version_conflict";
    /// The body is over the limit.
    PayloadTooLarge = "payload_too_large";
    /// The body is of another type, or compressed.
    UnsupportedMediaType = "unsupported_media_type";
    /// Over a limit; `Retry-After` says when to come back.
    TooManyRequests = "too_many_requests";
    /// A defect.
    InternalError = "internal_error";
    /// A variable is missing.
    ConfigurationError = "configuration_error";
    /// The database or a service is not reachable.
    ServiceUnavailable = "service_unavailable";
}
