//! Statements. SQL text without a stated scope cannot be written.

use std::borrow::Cow;

use super::Param;
use crate::scope::{Member, TenantScope, UserScope};

/// SQL text made of pieces of the program text only, never of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    /// Joins pieces, for queries that share some.
    pub fn concat(pieces: &[&'static str]) -> Self {
        Self(Cow::Owned(pieces.concat()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn push(&mut self, text: &str) {
        self.0.to_mut().push_str(text);
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

/// Why a statement is not scoped to a tenant or user. Each use is a decision; the list is short on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobalReason {
    /// A credential has to be found before its tenant is known.
    CredentialLookup,
    /// Sign-in: the person is found, or made, before there is a session.
    SignIn,
    /// Tables that hold no tenant's data: plans, built-in roles.
    ReferenceData,
    /// The minute sweep looks for work of all tenants.
    Sweep,
    /// Health and diagnosis.
    Diagnosis,
    /// An operator's word that concerns all tenants.
    Operator,
}

/// For whom a statement is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Tenant(TenantScope),
    User(UserScope),
    Global(GlobalReason),
}

/// What PostgreSQL is told before a statement runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) subject: Subject,
    /// A person who is announced beside a tenant.
    pub(super) person: Option<UserScope>,
    /// Whose membership must allow it.
    pub(super) member: Option<Member>,
    /// Digests of the credentials that were shown: each opens its own rows and no others.
    pub(super) shown: Vec<String>,
}

impl From<Subject> for Scope {
    fn from(subject: Subject) -> Self {
        Self { subject, person: None, member: None, shown: Vec::new() }
    }
}

/// One SQL statement with its parameters and its scope.
///
/// A statement on tenant-owned tables is made from a [`TenantScope`], which becomes `$1`:
///
/// ```
/// use logicspike_shared::{ids::TenantId, scope::TenantScope, sql::Statement};
/// fn count(scope: &TenantScope) -> Statement {
///     Statement::scoped(scope, "SELECT count(*) FROM posts WHERE tenant_id = $1")
/// }
/// ```
///
/// Without one it does not compile:
///
/// ```compile_fail
/// use logicspike_shared::sql::Statement;
/// fn count() -> Statement {
///     Statement::scoped("SELECT count(*) FROM posts")
/// }
/// ```
///
/// Variants are pushed piece by piece, and count their parameters themselves:
///
/// ```
/// use logicspike_shared::{scope::TenantScope, sql::Statement};
/// fn list(scope: &TenantScope, status: Option<&str>, limit: i64) -> Statement {
///     let mut list = Statement::scoped(scope, "SELECT title FROM posts WHERE tenant_id = $1");
///     if let Some(status) = status {
///         list = list.push(" AND status = ").push_bind(status);
///     }
///     list.push(" ORDER BY id LIMIT ").push_bind(limit)
/// }
/// ```
///
/// A piece is program text. Data does not become SQL:
///
/// ```compile_fail,E0521
/// use logicspike_shared::{scope::TenantScope, sql::Statement};
/// fn list(scope: &TenantScope, status: &str) -> Statement {
///     Statement::scoped(scope, "SELECT title FROM posts WHERE tenant_id = $1").push(status)
/// }
/// ```
///
/// ```compile_fail
/// use logicspike_shared::sql::Statement;
/// fn count() -> Statement {
///     Statement { sql: "SELECT count(*) FROM posts".into(), params: vec![], scope: None }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Statement {
    pub(super) sql: Sql,
    pub(super) params: Vec<Param>,
    pub(super) scope: Scope,
}

impl Statement {
    /// A statement for one tenant, whose id is bound as `$1`. PostgreSQL is told the tenant too.
    pub fn scoped(scope: &TenantScope, sql: impl Into<Sql>) -> Self {
        Self {
            sql: sql.into(),
            params: vec![scope.tenant().into()],
            scope: Subject::Tenant(scope.clone()).into(),
        }
    }

    /// A statement for one signed-in person, whose id is bound as `$1`. PostgreSQL is told the user too.
    pub fn for_user(scope: &UserScope, sql: impl Into<Sql>) -> Self {
        Self {
            sql: sql.into(),
            params: vec![scope.user().into()],
            scope: Subject::User(scope.clone()).into(),
        }
    }

    /// A statement for one tenant, which a member asks for: it is [`Statement::scoped`], and its whole batch is refused
    /// unless the member's token and membership allow it now. A batch that may write also makes changes of the tenant's
    /// authority wait for one another, so that what was asked holds until the end of the transaction.
    pub fn by_member(member: &Member, sql: impl Into<Sql>) -> Self {
        Self::scoped(member.scope(), sql).admitting(member)
    }

    /// A statement for the person that a member is, in whatever tenant: it is [`Statement::for_user`], and refused as
    /// [`Statement::by_member`] is.
    pub fn by_person(member: &Member, sql: impl Into<Sql>) -> Self {
        Self::for_user(member.user(), sql).admitting(member)
    }

    fn admitting(mut self, member: &Member) -> Self {
        self.scope.member = Some(member.clone());
        self
    }

    /// Announces a person beside the tenant: their own rows are seen as well.
    #[must_use]
    pub fn announcing(mut self, person: &UserScope) -> Self {
        self.scope.person = Some(person.clone());
        self
    }

    /// Opens the rows that belong to the shown credentials, by their digests.
    #[must_use]
    pub fn showing(mut self, digests: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scope.shown = digests.into_iter().map(Into::into).collect();
        self
    }

    /// A statement without a tenant, for the stated reason. Row-level security still applies.
    pub fn global(reason: GlobalReason, sql: impl Into<Sql>) -> Self {
        Self { sql: sql.into(), params: Vec::new(), scope: Subject::Global(reason).into() }
    }

    /// Goes on with a piece of program text.
    #[must_use]
    pub fn push(mut self, text: &'static str) -> Self {
        self.sql.push(text);
        self
    }

    /// Binds the next parameter, and goes on with its number.
    #[must_use]
    pub fn push_bind(self, value: impl Into<Param>) -> Self {
        let mut bound = self.bind(value);
        bound.sql.push(&format!("${}", bound.params.len()));
        bound
    }

    /// Binds the next parameter, which the text names by its number.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Param>) -> Self {
        self.params.push(value.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TenantId;

    #[test]
    fn every_parameter_has_the_number_that_its_text_names_however_many_there_are() {
        let scope = TenantScope::of_verified(TenantId::parse("tenant_1").unwrap());
        let mut statement =
            Statement::scoped(&scope, "SELECT id FROM posts WHERE tenant_id = $1 AND now() > $2");
        statement = statement.bind("now");
        for number in 3..=12 {
            statement = statement.push(" AND column = ").push_bind(number);
        }
        assert_eq!(statement.params.len(), 12);
        for (index, param) in statement.params.iter().enumerate().skip(2) {
            assert_eq!(*param, Param::from(i32::try_from(index).unwrap() + 1));
            assert!(statement.sql.as_str().contains(&format!("column = ${}", index + 1)), "{statement:?}");
        }
    }
}
