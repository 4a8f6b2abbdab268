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

/// Every crate.
pub(super) const CRATES: &[CrateRule] = &[
    CrateRule {
        folder: "shared",
        may_name: &[],
        edges: &["workerd"],
        sql: &["sql", "events", "retention"],
        rooms: &[],
    },
    CrateRule {
        folder: "gateway-worker",
        may_name: &["logicspike_shared"],
        edges: &["lib", "edge"],
        sql: &["store"],
        rooms: &[],
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
