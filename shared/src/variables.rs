//! The variables and secrets of the Workers: one row each, read by the configurations, the debug route, `doctor`, the
//! local stack and the pages for operators.

use serde::{Deserialize, Serialize};

use crate::secret::{
    GATEWAY_SECRET_CHARS, PLATFORM_SECRET_CHARS, SESSION_SECRET_CHARS, WEBHOOK_SECRET_KEY_CHARS,
};

macro_rules! workers {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// One of the Workers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Worker {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Worker {
            /// All of them, the public one first.
            pub const ALL: [Self; [$($name,)*].len()] = [$(Self::$variant,)*];

            /// Its short name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Finds a Worker by its short name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

workers! {
    /// The only public one.
    Gateway = "gateway";
    /// The blog service.
    Blog = "blog";
    /// The identity service.
    Manager = "manager";
}

/// Where a variable is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In `[vars]` of the Worker's wrangler file.
    Plain,
    /// By `wrangler secret put`, never in a file of the repository.
    Secret,
    /// On a developer's machine; `deploy` refuses it.
    LocalOnly,
}

/// What a Worker does where a variable is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It answers 500 and names the variable.
    Fault,
    /// It goes on as if this stood there.
    Default(&'static str),
    /// It goes on without.
    Without,
}

/// A variable or secret. It has one meaning, in whichever Worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Who reads it.
    pub workers: &'static [Worker],
    /// Where it is set.
    pub kind: Kind,
    /// What happens without it.
    pub absent: Absent,
    /// Fewest characters of a secret that operators make up.
    pub shortest: Option<usize>,
    /// What to begin with on a developer's machine; empty where a person has to fill it in.
    pub example: &'static str,
    /// One line that explains it.
    pub meaning: &'static str,
}

impl Variable {
    /// Whether the Worker cannot do without it.
    pub fn is_required(&self) -> bool {
        self.absent == Absent::Fault
    }
}

/// The variables that a Worker reads, in the order of the table.
pub fn of(worker: Worker) -> impl Iterator<Item = &'static Variable> {
    ALL.iter().filter(move |variable| variable.workers.contains(&worker))
}

use Absent::{Default, Fault, Without};
use Kind::{LocalOnly, Plain, Secret};
use Worker::{Blog, Gateway, Manager};

macro_rules! variables {
    ($($name:ident: $kind:ident, $workers:expr, $absent:expr, $shortest:expr, $example:literal, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub const $name: Variable = Variable {
                name: stringify!($name),
                workers: &$workers,
                kind: $kind,
                absent: $absent,
                shortest: $shortest,
                example: $example,
                meaning: $meaning,
            };
        )*

        /// All of them: what several Workers read first, then each Worker's own.
        pub const ALL: &[Variable] = &[$($name,)*];
    };
}

// Name: where it is set, who reads it, what happens without it, fewest characters, example, meaning.
variables! {
    GATEWAY_SECRET: Secret, [Gateway, Blog, Manager], Fault, Some(GATEWAY_SECRET_CHARS), "",
        "Proves to the services that a request came through the gateway; the same in all; `new,old` while it is rotated.";
    JWT_ISSUER: Plain, [Gateway, Manager], Fault, None, "logicspike-manager",
        "`iss` of access tokens: the manager writes it, the gateway wants it.";
    JWT_AUDIENCE: Plain, [Gateway, Manager], Fault, None, "logicspike",
        "`aud` of access tokens: the manager writes it, the gateway wants it.";
    DEBUG: Plain, [Gateway, Blog, Manager], Default("false"), None, "true",
        "`true` opens the debug routes and adds detail to logs; never in a deployment.";
    NEON_SQL_ENDPOINT: Plain, [Gateway, Blog, Manager], Without, None, "http://127.0.0.1:4444/sql",
        "Where SQL is sent, if not to the database host's own endpoint.";
    PLATFORM_SECRET: Secret, [Blog, Manager], Without, Some(PLATFORM_SECRET_CHARS), "",
        "Opens the platform's routes to operators, who show it as `x-platform-key`.";
    EVENT_RESEND_SECONDS: Plain, [Blog, Manager], Default("900"), None, "20",
        "After how many seconds an event is sent again that nobody said was applied; 1 to 86400.";

    JWT_PUBLIC_KEY: Secret, [Gateway], Fault, None, "",
        "SPKI PEM of the manager's key; several, one after the other, while keys are rotated.";
    DATABASE_URL: Secret, [Gateway], Fault, None, "",
        "The platform database, as the role `logicspike_gateway`.";
    ALLOWED_ORIGINS: Plain, [Gateway], Without, None, "http://localhost:3000",
        "Origins of the dashboards, such as `https://app.example.com`; several, separated by commas.";

    MEDIA_ORIGIN: Plain, [Blog], Without, None, "http://127.0.0.1:8787",
        "Where pictures are read, such as `https://media.example.com`, if not on the host that was asked: a host that leads to the gateway.";

    BLOG_DATABASE_URL: Secret, [Blog], Fault, None, "",
        "The blog database, as the role `logicspike_blog`.";

    JWT_PRIVATE_KEY: Secret, [Manager], Fault, None, "",
        "PKCS#8 PEM that signs access tokens; no other Worker has it.";
    JWT_PUBLIC_KEY_EXTRA: Secret, [Manager], Without, None, "",
        "Public PEMs to publish beside the signing key's, while it is rotated.";
    SESSION_SECRET: Secret, [Manager], Fault, Some(SESSION_SECRET_CHARS), "",
        "What the successors of refresh tokens are computed with.";
    ACCESS_TOKEN_TTL_SECONDS: Plain, [Manager], Default("900"), None, "900",
        "How many seconds an access token lives; 60 to 86400.";
    MANAGER_DATABASE_URL: Secret, [Manager], Fault, None, "",
        "The platform database, as the role `logicspike_manager`.";
    GOOGLE_CLIENT_ID: Secret, [Manager], Fault, None, "",
        "The OAuth client whose ID tokens are accepted.";
    GOOGLE_JWKS_URL: Plain, [Manager], Fault, None, "https://www.googleapis.com/oauth2/v3/certs",
        "Where Google publishes the keys that ID tokens are signed with.";
    GOOGLE_ISSUER: Plain, [Manager], Default("https://accounts.google.com"), None, "https://accounts.google.com",
        "`iss` of Google's ID tokens.";
    WEBHOOK_SECRET_KEY: Secret, [Manager], Without, Some(WEBHOOK_SECRET_KEY_CHARS), "",
        "What webhooks' secrets are computed with; without it none can be made; `new,old` while it is changed.";
    WEBHOOK_RETRY_SECONDS: Plain, [Manager], Default("5,300,1800,7200,18000,36000"), None, "5,300,1800,7200,18000,36000",
        "Pauses between tries of a webhook, in seconds.";
    PLATFORM_HOSTS: Plain, [Manager], Without, None, "api.example.com",
        "Hosts of the gateway's routes, separated by commas: webhooks may not lead there, nor below; needed with `WEBHOOK_SECRET_KEY`.";
    WEBHOOKS_ALLOW_LOCAL: LocalOnly, [Manager], Default("false"), None, "true",
        "`true` lets webhooks lead to this machine.";
    MAIL_API_URL: Plain, [Manager], Without, None, "",
        "Where the mail provider takes mails; with `MAIL_API_KEY` and `MAIL_FROM`, or none is sent.";
    MAIL_API_KEY: Secret, [Manager], Without, None, "",
        "What the mail provider knows us by: a bearer key.";
    MAIL_FROM: Plain, [Manager], Without, None, "LogicSpike <hello@example.com>",
        "Who mail comes from.";
    DASHBOARD_URL: Plain, [Manager], Without, None, "http://localhost:3000",
        "Where invitations are accepted: mails link to `…/invitations/{id}`.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_means_two_things() {
        let names: BTreeSet<&str> = ALL.iter().map(|variable| variable.name).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn every_variable_is_somebodys_and_only_secrets_have_a_shortest_length() {
        for variable in ALL {
            assert!(!variable.workers.is_empty(), "{}", variable.name);
            assert!(variable.shortest.is_none() || variable.kind == Secret, "{}", variable.name);
            assert!(variable.meaning.ends_with('.'), "{}", variable.name);
        }
    }
}
