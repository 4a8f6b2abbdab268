//! The Workers as the README runs them without the local stack: the three wrangler files, and one `.dev.vars` made of
//! `.dev.vars.example`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use e2e::Client;
use local_stack::wrangler::start_by_hand;
use local_stack::{Checkout, StackFile, WORKERS, Worker, worker, write_private};

use crate::stack;

/// What a person fills in: every value that the example leaves empty, and where SQL goes.
fn filled_in(stack: &StackFile) -> BTreeMap<&'static str, String> {
    let pem = |path: &Path| std::fs::read_to_string(path).unwrap();
    let database = |of: Worker| (worker::row(of).database_url.name, stack.worker_databases.of(of).to_owned());
    let mut values = BTreeMap::from(WORKERS.map(database));
    values.extend([
        ("GATEWAY_SECRET", "a-secret-made-by-hand-of-more-than-32-characters".to_owned()),
        ("SESSION_SECRET", "another-secret-made-by-hand-of-more-than-43-characters".to_owned()),
        ("JWT_PUBLIC_KEY", pem(&stack.public_key_file)),
        ("JWT_PRIVATE_KEY", pem(&stack.private_key_file)),
        ("GOOGLE_CLIENT_ID", "by-hand".to_owned()),
        ("NEON_SQL_ENDPOINT", stack.neon_url.clone()),
    ]);
    values
}

/// The example with these values; fails if something that is set there stays empty.
fn dev_vars(mut values: BTreeMap<&'static str, String>) -> String {
    let example = std::fs::read_to_string(Checkout::default().path(".dev.vars.example")).unwrap();
    let fill = |line: &str| {
        let (name, value) = line.trim_start_matches("# ").split_once("=\"").unwrap_or_default();
        values.remove(name).map_or_else(
            || {
                let is_empty = !name.is_empty() && line.starts_with(name) && value == "\"";
                assert!(!is_empty, "{name} is not filled in");
                format!("{line}\n")
            },
            |filled| format!("{name}=\"{filled}\"\n"),
        )
    };
    let text = example.lines().map(fill).collect();
    assert!(values.is_empty(), "the example lacks {:?}", values.keys());
    text
}

/// The files side by side as in the repository, but for what is built already.
fn folder_with(stack: &StackFile, dev_vars: &str) -> (PathBuf, Vec<PathBuf>) {
    let folder = stack.folder.join("by-hand");
    std::fs::create_dir_all(&folder).unwrap();
    write_private(&folder.join(".dev.vars"), dev_vars).unwrap();
    let copy = |of: Worker| {
        let original = Checkout::default().wrangler_file(of);
        let text = std::fs::read_to_string(&original).unwrap();
        let (text, _) = text.split_once("\n[build]\n").expect("the build stands last");
        let built = stack.folder.join("build").join(of.name());
        let folder_of_build = format!("= \"{}-worker/build/", of.name());
        assert!(text.contains(&folder_of_build), "{}", original.display());
        let text = text.replace(&folder_of_build, &format!("= \"{}/", built.display()));
        let file = folder.join(original.file_name().unwrap());
        std::fs::write(&file, text).unwrap();
        file
    };
    let files = WORKERS.map(copy).to_vec();
    (folder, files)
}

#[tokio::test]
async fn three_files_and_one_example_filled_in_make_a_platform() {
    let stack = stack();
    let (folder, files) = folder_with(&stack, &dev_vars(filled_in(&stack)));
    let running = start_by_hand(&stack, &files).await.unwrap();
    let gateway = Client::new(&running.url).unwrap();
    let tenant = &stack.tenants[0];

    let seller = gateway.bearer(&tenant.token);
    let posts = seller.get("/blog/admin/posts").await.unwrap();
    assert_eq!(posts.status, 200, "{}", posts.text);
    let roles = seller.get("/manager/roles").await.unwrap();
    assert_eq!(roles.status, 200, "{}", roles.text);
    let public = gateway.with("x-api-key", &tenant.api_key).get("/blog/public/posts").await.unwrap();
    assert_eq!(public.status, 200, "{}", public.text);
    let nobody = gateway.get("/blog/admin/posts").await.unwrap();
    assert_eq!(nobody.status, 401, "{}", nobody.text);

    running.stop().await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}
