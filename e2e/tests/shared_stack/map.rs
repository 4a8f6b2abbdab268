//! Who reaches whom: the map in `docs/architecture.md`, drawn from the tables that build, bind and route the Workers, from
//! their wrangler files and from the catalogue of events. `UPDATE_DOCS=1` draws it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gateway_worker::routes::{self, Target, Upstream};
use local_stack::{Checkout, WORKERS, Worker, worker};
use logicspike_shared::events::catalogue::EVENT_TYPES;
use logicspike_shared::variables::{self, Variable};
use toml::{Table, Value};

const BEGIN: &str = "<!-- The map is drawn by `e2e/tests/shared_stack/map.rs`: `UPDATE_DOCS=1 cargo xtask test --e2e map::` -->\n";
const END: &str = "<!-- The map ends. -->\n";

/// What Workers call beside each other, and the variable that says where.
const OUTSIDE: [(&str, Variable); 3] = [
    ("Google's public keys", variables::GOOGLE_JWKS_URL),
    ("the mail provider", variables::MAIL_API_URL),
    ("tenants' webhook endpoints, as tenants name them", variables::WEBHOOK_SECRET_KEY),
];

#[test]
fn the_map_shows_who_reaches_whom() {
    let file = Checkout::default().path("docs/architecture.md");
    let committed = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = committed.split_once(BEGIN).expect("the map has a place");
    let (_, after) = rest.split_once(END).expect("the map has an end");
    let drawn = format!("{before}{BEGIN}{}{END}{after}", map());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &drawn).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    assert_eq!(committed, drawn, "{} is out of date; UPDATE_DOCS=1 writes it", file.display());
}

fn map() -> String {
    let files: BTreeMap<Worker, Table> = WORKERS.into_iter().map(|of| (of, configuration(of))).collect();
    let mut map = String::new();
    picture(&mut map, &files);
    doors(&mut map);
    queues(&mut map, &files);
    events(&mut map);
    outside(&mut map);
    map
}

fn picture(map: &mut String, files: &BTreeMap<Worker, Table>) {
    map.push_str("\n```mermaid\nflowchart LR\n  clients([clients]) -->|HTTPS| gateway\n");
    for of in worker::services() {
        let binding = worker::row(of).binding.unwrap();
        assert!(
            texts(&files[&Worker::Gateway], "services", "binding").contains(&binding.to_owned()),
            "{binding}"
        );
        writeln!(map, "  gateway -->|{binding}| {}", of.name()).unwrap();
    }
    writeln!(map, "  gateway -->|{}| files[/files of the reference/]", Upstream::Assets.binding()).unwrap();
    for (queue, from, to) in flows(files) {
        writeln!(map, "  {} -.->|{queue}| {}", from.name(), to.name()).unwrap();
    }
    for of in WORKERS {
        let row = worker::row(of);
        let database = row.database.name();
        writeln!(map, "  {} ==>|{}| {database}[({database} database)]", of.name(), row.role).unwrap();
    }
    for (number, (name, variable)) in OUTSIDE.iter().enumerate() {
        for of in variable.workers {
            writeln!(map, "  {} -->|HTTPS| outside{number}([{name}])", of.name()).unwrap();
        }
    }
    map.push_str(
        "```\n\nPlain arrows are calls, dotted ones queues, thick ones SQL over HTTP as the role named.\n",
    );
}

fn doors(map: &mut String) {
    map.push_str("\n| path | door | asks for | leads to |\n| --- | --- | --- | --- |\n");
    for route in routes::ROUTES {
        let to = match route.target {
            Target::Forward { to, .. } => format!("`{}`", to.binding()),
            Target::File(file) => format!("`{}`, the file `{}`", Upstream::Assets.binding(), file.path()),
            Target::Alive | Target::TestLog => "the gateway itself".to_owned(),
        };
        let debug = if route.debug_only { ", with `DEBUG=true` only" } else { "" };
        let (door, credential) = (route.door.as_str(), route.credential);
        writeln!(map, "| `{}` | {door}{debug} | {credential:?} | {to} |", route.pattern).unwrap();
    }
}

fn queues(map: &mut String, files: &BTreeMap<Worker, Table>) {
    map.push_str("\n| queue | from | to | what cannot be applied |\n| --- | --- | --- | --- |\n");
    for (queue, to, dead) in consumers(files) {
        let from: Vec<&str> = producers(files, &queue).map(Worker::name).collect();
        let from = if from.is_empty() { "other queues".to_owned() } else { from.join(", ") };
        let dead = dead.map_or_else(|| "—".to_owned(), |dead| format!("`{dead}`"));
        writeln!(map, "| `{queue}` | {from} | {} | {dead} |", to.name()).unwrap();
    }
}

fn events(map: &mut String) {
    map.push_str("\n| events | recorded by | flow to |\n| --- | --- | --- |\n");
    let mut families: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for kind in EVENT_TYPES {
        families.entry(kind.name.split('.').next().unwrap()).or_default().push(kind.name);
    }
    for (family, names) in families {
        let by = if family == Worker::Blog.name() { Worker::Blog } else { Worker::Manager };
        let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ");
        let more = if family == "team" { "; of members also the blog's authors" } else { "" };
        writeln!(map, "| {names} | {} | audit log, webhooks, mail{more} |", by.name()).unwrap();
    }
}

fn outside(map: &mut String) {
    map.push_str("\n| reached over HTTPS | by | where, says |\n| --- | --- | --- |\n");
    for (name, variable) in OUTSIDE {
        let by: Vec<&str> = variable.workers.iter().map(|of| of.name()).collect();
        let says = if variable == variables::WEBHOOK_SECRET_KEY {
            "the tenant, never this platform's hosts nor private addresses".to_owned()
        } else {
            format!("`{}`", variable.name)
        };
        writeln!(map, "| {name} | {} | {says} |", by.join(", ")).unwrap();
    }
    map.push('\n');
}

fn configuration(of: Worker) -> Table {
    std::fs::read_to_string(Checkout::default().wrangler_file(of)).unwrap().parse().unwrap()
}

/// One field of each table in a list such as `services` or `queues.producers`.
fn texts(file: &Table, list: &str, field: &str) -> Vec<String> {
    tables(file, list).filter_map(|table| Some(table.get(field)?.as_str()?.to_owned())).collect()
}

fn tables<'a>(file: &'a Table, list: &str) -> impl Iterator<Item = &'a Table> {
    let (outer, name) = list.split_once('.').map_or((None, list), |(outer, name)| (Some(outer), name));
    let file = match outer {
        Some(outer) => file.get(outer).and_then(Value::as_table),
        None => Some(file),
    };
    let list = file.and_then(|file| file.get(name)).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_table)
}

fn producers<'a>(files: &'a BTreeMap<Worker, Table>, queue: &'a str) -> impl Iterator<Item = Worker> + 'a {
    let sends = move |file: &Table| texts(file, "queues.producers", "queue").iter().any(|name| name == queue);
    files.iter().filter(move |(_, file)| sends(file)).map(|(of, _)| *of)
}

/// Each queue, who takes from it, and where the messages go that cannot be applied.
fn consumers(files: &BTreeMap<Worker, Table>) -> Vec<(String, Worker, Option<String>)> {
    let of_file = |(of, file): (&Worker, &Table)| {
        let text = |table: &Table, key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
        tables(file, "queues.consumers")
            .filter_map(|table| Some((text(table, "queue")?, *of, text(table, "dead_letter_queue"))))
            .collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

fn flows(files: &BTreeMap<Worker, Table>) -> Vec<(String, Worker, Worker)> {
    let all = consumers(files).into_iter().flat_map(|(queue, to, _)| {
        producers(files, &queue).map(|from| (queue.clone(), from, to)).collect::<Vec<_>>()
    });
    all.collect()
}
