//! A crate's files, and which of them imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::source::{Named, Source};

/// Names handed on are followed this far.
const MOST_STEPS: usize = 8;

/// A module's place: segments from the crate's root on.
pub(super) type Module = Vec<String>;

/// One file of a crate.
#[derive(Debug)]
pub(super) struct File {
    /// Below the crate's `src`.
    pub(super) path: PathBuf,
    /// What stands in it.
    pub(super) source: Source,
}

/// The source of one crate, without its tests.
#[derive(Debug, Default)]
pub(super) struct Crate {
    files: BTreeMap<Module, File>,
}

/// Whom a file imports.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// Files of its own crate.
    pub(super) files: BTreeSet<Module>,
    /// Names at the root of its paths that are no module of its own: other crates, and types.
    pub(super) roots: BTreeSet<String>,
}

impl Crate {
    /// Reads every file below a folder.
    pub(super) fn read(src: &Path) -> Result<Self> {
        let mut whole = Self::default();
        let mut folders = vec![src.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path)?;
                    let path = path.strip_prefix(src)?;
                    whole.add(path, &text).with_context(|| path.display().to_string())?;
                }
            }
        }
        whole.leave_tests_out();
        Ok(whole)
    }

    fn add(&mut self, path: &Path, text: &str) -> Result<()> {
        let file = File { path: path.to_owned(), source: Source::read(text)? };
        self.files.insert(module_of(path), file);
        Ok(())
    }

    fn leave_tests_out(&mut self) {
        let below = |module: &Module, name: &String| module.iter().chain([name]).cloned().collect();
        let tests: Vec<Module> = self
            .files
            .iter()
            .flat_map(|(module, file)| file.source.tests.iter().map(move |name| below(module, name)))
            .collect();
        self.files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    }

    /// The files, by module.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Module, &File)> {
        self.files.iter()
    }

    /// Whom a file imports. What a file hands on from modules below it is a signpost, not an import.
    pub(super) fn imports(&self, module: &Module) -> Imports {
        let mut imports = Imports::default();
        let Some(file) = self.files.get(module) else { return imports };
        let handed_on = file
            .source
            .hands_on
            .iter()
            .map(|handed| &handed.from)
            .filter(|from| self.absolute(module, from).is_none_or(|target| !target.starts_with(module)));
        for named in file.source.names.iter().chain(handed_on) {
            match self.absolute(module, named) {
                Some(target) => {
                    let target = self.home_of(target);
                    if target != *module {
                        imports.files.insert(target);
                    }
                }
                None => imports.roots.extend(named.path.first().cloned()),
            }
        }
        // `use a::worker; worker::b()` names no crate `worker`.
        let bound = |root: &String| file.source.uses.contains(root);
        imports.roots.retain(|root| !bound(root));
        imports
    }

    /// The path from the crate's root on; none for what is not of this crate.
    fn absolute(&self, module: &Module, named: &Named) -> Option<Module> {
        let mut base: Module = module.iter().chain(&named.within).cloned().collect();
        let mut rest = named.path.as_slice();
        match rest.first().map(String::as_str) {
            Some("crate") => base.clear(),
            Some("self") => {}
            Some("super") => {
                while let Some(("super", below)) =
                    rest.split_first().map(|(first, below)| (first.as_str(), below))
                {
                    base.pop();
                    rest = below;
                }
                base.extend(rest.iter().cloned());
                return Some(base);
            }
            Some(first) => {
                let child: Module = base.iter().cloned().chain([first.to_owned()]).collect();
                self.files.contains_key(&child).then_some(())?;
                base.extend(rest.iter().cloned());
                return Some(base);
            }
            None => return None,
        }
        base.extend(rest.iter().skip(1).cloned());
        Some(base)
    }

    /// The file in which something is defined, also if its parent hands it on.
    fn home_of(&self, mut path: Module) -> Module {
        for _ in 0..MOST_STEPS {
            let length = (0..=path.len())
                .rev()
                .find(|length| path.get(..*length).is_some_and(|module| self.files.contains_key(module)));
            let (module, rest) = path.split_at(length.unwrap_or_default());
            let (module, rest) = (module.to_vec(), rest.to_vec());
            match self.handed_on(&module, &rest) {
                Some(from) => path = from,
                None => return module,
            }
        }
        path
    }

    fn handed_on(&self, module: &Module, rest: &[String]) -> Option<Module> {
        let (name, below) = rest.split_first()?;
        let source = &self.files.get(module)?.source;
        let follow = |from: &Named, names: &[String]| {
            let from = self.absolute(module, from)?;
            Some(from.into_iter().filter(|segment| segment != "*").chain(names.iter().cloned()).collect())
        };
        if let Some(handed) = source.hands_on.iter().find(|handed| handed.name == *name) {
            return follow(&handed.from, below);
        }
        let everything =
            source.hands_on.iter().filter(|handed| handed.name == "*" && !source.defines.contains(name));
        everything.filter_map(|handed| follow(&handed.from, rest)).find(|target: &Module| {
            let home = target.get(..target.len().saturating_sub(rest.len()));
            home.and_then(|home| self.files.get(home)).is_some_and(|file| file.source.defines.contains(name))
        })
    }

    /// Files that import each other, directly or around a corner.
    pub(super) fn circles(&self) -> Vec<Vec<&Path>> {
        let mut graph = DiGraph::<&Path, ()>::new();
        let nodes: BTreeMap<&Module, _> =
            self.files.iter().map(|(module, file)| (module, graph.add_node(file.path.as_path()))).collect();
        for (module, node) in &nodes {
            for target in &self.imports(module).files {
                if let Some(other) = nodes.get(target) {
                    graph.add_edge(*node, *other, ());
                }
            }
        }
        let groups = tarjan_scc(&graph).into_iter().filter(|group| group.len() > 1);
        groups
            .map(|group| group.into_iter().filter_map(|node| graph.node_weight(node).copied()).collect())
            .collect()
    }
}

/// `store/posts/mod.rs` and `store/posts.rs` are `store::posts`; the crate's root has no name.
fn module_of(path: &Path) -> Module {
    let mut segments: Module =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if segments.last().is_some_and(|last| last == "mod") || segments == ["lib"] || segments == ["main"] {
        segments.pop();
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Crate {
        let mut whole = Crate::default();
        for (path, text) in files {
            whole.add(Path::new(path), text).unwrap();
        }
        whole.leave_tests_out();
        whole
    }

    fn imports(whole: &Crate, module: &str) -> Vec<String> {
        let module: Module = module.split("::").map(str::to_owned).collect();
        whole.imports(&module).files.iter().map(|module| module.join("::")).collect()
    }

    #[test]
    fn a_name_that_a_parent_hands_on_is_imported_from_where_it_is_defined() {
        let whole = of(&[
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod c; mod d; pub use c::One; pub use d::*;"),
            ("a/c.rs", "pub struct One;"),
            ("a/d.rs", "pub struct Two;"),
            ("b.rs", "use crate::a::{One, Two}; fn f() { super::a::c::three() }"),
        ]);
        assert_eq!(imports(&whole, "b"), ["a::c", "a::d"]);
        assert_eq!(imports(&whole, "a"), [""; 0]);
        assert!(whole.circles().is_empty());
    }

    #[test]
    fn files_that_import_each_other_around_a_corner_are_a_circle_and_tests_are_not() {
        let whole = of(&[
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "fn f() { crate::c::g() }"),
            ("c.rs", "use super::a::A;"),
            ("d.rs", "use crate::e::E;"),
            ("e.rs", "#[cfg(test)] mod tests { use crate::d::D; }"),
        ]);
        let circles = whole.circles();
        assert_eq!(circles.len(), 1, "{circles:?}");
        assert_eq!(circles[0].len(), 3, "{circles:?}");
    }
}
