//! The files that the gateway serves: `openapi.json`, and a page that shows it. The page is a plain table of operations,
//! made here, until Redoc has drawn something better beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use logicspike_shared::reference::{File, SERVER};
use serde_json::Value;

use crate::checkout::Checkout;
use crate::worker::Worker;

/// Redoc's single file, as npm brings it.
const REDOC: &str = "node_modules/redoc/bundles/redoc.standalone.js";
/// The one thing that it would ask another host for, and what it shows in its place: an empty picture.
const LOGO: &str = "https://cdn.redoc.ly/redoc/logo-mini.svg";
const NO_LOGO: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

/// The table goes only when Redoc stands.
const SCRIPT: &str = r#"const options = { hideLoading: true, showExtensions: ["x-permission"], nativeScrollbars: true };
Redoc.init("/openapi.json", options, document.getElementById("reference"), (error) => {
  if (!error) document.getElementById("operations").hidden = true;
});
"#;

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LogicSpike API</title>
<link rel="icon" href="data:,">
<style>
body { margin: 0; font-family: system-ui, sans-serif; color: #1b1b1f; background: #fff; }
#operations { padding: 1rem 2rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: 1.5rem 0 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid #ddd; }
td:first-child { width: 5rem; } td:nth-child(2) { width: 45%; }
/* Long lines of examples are broken: the keyboard reaches no box of Redoc's that scrolls. */
#reference pre, #reference code { white-space: pre-wrap; overflow-wrap: anywhere; }
/* Redoc's paler kind of word is too pale. */
#reference .token.namespace { opacity: 1; }
</style>
</head>
<body>
<main>
<div id="operations">
<h1>LogicSpike API</h1>
<p>The whole description is <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
"#;

const FOOT: &str = r#"</div>
<div id="reference"></div>
</main>
<script src="/docs/redoc.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
"#;

/// The folder's name, beside the Worker.
pub(crate) const ASSETS: &str = "assets";

/// Where they are made.
fn folder(checkout: &Checkout) -> PathBuf {
    checkout.build_folder(Worker::Gateway).join(ASSETS)
}

/// Makes those that are not as they should be.
pub(super) fn build(checkout: &Checkout) -> Result<()> {
    let read = |path: &str| {
        std::fs::read_to_string(checkout.path(path)).with_context(|| format!("cannot read {path}"))
    };
    let document: Value = serde_json::from_str(&read("openapi.json")?).context("openapi.json is no JSON")?;
    for file in File::ALL {
        let text = match file {
            File::Document => as_served(&document)?,
            File::Page => page(&document),
            File::Redoc => without_logo(&read(REDOC)?)?,
            File::Script => SCRIPT.to_owned(),
        };
        write(&folder(checkout).join(file.path().trim_start_matches('/')), &text)?;
    }
    Ok(())
}

/// Copies them to where a stack keeps what it runs.
pub(super) fn copy(checkout: &Checkout, target: &Path) -> Result<()> {
    for file in File::ALL {
        let name = file.path().trim_start_matches('/');
        let built = folder(checkout).join(name);
        let text = std::fs::read_to_string(&built)
            .with_context(|| format!("{} is not built; run `cargo xtask build`", built.display()))?;
        write(&target.join(name), &text)?;
    }
    Ok(())
}

/// A file that is as it was is left alone: who watches the folder is not woken.
fn write(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    let folder = path.parent().context("a file in a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The document without spaces, its servers first.
fn as_served(document: &Value) -> Result<String> {
    let mut rest = document.as_object().context("openapi.json is no object")?.clone();
    rest.remove("servers");
    let rest = serde_json::to_string(&rest)?;
    Ok(format!("{SERVER}}}],{}", rest.trim_start_matches('{')))
}

fn without_logo(redoc: &str) -> Result<String> {
    ensure!(redoc.matches(LOGO).count() == 1, "{REDOC} asks for other things than it did");
    Ok(redoc.replace(LOGO, NO_LOGO))
}

fn page(document: &Value) -> String {
    let mut page = HEAD.to_owned();
    let tags = document.get("tags").and_then(Value::as_array).into_iter().flatten();
    for tag in tags {
        let name = text(tag, "name");
        let rows: String = operations(document)
            .filter(|(_, _, operation)| {
                let tags = operation.get("tags").and_then(Value::as_array);
                tags.is_some_and(|tags| tags.iter().any(|tag| tag == name))
            })
            .map(|(method, path, operation)| row(method, path, operation))
            .collect();
        if !rows.is_empty() {
            let _ = writeln!(
                page,
                "<table><caption>{}: {}</caption>\n<thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Path</th>\
                 <th scope=\"col\">What it does</th></tr></thead>\n<tbody>\n{rows}</tbody></table>",
                escaped(name),
                escaped(text(tag, "description"))
            );
        }
    }
    page + FOOT
}

/// Method, path and description of each operation.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let item = item.as_object().into_iter().flatten();
        item.map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
    })
}

fn row(method: &str, path: &str, operation: &Value) -> String {
    let permission = match text(operation, "x-permission") {
        "" => String::new(),
        permission => format!(" Needs <code>{}</code>.", escaped(permission)),
    };
    format!(
        "<tr><td>{}</td><td><code>{}</code></td><td>{}{permission}</td></tr>\n",
        escaped(&method.to_ascii_uppercase()),
        escaped(path),
        escaped(text(operation, "summary"))
    )
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_document_begins_with_the_server_that_the_gateway_names() {
        let document = json!({ "openapi": "3.1.0", "servers": [{ "url": "/" }], "paths": {} });
        let served = as_served(&document).unwrap();
        assert!(served.starts_with(SERVER), "{served}");
        assert_eq!(serde_json::from_str::<Value>(&served).unwrap(), document);
    }

    #[test]
    fn without_scripts_every_operation_stands_in_a_table() {
        let checkout = Checkout::default();
        let text = std::fs::read_to_string(checkout.path("openapi.json")).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let page = page(&document);
        assert!(operations(&document).count() > 50);
        for (method, path, operation) in operations(&document) {
            let row = row(method, path, operation);
            assert!(page.contains(&row), "{row}");
        }
        assert!(row("get", "/<x>", &json!({ "summary": "a & b" })).contains("/&lt;x&gt;"));
    }

    #[test]
    fn a_redoc_that_asks_for_something_else_is_noticed() {
        assert_eq!(without_logo(&format!("a{LOGO}b")).unwrap(), format!("a{NO_LOGO}b"));
        assert!(without_logo("another").is_err());
    }
}
