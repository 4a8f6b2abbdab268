//! What must hold before anything is deployed: one table, which `deploy`, `doctor` and the operators' page read.

mod checks;
mod hosts;

use std::fmt::Write as _;

use super::deployed::Deployment;

/// One thing that must hold.
#[derive(Debug)]
pub struct Precondition {
    /// What must hold.
    pub what: &'static str,
    /// What happens where it does not.
    pub why: &'static str,
    /// What to do about it.
    pub mend: &'static str,
    /// Whether it is the operator's to fill in: the repository, which is nobody's deployment, lacks it, so that only a
    /// real deployment is refused for it.
    pub is_operators: bool,
    faults: fn(&Deployment) -> Vec<String>,
}

/// All of them.
pub const PRECONDITIONS: &[Precondition] = &[
    Precondition {
        what: "`DEBUG` is `\"false\"`",
        why: "it opens the debug routes and puts details into the logs",
        mend: "set `DEBUG = \"false\"`",
        is_operators: false,
        faults: checks::debug,
    },
    Precondition {
        what: "addresses in variables are `https`",
        why: "what is sent there, keys and people's addresses among it, could be read and changed on the way",
        mend: "write `https://…`",
        is_operators: false,
        faults: checks::plain_http,
    },
    Precondition {
        what: "no variable names a local or private address",
        why: "an allowed origin on `localhost` is any program on a reader's machine; a Worker reaches nothing there",
        mend: "name the public address; `ALLOWED_ORIGINS` may be empty",
        is_operators: false,
        faults: checks::local_addresses,
    },
    Precondition {
        what: "no secret stands in `[vars]`",
        why: "whoever reads the repository or the hosting console reads it",
        mend: "take it out, give it a new value by `npx wrangler secret put NAME -c FILE`: the old one is known",
        is_operators: false,
        faults: checks::secrets,
    },
    Precondition {
        what: "`PLATFORM_HOSTS` names the hosts of the gateway's routes, and is there when `WEBHOOK_SECRET_KEY` is",
        why: "a tenant could aim webhooks at the platform itself",
        mend: "list the hosts in `PLATFORM_HOSTS` of `wrangler.manager.toml`, separated by commas; a name stands for all below it",
        is_operators: false,
        faults: checks::platform_hosts,
    },
    Precondition {
        what: "the manager has the compatibility flag `global_fetch_strictly_public`",
        why: "a webhook to a host in the platform's own zone would go to its origin, past every rule in front of it",
        mend: "add it to `compatibility_flags` in `wrangler.manager.toml`",
        is_operators: false,
        faults: checks::strictly_public,
    },
    Precondition {
        what: "no switch for local work is set",
        why: "it opens what only a developer's machine may have open",
        mend: "remove the variable, whatever its value",
        is_operators: false,
        faults: checks::local_switches,
    },
    Precondition {
        what: "`workers_dev = false` and `preview_urls = false`, and there are no `previews`",
        why: "a second public address stands outside the zone's rules, and shows versions that were withdrawn",
        mend: "write both into the file, and remove `previews`",
        is_operators: false,
        faults: checks::other_addresses,
    },
    Precondition {
        what: "blog and manager have no route",
        why: "they trust whoever shows the gateway's key: only the gateway may be asked from outside",
        mend: "remove `route` and `routes` from their files",
        is_operators: false,
        faults: checks::service_routes,
    },
    Precondition {
        what: "every rate limit has a binding, a `namespace_id` of its own and a period of 60 seconds",
        why: "a missing binding limits nothing, a shared number counts two limits as one, and `Retry-After` says a minute",
        mend: "restore `[[ratelimits]]` in `wrangler.gateway.toml`; an environment does not inherit it",
        is_operators: false,
        faults: checks::rate_limits,
    },
    Precondition {
        what: "no log of the platform's own keeps URLs",
        why: "queries hold what readers search for and preview tokens; our own lines hold the route's pattern",
        mend: "set `invocation_logs = false` in `[observability.logs]`; no `logpush`, traces or tail Workers",
        is_operators: false,
        faults: checks::urls_in_logs,
    },
    Precondition {
        what: "the gateway is bound to the blog and the manager of the same deployment",
        why: "without a binding it answers 500; bound to another deployment, it writes into that one's data",
        mend: "restore `[[services]]` in `wrangler.gateway.toml`; an environment does not inherit it",
        is_operators: false,
        faults: checks::bindings,
    },
    Precondition {
        what: "the blog has its bucket",
        why: "no picture could be kept or read",
        mend: "restore `[[r2_buckets]]` in `wrangler.blog.toml`; an environment does not inherit it",
        is_operators: false,
        faults: checks::buckets,
    },
    Precondition {
        what: "every queue has a sender and a consumer, and both services a clock",
        why: "events would wait, or be dropped, without anybody hearing of it",
        mend: "restore `[queues]` and `[triggers]` in `wrangler.blog.toml` and `wrangler.manager.toml`",
        is_operators: false,
        faults: checks::events,
    },
    Precondition {
        what: "gateway and manager have the same `JWT_ISSUER` and `JWT_AUDIENCE`",
        why: "the gateway would refuse every token that the manager signs",
        mend: "write the same into both files",
        is_operators: false,
        faults: checks::issuers,
    },
    Precondition {
        what: "what stands in the files is all that is deployed: no `keep_vars`",
        why: "a variable that somebody set in the hosting console, `DEBUG` too, would outlive every deployment",
        mend: "remove `keep_vars`",
        is_operators: false,
        faults: checks::kept_vars,
    },
    Precondition {
        what: "the gateway has a route",
        why: "nobody could reach it",
        mend: "name your host in `routes` of `wrangler.gateway.toml`, where an example stands, and in `PLATFORM_HOSTS`",
        is_operators: true,
        faults: checks::gateway_route,
    },
];

/// A precondition that does not hold.
#[derive(Debug)]
pub struct Unmet {
    /// Which.
    pub precondition: &'static Precondition,
    /// Where it does not, and how; never a secret's value.
    pub faults: Vec<String>,
}

impl Precondition {
    /// Where it does not hold. What is the operator's is asked of the deployment without an environment only: `deploy`
    /// knows no other.
    pub fn faults(&self, deployments: &[Deployment]) -> Vec<String> {
        let asked = if self.is_operators { deployments.get(..1).unwrap_or_default() } else { deployments };
        let mut faults: Vec<String> = Vec::new();
        for fault in asked.iter().flat_map(self.faults) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        faults
    }
}

/// Everything that does not hold, all of it together.
pub fn unmet(deployments: &[Deployment]) -> Vec<Unmet> {
    let all = PRECONDITIONS.iter();
    all.map(|precondition| Unmet { precondition, faults: precondition.faults(deployments) })
        .filter(|unmet| !unmet.faults.is_empty())
        .collect()
}

/// What a person is told: each fault, why it matters and how to mend it.
pub fn report(unmet: &[Unmet]) -> String {
    let mut text = String::new();
    for Unmet { precondition: Precondition { what, why, mend, .. }, faults } in unmet {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- It must hold that {what}. It does not:");
        for fault in faults {
            let _ = writeln!(text, "    {fault}");
        }
        let _ = writeln!(text, "  Why: {why}.\n  Mend: {mend}.");
    }
    text
}

/// The table on the operators' page, in Markdown.
pub fn markdown() -> String {
    let mut text = "| must hold | because otherwise | mend |\n| --- | --- | --- |\n".to_owned();
    for Precondition { what, why, mend, is_operators, .. } in PRECONDITIONS {
        let when = if *is_operators { " (not asked by `--dry-run`)" } else { "" };
        let _ = writeln!(text, "| {what}{when} | {why} | {mend} |");
    }
    text
}

#[cfg(test)]
mod tests;
