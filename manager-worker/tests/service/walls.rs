//! Rules about the source itself.

use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// Every place that makes a scope or a statement of its own accord is a decision. The list may only shrink.
#[test]
fn what_is_not_bound_to_a_callers_tenant_is_listed_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut uses = Vec::new();
    for (path, text) in sources(&root) {
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        for name in [
            "GlobalReason::CredentialLookup",
            "GlobalReason::SignIn",
            "GlobalReason::ReferenceData",
            "GlobalReason::Sweep",
            "GlobalReason::Diagnosis",
            "GlobalReason::Operator",
            "TenantScope::of_verified",
            "UserScope::of_verified",
        ] {
            let count = text.matches(name).count();
            if count > 0 {
                uses.push(format!("{file}: {name} {count}"));
            }
        }
    }
    uses.sort();
    assert_eq!(
        uses,
        [
            // The event names the tenant whose outbox it was in.
            "consumer.rs: TenantScope::of_verified 1",
            // The person whom Google vouches for; the tenant that is being made for them.
            "handlers/auth/google.rs: TenantScope::of_verified 1",
            "handlers/auth/google.rs: UserScope::of_verified 1",
            // The session's own row names the person.
            "handlers/auth/session.rs: UserScope::of_verified 1",
            // Whom the operator names.
            "handlers/suspension.rs: TenantScope::of_verified 1",
            "handlers/suspension.rs: UserScope::of_verified 1",
            // Rows that name the tenants with something to be done.
            "store/all_tenants.rs: GlobalReason::Sweep 2",
            "store/all_tenants.rs: TenantScope::of_verified 1",
            "store/dead_letters.rs: GlobalReason::Diagnosis 3",
            "store/dead_letters.rs: GlobalReason::Sweep 2",
            // The invitation's own row names the tenant, found by the person's address.
            "store/invitations.rs: TenantScope::of_verified 1",
            // How the mail of all tenants stands, in numbers.
            "store/mail.rs: GlobalReason::Diagnosis 1",
            "store/sessions.rs: GlobalReason::CredentialLookup 3",
            // The session's own row names the tenant.
            "store/sessions.rs: TenantScope::of_verified 1",
            "store/sign_in.rs: GlobalReason::SignIn 1",
            "store/suspension.rs: GlobalReason::Operator 1",
        ]
    );
}

/// SQL is written in `store` only, and the runtime is named at the edge only.
#[test]
fn sql_and_the_runtime_stay_where_they_belong() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (path, text) in sources(&root) {
        let file = path.strip_prefix(&root).unwrap();
        if !file.starts_with("store") {
            assert!(!text.contains("Statement::"), "{}", file.display());
        }
        // An example in a comment names this crate, whose name ends like the runtime's.
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        if !["lib.rs", "edge.rs"].iter().any(|edge| file == Path::new(edge)) {
            assert!(!code.contains("worker::") && !code.contains("shared::workerd"), "{}", file.display());
        }
    }
}
