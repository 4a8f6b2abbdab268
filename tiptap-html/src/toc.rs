//! Table of contents: ids for headings and the list of them.
//!
//! An id is `h-` and the words of the heading, joined by hyphens: `h-getting-started`. Elements with an id
//! become properties of `window` in the page that shows them; no script's variable and no form field has a
//! hyphen in its name, so with the prefix a heading "Location" or "Config" can stand in for none of them.
//! Letters of any script are kept, which HTML allows. A second heading of the same words gets `-2`.

use std::collections::{HashMap, HashSet};

use crate::document::Document;
use crate::node::{Node, NodeKind};
use crate::text;

/// What every heading id begins with.
pub(crate) const ID_PREFIX: &str = "h-";

/// Ids stay short enough to be read in an address; counted in characters.
const MAX_SLUG_CHARS: usize = 64;

/// A heading with text, in document order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// 1 to 6.
    pub level: u8,
    /// The `id` of the heading's element.
    pub id: String,
    /// The heading's text, white space collapsed.
    pub text: String,
}

/// All headings in document order, those without text too: rendering takes one id for each.
pub(crate) fn headings(document: &Document) -> Vec<TocEntry> {
    let mut ids = Ids::default();
    let mut entries = Vec::new();
    collect(&document.children, &mut ids, &mut entries);
    entries
}

fn collect(nodes: &[Node], ids: &mut Ids, entries: &mut Vec<TocEntry>) {
    for node in nodes {
        if let NodeKind::Heading { level, .. } = node.kind {
            let text = text::of_heading(node).split_whitespace().collect::<Vec<_>>().join(" ");
            entries.push(TocEntry { level, id: ids.unique(&slug(&text)), text });
        }
        collect(&node.children, ids, entries);
    }
}

/// Lower-case letters and digits; whatever stands between them is one hyphen.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            gap = !slug.is_empty();
            continue;
        }
        if slug.chars().count() + usize::from(gap) >= MAX_SLUG_CHARS {
            break;
        }
        if std::mem::take(&mut gap) {
            slug.push('-');
        }
        slug.push(c);
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}

#[derive(Default)]
struct Ids {
    taken: HashSet<String>,
    /// The last number tried for a slug, so that many equal headings do not count from 2 again.
    last: HashMap<String, u32>,
}

impl Ids {
    fn unique(&mut self, slug: &str) -> String {
        let last = self.last.entry(slug.to_owned()).or_insert(0);
        loop {
            *last += 1;
            let id =
                if *last == 1 { format!("{ID_PREFIX}{slug}") } else { format!("{ID_PREFIX}{slug}-{last}") };
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_every_script() {
        assert_eq!(slug("Getting  Started: v2.0!"), "getting-started-v2-0");
        assert_eq!(slug("Über Straße"), "über-straße");
        assert_eq!(slug("日本語 テスト"), "日本語-テスト");
        assert_eq!(slug("🎉 !!"), "section");
        assert_eq!(slug(&"ab ".repeat(99)).chars().count(), 64);
    }

    #[test]
    fn equal_headings_are_numbered_and_never_meet_a_given_number() {
        let mut ids = Ids::default();
        let made: Vec<String> = ["a", "a", "a-2", "a", "a-2"].iter().map(|slug| ids.unique(slug)).collect();
        assert_eq!(made, ["h-a", "h-a-2", "h-a-2-2", "h-a-3", "h-a-2-3"]);
    }
}
