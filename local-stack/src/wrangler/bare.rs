//! What a Worker of a stack is bound to, for a runtime that reads no wrangler configuration: the deployable configuration
//! and the stack's variables, as data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::Serialize;
use toml::{Table, Value};

use super::deployed::{read_configuration, vars_of};
use super::local::local_vars;
use crate::build::ARTEFACTS;
use crate::checkout::Checkout;
use crate::stack_file::StackFile;
use crate::worker::{self, Worker};

/// One Worker.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BareWorker {
    /// Its name.
    pub name: &'static str,
    /// Its modules, the one that starts the others first.
    pub modules: Vec<PathBuf>,
    /// `compatibility_date`.
    pub compatibility_date: String,
    /// `compatibility_flags`.
    pub compatibility_flags: Vec<String>,
    /// Its variables and secrets.
    pub vars: BTreeMap<String, String>,
    /// Service Bindings, and the Worker behind each.
    pub services: BTreeMap<&'static str, &'static str>,
    /// Queues that it sends to.
    pub queues: Vec<String>,
    /// Rate limiters.
    pub limiters: Vec<String>,
}

impl BareWorker {
    /// As it was built last and as the stack's variables are.
    pub fn read(checkout: &Checkout, stack: &StackFile, worker: Worker) -> Result<Self> {
        let deployed = read_configuration(checkout, worker)?;
        let mut vars = vars_of(&deployed)?;
        vars.extend(local_vars(stack, worker)?);
        let date = deployed.get("compatibility_date").and_then(Value::as_str);
        let is_public = worker::row(worker).binding.is_none();
        let services = worker::services().filter(|_| is_public);
        let producers = deployed.get("queues").and_then(|queues| queues.get("producers"));
        Ok(Self {
            name: worker.name(),
            modules: ARTEFACTS.iter().map(|name| checkout.build_folder(worker).join(name)).collect(),
            compatibility_date: date.context("a wrangler file lacks compatibility_date")?.to_owned(),
            compatibility_flags: texts(deployed.get("compatibility_flags")),
            vars,
            services: services
                .filter_map(|service| Some((worker::row(service).binding?, service.name())))
                .collect(),
            queues: entries(producers, "binding"),
            limiters: entries(deployed.get("ratelimits"), "name"),
        })
    }
}

fn texts(array: Option<&Value>) -> Vec<String> {
    let values = array.and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// One field of each table in an array.
fn entries(array: Option<&Value>, field: &str) -> Vec<String> {
    let tables = array.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
    let field = |table: &Table| table.get(field).and_then(Value::as_str).map(str::to_owned);
    tables.filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_are_read_as_wrangler_files_name_them() {
        let file: Table =
            "compatibility_flags = ['a']\n[[ratelimits]]\nname = 'ONE'\n[[ratelimits]]\nname = 'TWO'\n\
            [[queues.producers]]\nbinding = 'EVENTS'\nqueue = 'q'\n"
                .parse()
                .unwrap();
        assert_eq!(texts(file.get("compatibility_flags")), ["a"]);
        assert_eq!(entries(file.get("ratelimits"), "name"), ["ONE", "TWO"]);
        assert_eq!(
            entries(file.get("queues").and_then(|queues| queues.get("producers")), "binding"),
            ["EVENTS"]
        );
        assert_eq!(entries(None, "name"), Vec::<String>::new());
    }
}
