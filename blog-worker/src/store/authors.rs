//! The projection of members that posts are signed with. Events of the manager keep it up to date.

use logicspike_shared::ids::UserId;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::Statement;
use logicspike_shared::time::Timestamp;

/// A column that names a person, as JSON with what they are called; null if it is.
macro_rules! person {
    ($column:literal) => {
        concat!(
            "CASE WHEN ",
            $column,
            " IS NOT NULL THEN json_build_object('id', ",
            $column,
            ", 'name', (
    SELECT person.name FROM authors AS person WHERE person.tenant_id = $1 AND person.user_id = ",
            $column,
            "
  )) END"
        )
    };
}
pub(super) use person;

/// Who saved the post `p` last, as far as it is known: else its author.
pub(super) const SAVED_BY: &str = person!("coalesce(p.updated_by, p.author_id)");

/// Takes over what a member is called now. What is older than what is known changes nothing: events may arrive in
/// any order.
pub fn remember(
    scope: &TenantScope,
    member: &UserId,
    name: Option<&str>,
    avatar_url: Option<&str>,
    at: Timestamp,
) -> Statement {
    Statement::scoped(
        scope,
        "
        INSERT INTO authors (tenant_id, user_id, name, avatar_url, updated_at)
        VALUES ($1, $2, $3, $4, $5::timestamptz)
        ON CONFLICT (tenant_id, user_id) DO UPDATE
        SET name = excluded.name, avatar_url = excluded.avatar_url, updated_at = excluded.updated_at
        WHERE authors.updated_at <= excluded.updated_at",
    )
    .bind(member)
    .bind(name)
    .bind(avatar_url)
    .bind(at)
}
