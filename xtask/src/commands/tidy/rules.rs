//! Who may import whom. A line here is a decision about the house; a new one is written down before the code is.

/// A folder of the workspace with Rust source.
#[derive(Debug)]
pub(super) struct CrateRule {
    /// The folder.
    pub(super) folder: &'static str,
    /// Crates of ours that it may name.
    pub(super) may_name: &'static [&'static str],
    /// Files and folders right below `src` that may name the Workers runtime's crates.
    pub(super) edges: &'static [&'static str],
    /// Those that may hold SQL.
    pub(super) sql: &'static [&'static str],
    /// Rooms with rules; a room that is not listed may import any.
    pub(super) rooms: &'static [Room],
}

/// A file or folder right below `src`. `lib` is the crate's root.
#[derive(Debug)]
pub(super) struct Room {
    /// Its name.
    pub(super) name: &'static str,
    /// The rooms that it may import.
    pub(super) may_import: &'static [&'static str],
}

const fn room(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room { name, may_import }
}

/// The crates of the Workers runtime.
pub(super) const RUNTIME: &[&str] = &["worker", "web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"];

/// Every crate of ours, as code names it.
pub(super) const OURS: &[&str] = &[
    "logicspike_shared",
    "tiptap_html",
    "gateway_worker",
    "blog_worker",
    "manager_worker",
    "local_stack",
    "xtask",
    "e2e",
];

/// What the two services have in common: a request goes down from the edge, and nothing comes back up.
const SERVICE: &[Room] = &[
    room("edge", &["host", "domain"]),
    room("dispatch", &["handlers", "app", "routes", "host", "feed", "domain"]),
    // An operator's replay is the consumer's work once more.
    room("handlers", &["input", "store", "domain", "api", "app", "host", "feed", "consumer"]),
    room("consumer", &["store", "domain", "app", "host"]),
    room("sweep", &["store", "domain", "app", "host", "courier"]),
    room("courier", &["store", "domain", "app", "host", "config"]),
    room("app", &["config", "host", "routes", "domain", "google_keys"]),
    room("google_keys", &["host"]),
    room("store", &["input", "api", "domain"]),
    room("input", &["api", "domain"]),
    room("feed", &["domain", "api"]),
    room("routes", &["domain", "feed"]),
    room("openapi", &["routes", "api", "domain", "feed"]),
    // A wire type may hold a word of the domain, such as a status.
    room("api", &["domain"]),
    room("domain", &[]),
    room("config", &["domain"]),
    room("host", &["domain"]),
];

/// The gateway: what comes in is read and decided on before anything is asked, forwarded or kept.
const GATEWAY: &[Room] = &[
    room("reference", &["host", "inbound", "routes"]),
    room(
        "serve",
        &[
            "reference",
            "decide",
            "page_cache",
            "cors",
            "limits",
            "exchange",
            "host",
            "inbound",
            "log_entry",
            "routes",
        ],
    ),
    room(
        "decide",
        &[
            "config",
            "cors",
            "exchange",
            "headers",
            "host",
            "inbound",
            "limits",
            "lookups",
            "page_cache",
            "path",
            "request_log",
            "routes",
            "tokens",
        ],
    ),
    // A part of the decision, with its state.
    room(
        "admission",
        &["decide", "credential", "exchange", "inbound", "key_use", "limits", "routes", "store"],
    ),
    room("openapi", &["decide", "routes"]),
    room("page_cache", &["headers", "host", "instants"]),
    room("request_log", &["exchange", "instants", "log_entry", "routes"]),
    room("lookups", &["lookup_cache", "log_entry", "store"]),
    room("config", &["cors", "limits", "routes"]),
    room("key_use", &["inbound", "store"]),
    room("host", &["limits", "routes"]),
    room("limits", &["credential", "exchange", "inbound", "routes"]),
    room("headers", &["exchange", "inbound"]),
    room("cors", &["inbound", "routes"]),
    room("exchange", &["inbound", "routes", "store"]),
    room("store", &["log_entry"]),
    room("credential", &[]),
    room("inbound", &[]),
    room("instants", &[]),
    room("log_entry", &[]),
    room("lookup_cache", &[]),
    room("path", &[]),
    room("routes", &[]),
    room("tokens", &[]),
];

/// What the Workers agree on: words, then the database, then requests, then the runtime.
const SHARED: &[Room] = &[
    room("edge", &["runtime", "time", "jwt", "config", "sql", "error", "http", "service", "events"]),
    room(
        "service",
        &[
            "error",
            "http",
            "identity",
            "in_flight",
            "leases",
            "permission",
            "route",
            "runtime",
            "scope",
            "secret",
            "telemetry",
            "trace",
        ],
    ),
    room("identity", &["error", "error_code", "http", "ids", "permission", "scope", "secret"]),
    room("route", &["error", "permission"]),
    room("http", &["error"]),
    room("input", &["error"]),
    room("paging", &["input", "time"]),
    room("telemetry", &["error"]),
    room("in_flight", &["error", "ids", "leases", "runtime"]),
    room("config", &["error", "error_code", "secret", "sql", "variables"]),
    room("events", &["sql", "lib", "scope", "ids", "permission", "runtime", "time"]),
    room("retention", &["sql", "time"]),
    room("error", &["error_code", "permission", "sql"]),
    // A statement belongs to a tenant, and the values of the words below are written and read here.
    room("sql", &["lib", "scope", "permission", "leases", "hex", "time"]),
    room("jwt", &["ids", "time"]),
    room("scope", &["ids", "permission"]),
    room("ids", &["runtime", "sql"]),
    room("api_key", &["hex", "runtime", "secret"]),
    room("trace", &["hex", "ids", "runtime"]),
    room("openapi", &["error_code"]),
    room("runtime", &["time"]),
    room("fixed_windows", &["time"]),
    room("time", &["sql"]),
    room("variables", &["secret"]),
    room("error_code", &[]),
    room("hex", &[]),
    room("mac", &[]),
    room("leases", &[]),
    room("permission", &[]),
    room("public_params", &[]),
    room("secret", &[]),
];

/// The renderer: a document is parsed, then written, and a second wall that knows neither looks at the page.
const RENDERER: &[Room] = &[
    room(
        "render",
        &["budget", "canonical", "sanitize", "document", "node", "mark", "toc", "text", "emoji", "url"],
    ),
    room("parse", &["document", "node", "mark", "types", "language", "style", "url"]),
    room("canonical", &["allowed"]),
    room("sanitize", &["allowed"]),
    room("allowed", &["language", "style", "url", "toc"]),
    room("budget", &["document", "toc"]),
    room("toc", &["document", "node", "text"]),
    room("text", &["document", "node", "emoji"]),
    room("document", &["node", "mark", "url"]),
    room("node", &["mark", "types"]),
    room("mark", &["types", "url"]),
    room("types", &[]),
    room("emoji", &[]),
    room("language", &[]),
    room("style", &[]),
    room("url", &[]),
];

/// Every crate.
pub(super) const CRATES: &[CrateRule] = &[
    CrateRule {
        folder: "shared",
        may_name: &[],
        edges: &["edge"],
        sql: &["sql", "events", "retention"],
        rooms: SHARED,
    },
    CrateRule {
        folder: "gateway-worker",
        may_name: &["logicspike_shared"],
        edges: &["lib", "edge"],
        sql: &["store"],
        rooms: GATEWAY,
    },
    CrateRule {
        folder: "blog-worker",
        may_name: &["logicspike_shared", "tiptap_html"],
        edges: &["lib", "edge"],
        sql: &["store"],
        rooms: SERVICE,
    },
    CrateRule {
        folder: "manager-worker",
        may_name: &["logicspike_shared"],
        edges: &["lib", "edge"],
        sql: &["store"],
        rooms: SERVICE,
    },
    CrateRule { folder: "tiptap-html", may_name: &[], edges: &[], sql: &[], rooms: RENDERER },
    CrateRule { folder: "local-stack", may_name: &["logicspike_shared"], edges: &[], sql: &[], rooms: &[] },
    CrateRule {
        folder: "xtask",
        may_name: &["local_stack", "logicspike_shared"],
        edges: &[],
        sql: &[],
        rooms: &[],
    },
    // It asks the Workers as a client does, and looks behind them as their owner.
    CrateRule {
        folder: "e2e",
        may_name: &[
            "logicspike_shared",
            "tiptap_html",
            "gateway_worker",
            "blog_worker",
            "manager_worker",
            "local_stack",
        ],
        edges: &[],
        sql: &["tenant"],
        rooms: &[],
    },
];
