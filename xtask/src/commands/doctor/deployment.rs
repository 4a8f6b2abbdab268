//! What must hold before anything is deployed, and of the secrets that can be read here.

use std::collections::BTreeMap;

use local_stack::Checkout;
use local_stack::wrangler::preconditions::PRECONDITIONS;
use local_stack::wrangler::{Deployment, read_vars};
use logicspike_shared::variables;

use super::checks::Report;
use super::secrets::strong;

pub(super) fn check(checkout: &Checkout, report: &mut Report) {
    match Deployment::all(checkout) {
        Ok(deployments) => {
            // What is the operator's to fill in is asked by `deploy`.
            for precondition in PRECONDITIONS.iter().filter(|precondition| !precondition.is_operators) {
                let faults = precondition.faults(&deployments);
                let result = if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) };
                report.check(&format!("to deploy: {}", precondition.what), result, precondition.mend);
            }
        }
        Err(error) => report.fail("the wrangler files can be read", &format!("{error:#}"), "restore them"),
    }
    let mend = "make it longer: `openssl rand -base64 32` gives a good one";
    let file = checkout.path(".dev.vars");
    if file.exists() {
        let result = read_vars(&file).map_err(|error| format!("{error:#}")).and_then(|vars| strong(&vars));
        report.check("the secrets in .dev.vars are long enough", result, mend);
    }
    let exported = variables::ALL
        .iter()
        .filter_map(|variable| Some((variable.name.to_owned(), std::env::var(variable.name).ok()?)));
    let exported: BTreeMap<String, String> = exported.collect();
    if !exported.is_empty() {
        report.check("the secrets in the environment are long enough", strong(&exported), mend);
    }
}
