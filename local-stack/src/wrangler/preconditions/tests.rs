//! Each precondition is broken by an edit of the files as they are in the repository, one edit a test case.

use std::collections::BTreeMap;

use super::*;
use crate::checkout::Checkout;
use crate::worker::{WORKERS, Worker};

/// The texts of the files, for edits.
struct Files(BTreeMap<Worker, String>);

impl Files {
    fn of_the_repository() -> Self {
        let read =
            |worker: Worker| std::fs::read_to_string(Checkout::default().wrangler_file(worker)).unwrap();
        Self(WORKERS.into_iter().map(|worker| (worker, read(worker))).collect())
    }

    /// Replaces a text that must be there.
    fn with(mut self, worker: Worker, old: &str, new: &str) -> Self {
        let text = self.0.get_mut(&worker).unwrap();
        assert!(text.contains(old), "{old} in the file of the {}", worker.name());
        *text = text.replacen(old, new, 1);
        self
    }

    fn with_var(self, worker: Worker, line: &str) -> Self {
        self.with(worker, "[vars]\n", &format!("[vars]\n{line}\n"))
    }

    /// A setting that stands before every table.
    fn with_setting(self, worker: Worker, line: &str) -> Self {
        self.with(worker, "workers_dev = false\n", &format!("workers_dev = false\n{line}\n"))
    }

    fn and(mut self, worker: Worker, tables: &str) -> Self {
        self.0.get_mut(&worker).unwrap().push_str(tables);
        self
    }

    fn deployments(&self) -> Vec<Deployment> {
        Deployment::of(&self.0.iter().map(|(worker, text)| (*worker, text.parse().unwrap())).collect())
    }

    /// What is refused: the preconditions' names, and all faults.
    fn refused(&self) -> (Vec<&'static str>, Vec<String>) {
        let unmet: Vec<Unmet> =
            unmet(&self.deployments()).into_iter().filter(|unmet| !unmet.precondition.is_operators).collect();
        let faults = unmet.iter().flat_map(|unmet| unmet.faults.clone()).collect();
        (unmet.into_iter().map(|unmet| unmet.precondition.what).collect(), faults)
    }
}

fn files() -> Files {
    Files::of_the_repository()
}

/// Exactly one precondition is refused: the one whose name begins so.
fn refuses(files: &Files, what: &str, fault: &str) {
    let (preconditions, faults) = files.refused();
    assert!(preconditions.len() == 1 && preconditions[0].starts_with(what), "{preconditions:#?} {faults:#?}");
    assert!(faults.iter().any(|found| found == fault), "{faults:#?}");
}

use Worker::{Blog, Gateway, Manager};

#[test]
fn the_repository_could_be_deployed_but_for_the_operators_own_host() {
    let unmet = unmet(&files().deployments());
    let report = report(&unmet);
    assert_eq!(unmet.len(), 1, "{report}");
    assert!(
        unmet[0].precondition.is_operators && report.contains("wrangler.gateway.toml: there is no route")
    );
    let own = files()
        .with_setting(Gateway, "routes = [{ pattern = 'api.example.com', custom_domain = true }]")
        .with(Manager, "PLATFORM_HOSTS = \"\"", "PLATFORM_HOSTS = 'api.example.com'")
        .with(Gateway, "ALLOWED_ORIGINS = \"\"", "ALLOWED_ORIGINS = 'https://app.example.com'");
    assert_eq!(super::report(&super::unmet(&own.deployments())), "");
}

#[test]
fn debug_is_not_deployed() {
    for value in ["'true'", "true", "'TRUE'", "' true'", "'1'"] {
        for worker in WORKERS {
            let edited = files().with(worker, "DEBUG = \"false\"", &format!("DEBUG = {value}"));
            refuses(&edited, "`DEBUG`", &format!("wrangler.{}.toml: DEBUG is not \"false\"", worker.name()));
        }
    }
}

#[test]
fn plain_http_is_not_deployed() {
    let keys = files().with(Manager, "\"https://www.googleapis", "\"http://www.googleapis");
    refuses(&keys, "addresses", "wrangler.manager.toml: GOOGLE_JWKS_URL is not https");
    for (worker, name, value) in [
        (Manager, "MAIL_API_URL", "http://mail.example/send"),
        (Manager, "DASHBOARD_URL", "HTTP://app.example.com"),
        (Blog, "NEON_SQL_ENDPOINT", "http://db.example/sql"),
    ] {
        let edited = files().with_var(worker, &format!("{name} = '{value}'"));
        refuses(&edited, "addresses", &format!("wrangler.{}.toml: {name} is not https", worker.name()));
    }
    let origins = files().with(
        Gateway,
        "ALLOWED_ORIGINS = \"\"",
        "ALLOWED_ORIGINS = 'https://a.example,http://b.example'",
    );
    refuses(&origins, "addresses", "wrangler.gateway.toml: ALLOWED_ORIGINS is not https");
}

#[test]
fn local_origins_and_addresses_are_not_deployed() {
    for value in ["https://localhost:3000", "https://a.example, https://127.0.0.1", "https://[::1]:3000"] {
        let edited = files().with(Gateway, "ALLOWED_ORIGINS = \"\"", &format!("ALLOWED_ORIGINS = '{value}'"));
        let fault = "wrangler.gateway.toml: ALLOWED_ORIGINS names a local or private address";
        refuses(&edited, "no variable names a local", fault);
    }
    let elsewhere = files().with_var(Manager, "DASHBOARD_URL = 'https://app.localhost'");
    let fault = "wrangler.manager.toml: DASHBOARD_URL names a local or private address";
    refuses(&elsewhere, "no variable names a local", fault);
}

#[test]
fn secrets_are_not_deployed_as_variables_and_not_shown() {
    for (worker, name, value) in [
        (Gateway, "GATEWAY_SECRET", "hunter2-hunter2-hunter2-hunter2-hunter2"),
        (Blog, "GATEWAY_SECRET", "hunter2"),
        (Blog, "PLATFORM_SECRET", "hunter2"),
        (Manager, "JWT_PRIVATE_KEY", "hunter2"),
        (Manager, "MAIL_API_KEY", "hunter2"),
        (Gateway, "DATABASE_URL", "postgres://u:hunter2@db.example/platform"),
        (Blog, "BLOG_DATABASE_URL", "hunter2"),
        (Blog, "REPLICA", "postgresql://u:hunter2@db.example/blog"),
        (Manager, "SIGNER", "-----BEGIN PRIVATE KEY-----"),
    ] {
        let edited = files().with_var(worker, &format!("{name} = '{value}'"));
        refuses(&edited, "no secret", &format!("wrangler.{}.toml: {name} is a secret", worker.name()));
        assert!(!report(&unmet(&edited.deployments())).contains("hunter2"));
    }
    let public = files().with_var(Gateway, "JWT_PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----'");
    assert_eq!(public.refused().0, Vec::<&str>::new(), "a public key is none");
}

#[test]
fn webhooks_are_not_deployed_without_the_platforms_own_hosts() {
    let expected = files().and(Manager, "\n[secrets]\nrequired = ['WEBHOOK_SECRET_KEY']\n");
    let fault = "wrangler.manager.toml: WEBHOOK_SECRET_KEY without PLATFORM_HOSTS";
    refuses(&expected, "`PLATFORM_HOSTS`", fault);
    let (_, faults) = files().with_var(Manager, "WEBHOOK_SECRET_KEY = 'x'").refused();
    assert!(faults.contains(&fault.to_owned()), "{faults:#?}");
    let named = expected.with(Manager, "PLATFORM_HOSTS = \"\"", "PLATFORM_HOSTS = 'api.example.com'");
    assert_eq!(named.refused().0, Vec::<&str>::new());
}

#[test]
fn every_host_of_the_gateways_routes_is_known_to_webhooks() {
    for (routes, hosts, missing) in [
        ("['api.example.com/*']", "", Some("api.example.com")),
        ("[{ pattern = 'api.example.com', custom_domain = true }]", "other.example", Some("api.example.com")),
        ("['api.example.com/*', 'API.example.org/v1/*']", "api.example.com", Some("api.example.org")),
        ("['api.example.com/*']", "a.example, api.example.com", None),
        ("['https://api.example.com/*']", ".example.com", None),
        ("['api.example.com/*']", "example.com", None),
        ("['example.com/*']", "api.example.com", Some("example.com")),
        ("['notexample.com/*']", "example.com", Some("notexample.com")),
        ("['*.example.com/*']", "api.example.com", Some("*.example.com")),
        ("['*.example.com/*']", "*.example.com", None),
    ] {
        let edited = files().with_setting(Gateway, &format!("routes = {routes}")).with(
            Manager,
            "PLATFORM_HOSTS = \"\"",
            &format!("PLATFORM_HOSTS = '{hosts}'"),
        );
        match missing {
            Some(host) => refuses(
                &edited,
                "`PLATFORM_HOSTS`",
                &format!("wrangler.manager.toml: PLATFORM_HOSTS lacks {host}"),
            ),
            None => assert_eq!(edited.refused().1, Vec::<String>::new(), "{routes} {hosts}"),
        }
    }
}

#[test]
fn the_manager_is_not_deployed_with_a_way_past_the_platforms_front() {
    let fault = "wrangler.manager.toml: the flag global_fetch_strictly_public is missing";
    for (old, new) in [
        ("\"global_fetch_strictly_public\"", "\"global_fetch_private_origin\""),
        ("compatibility_flags = [", "other_flags = ["),
    ] {
        refuses(&files().with(Manager, old, new), "the manager has", fault);
    }
}

#[test]
fn what_opens_a_developers_machine_is_not_deployed() {
    for value in ["true", "false"] {
        let edited = files().with_var(Manager, &format!("WEBHOOKS_ALLOW_LOCAL = '{value}'"));
        let fault = "wrangler.manager.toml: WEBHOOKS_ALLOW_LOCAL is for local work only";
        refuses(&edited, "no switch", fault);
    }
    let edited = files().with_var(Blog, "WRANGLER_LOG = 'debug'");
    refuses(&edited, "no switch", "wrangler.blog.toml: WRANGLER_LOG is for local work only");
}

#[test]
fn no_worker_has_a_second_public_address() {
    for worker in WORKERS {
        for name in ["workers_dev", "preview_urls"] {
            let fault = format!("wrangler.{}.toml: {name} is not false", worker.name());
            for new in [format!("{name} = true\n"), String::new()] {
                let edited = files().with(worker, &format!("{name} = false\n"), &new);
                refuses(&edited, "`workers_dev", &fault);
            }
        }
        let edited = files().and(worker, "\n[previews.vars]\nA = 'b'\n");
        refuses(&edited, "`workers_dev", &format!("wrangler.{}.toml: there are previews", worker.name()));
    }
}

#[test]
fn the_services_have_no_route() {
    for worker in [Blog, Manager] {
        for route in ["route = 'x.example/*'", "routes = ['x.example/*']", "routes = []"] {
            let fault = format!("wrangler.{}.toml: there is a route", worker.name());
            refuses(&files().with_setting(worker, route), "blog and manager", &fault);
        }
    }
}

#[test]
fn every_limit_is_bound_counts_for_itself_and_for_a_minute() {
    for name in checks::RATE_LIMITS {
        let edited = files().with(Gateway, &format!("\"{name}\""), "\"LIMIT_NOTHING\"");
        refuses(
            &edited,
            "every rate limit",
            &format!("wrangler.gateway.toml: the binding {name} is missing"),
        );
    }
    let copied = files().with(Gateway, "namespace_id = \"1002\"", "namespace_id = \"1001\"");
    let fault = "wrangler.gateway.toml: LIMIT_PER_USER has the namespace_id of another limit";
    refuses(&copied, "every rate limit", fault);
    let hasty = files().with(Gateway, "period = 60 }", "period = 10 }");
    refuses(&hasty, "every rate limit", "wrangler.gateway.toml: the period of LIMIT_PER_API_KEY is not 60");
}

#[test]
fn the_limits_that_are_looked_for_are_those_that_the_gateway_asks() {
    let source = std::fs::read_to_string(Checkout::default().path("gateway-worker/src/config.rs")).unwrap();
    let asked: Vec<&str> = source.split('"').filter(|text| text.starts_with("LIMIT_")).collect();
    assert_eq!(
        asked,
        checks::RATE_LIMITS,
        "RATE_LIMITS in preconditions/checks.rs lists the gateway's bindings"
    );
}

#[test]
fn the_bindings_that_are_looked_for_are_those_that_the_gateway_asks() {
    let source = std::fs::read_to_string(Checkout::default().path("gateway-worker/src/config.rs")).unwrap();
    let asked: Vec<&str> = source.split('"').filter(|text| text.ends_with("_SERVICE")).collect();
    let bound: Vec<&str> =
        WORKERS.into_iter().filter_map(|worker| crate::worker::row(worker).binding).collect();
    assert_eq!(asked, bound, "the rows in worker.rs name the gateway's Service Bindings");
}

#[test]
fn no_log_of_the_platforms_own_keeps_urls() {
    for worker in WORKERS {
        let file = format!("wrangler.{}.toml", worker.name());
        for other in ["invocation_logs = true", ""] {
            let edited = files().with(worker, "invocation_logs = false", other);
            refuses(&edited, "no log", &format!("{file}: invocation_logs is not false"));
        }
        let pushed = files().with_setting(worker, "logpush = true");
        refuses(&pushed, "no log", &format!("{file}: logpush is on"));
        let traced = files().and(worker, "\n[observability.traces]\nenabled = true\n");
        refuses(&traced, "no log", &format!("{file}: traces are on"));
        let tailed = files().and(worker, "\n[[tail_consumers]]\nservice = 'x'\n");
        refuses(&tailed, "no log", &format!("{file}: there is a tail Worker"));
    }
}

#[test]
fn the_gateway_is_bound_to_the_services_it_is_deployed_with() {
    let missing = files().with(Gateway, "binding = \"BLOG_SERVICE\"", "binding = \"BLOG\"");
    refuses(&missing, "the gateway is bound", "wrangler.gateway.toml: the binding BLOG_SERVICE is missing");
    let other = files().with(Gateway, "service = \"logicspike-manager\"", "service = \"logicspike-blog\"");
    let fault = "wrangler.gateway.toml: MANAGER_SERVICE leads to another Worker than wrangler.manager.toml";
    refuses(&other, "the gateway is bound", fault);
}

#[test]
fn the_blog_has_its_bucket() {
    let fault = "wrangler.blog.toml: the bucket MEDIA is missing";
    for (from, to) in [("binding = \"MEDIA\"", "binding = \"OTHER\""), ("\"logicspike-media\"", "\"\"")] {
        refuses(&files().with(Blog, from, to), "the blog has its bucket", fault);
    }
}

#[test]
fn every_queue_has_a_sender_and_a_consumer_and_every_service_a_clock() {
    let unread = files().with(Blog, "queue = \"logicspike-blog-inbox\"", "queue = \"other\"");
    let (preconditions, faults) = unread.refused();
    assert_eq!(preconditions.len(), 1, "{faults:#?}");
    for queue in ["logicspike-blog-inbox", "other"] {
        let fault = format!("wrangler.manager.toml: the queue {queue} has no sender or no consumer");
        assert!(faults.contains(&fault), "{faults:#?}");
    }
    for worker in [Blog, Manager] {
        let stopped = files().with(worker, "crons = [\"* * * * *\"]", "crons = []");
        refuses(
            &stopped,
            "every queue",
            &format!("wrangler.{}.toml: there is no cron trigger", worker.name()),
        );
    }
}

#[test]
fn gateway_and_manager_agree_on_tokens() {
    let edited = files().with(Manager, "JWT_AUDIENCE = \"logicspike\"", "JWT_AUDIENCE = 'other'");
    let fault = "wrangler.manager.toml: JWT_AUDIENCE is not that of wrangler.gateway.toml";
    refuses(&edited, "gateway and manager", fault);
}

#[test]
fn variables_set_elsewhere_do_not_outlive_a_deployment() {
    let edited = files().with_setting(Blog, "keep_vars = true");
    refuses(&edited, "what stands in the files", "wrangler.blog.toml: keep_vars is on");
}

#[test]
fn every_environment_is_looked_at() {
    let edited =
        files().and(Gateway, "\n[env.staging]\nworkers_dev = true\n[env.staging.vars]\nDEBUG = 'true'\n");
    let (preconditions, faults) = edited.refused();
    for fault in [
        "wrangler.gateway.toml [env.staging]: DEBUG is not \"false\"",
        "wrangler.gateway.toml [env.staging]: workers_dev is not false",
        "wrangler.gateway.toml [env.staging]: the binding LIMIT_SIGN_IN is missing",
        "wrangler.gateway.toml [env.staging]: the binding BLOG_SERVICE is missing",
    ] {
        assert!(faults.iter().any(|found| found == fault), "{fault} in {faults:#?}");
    }
    assert!(preconditions.len() >= 4);
    let elsewhere =
        "\n[env.staging]\n[[env.staging.services]]\nbinding = 'BLOG_SERVICE'\nservice = 'logicspike-blog'\n";
    let blog = "\n[env.staging.vars]\nDEBUG = 'false'\n";
    let (_, faults) = files().and(Gateway, elsewhere).and(Blog, blog).refused();
    let fault = "wrangler.gateway.toml [env.staging]: BLOG_SERVICE leads to another Worker than wrangler.blog.toml [env.staging]";
    assert!(faults.iter().any(|found| found == fault), "{faults:#?}");
}

#[test]
fn all_faults_are_reported_together_each_with_its_reason_and_its_mending() {
    let edited = files()
        .with(Gateway, "DEBUG = \"false\"", "DEBUG = 'true'")
        .with_setting(Manager, "route = 'x.example'")
        .with_var(Blog, "GATEWAY_SECRET = 'x'");
    let text = report(&unmet(&edited.deployments()));
    for part in [
        "wrangler.gateway.toml: DEBUG is not",
        "wrangler.manager.toml: there is a route",
        "wrangler.blog.toml: GATEWAY_SECRET is a secret",
        "Why: it opens the debug routes",
        "Mend: set `DEBUG = \"false\"`",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_operators_page_has_the_table() {
    let page = std::fs::read_to_string(Checkout::default().path("docs/operations.md")).unwrap();
    assert!(page.contains(&markdown()), "docs/operations.md should have:\n{}", markdown());
}
