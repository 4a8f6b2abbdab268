//! What one source file says of itself: whom it names, what it hands on, whether it holds SQL.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMacro, ItemMod, ItemUse, UseTree, Visibility};

/// How a statement begins.
const SQL: &[&str] = &["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "];

/// A path as written, with the modules within the file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Modules written out in the file, from outside in.
    pub(super) within: Vec<String>,
    /// The segments; `*` stands for everything.
    pub(super) path: Vec<String>,
}

/// A name that a file hands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HandedOn {
    /// By which name; `*` if it is everything.
    pub(super) name: String,
    /// Where it comes from.
    pub(super) from: Named,
}

/// What stands in one file, tests left out.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Paths that the code names.
    pub(super) names: Vec<Named>,
    /// What the file hands on.
    pub(super) hands_on: Vec<HandedOn>,
    /// Names of others that a `use` brings in, but for those of whole crates.
    pub(super) uses: BTreeSet<String>,
    /// What the file defines.
    pub(super) defines: BTreeSet<String>,
    /// Modules in files of their own that are compiled for tests only.
    pub(super) tests: BTreeSet<String>,
    /// Whether a comment says what the file is for.
    pub(super) is_introduced: bool,
    /// The first words of a statement, if there is one.
    pub(super) sql: Option<String>,
}

impl Source {
    /// Reads a file's text.
    pub(super) fn read(text: &str) -> Result<Self> {
        let file = syn::parse_file(text).context("does not parse")?;
        let mut reader = Reader { source: Self::default(), within: Vec::new() };
        reader.source.is_introduced = file.attrs.iter().any(|attribute| attribute.path().is_ident("doc"));
        reader.visit_file(&file);
        Ok(reader.source)
    }
}

struct Reader {
    source: Source,
    within: Vec<String>,
}

impl Reader {
    fn named(&self, path: Vec<String>) -> Named {
        Named { within: self.within.clone(), path }
    }

    fn name(&mut self, path: Vec<String>) {
        let named = self.named(path);
        self.source.names.push(named);
    }

    /// Macros are not parsed: what they name from the crate's root on is found among their tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(word) if path.is_empty() && word != "crate" => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(colon) if colon.as_char() == ':' && !path.is_empty() => {}
                TokenTree::Literal(literal) => self.literal(&literal.to_string()),
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.tokens(group.stream());
                }
                TokenTree::Punct(_) => self.end(&mut path),
            }
        }
        self.end(&mut path);
    }

    /// `crate` alone is the end of `pub(crate)`.
    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.name(path);
        }
    }

    fn literal(&mut self, text: &str) {
        let text =
            text.trim_start_matches(['r', '#', '"']).trim_start().trim_start_matches("\\n").trim_start();
        let goes_on =
            |start: &&str| text.strip_prefix(*start).is_some_and(|rest| !rest.trim_matches('"').is_empty());
        if SQL.iter().any(goes_on) {
            self.source.sql.get_or_insert_with(|| text.chars().take(40).collect());
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item(&mut self, item: &'a Item) {
        if attributes(item).iter().any(is_for_tests) {
            if let Item::Mod(module) = item {
                self.source.tests.insert(module.ident.to_string());
            }
            return;
        }
        if let Some(name) = defined(item)
            && self.within.is_empty()
        {
            self.source.defines.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if module.content.is_some() {
            self.within.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.within.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let is_private = matches!(item.vis, Visibility::Inherited);
        for (path, name) in leaves(&item.tree) {
            if path.len() > 1 {
                self.source.uses.insert(name.clone());
            }
            let from = self.named(path);
            if is_private {
                self.source.names.push(from);
            } else {
                self.source.hands_on.push(HandedOn { name, from });
            }
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        if path.segments.len() > 1 {
            self.name(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
        self.literal(&literal.value());
    }

    /// Comments and reasons are prose.
    fn visit_attribute(&mut self, _attribute: &'a Attribute) {}

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }
}

/// Everything that a `use` names, and by which name.
fn leaves(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    let one = |path: &syn::Ident, name: &syn::Ident| vec![(vec![path.to_string()], name.to_string())];
    match tree {
        UseTree::Name(leaf) => one(&leaf.ident, &leaf.ident),
        UseTree::Rename(leaf) => one(&leaf.ident, &leaf.rename),
        UseTree::Glob(_) => vec![(vec!["*".to_owned()], "*".to_owned())],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        UseTree::Path(path) => {
            let below = leaves(&path.tree).into_iter();
            let own = path.ident.to_string();
            below
                .map(|(rest, name)| {
                    let name = if rest == ["self"] { own.clone() } else { name };
                    let rest = rest.into_iter().filter(|segment| segment != "self");
                    (std::iter::once(own.clone()).chain(rest).collect(), name)
                })
                .collect()
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(ItemMacro { ident: Some(name), .. }) => name,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// `#[cfg(test)]` and `#[cfg(any(test, …))]`: what no Worker is built with.
fn is_for_tests(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    let condition = list.tokens.to_string();
    list.path.is_ident("cfg") && (condition == "test" || condition.starts_with("any (test ,"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        Source::read(text).unwrap().names.iter().map(|named| named.path.join("::")).collect()
    }

    #[test]
    fn whatever_the_code_names_is_seen() {
        assert_eq!(paths("use crate::{a::{self, B}, c::*};"), ["crate::a", "crate::a::B", "crate::c::*"]);
        assert_eq!(paths("fn f(x: crate::a::B) { super::c::d(x) }"), ["crate::a::B", "super::c::d"]);
        assert_eq!(paths("fn f() { println!(\"{}\", crate::a::B) }"), ["crate::a::B"]);
        assert_eq!(
            paths("impl crate::a::B for C { fn d() -> E { crate::f::g!() } }"),
            ["crate::a::B", "crate::f::g",]
        );
        assert_eq!(paths("made! { pub(crate) fn f(x: crate::a::B) {} }"), ["crate::a::B"]);
    }

    #[test]
    fn tests_and_what_is_handed_on_are_told_apart() {
        let text = "//! Why.\npub use a::B;\n#[cfg(test)]\nmod tests { use crate::c; }\nmod a;\n#[cfg(test)]\nmod d;";
        let source = Source::read(text).unwrap();
        assert!(source.is_introduced && source.names.is_empty());
        assert_eq!(source.hands_on.len(), 1);
        assert!(source.tests.contains("d") && source.defines.contains("a"));
    }

    #[test]
    fn a_statement_is_found_wherever_it_stands_and_prose_is_none() {
        let sql = |text: &str| Source::read(text).unwrap().sql;
        assert_eq!(sql("const A: &str = \"SELECT 1\";").unwrap(), "SELECT 1");
        assert!(sql("fn f() { concat!(\"\\n UPDATE posts\", \"x\") }").is_some());
        assert!(sql("fn f() { g(\"\n   WITH new AS (\") }").is_some());
        assert_eq!(sql("/// SELECT 1\nfn f() { g(\"selected\", \"With care\") }"), None);
    }
}
