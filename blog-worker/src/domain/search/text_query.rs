//! What somebody looks for.

use std::ops::Range;

use logicspike_shared::sql::Param;

use super::split::{Chain, Chains};

/// Words that must all be there; the last one may be the beginning of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuery(Vec<Group>);

/// What one chain of the search asks for: all of its words, or all of them written together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    words: Vec<Term>,
    joined: Option<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    text: String,
    /// Whether it may be the beginning of a word.
    is_beginning: bool,
}

impl TextQuery {
    /// Reads what somebody typed. Without any word in it, it finds nothing.
    pub fn parse(search: &str) -> Self {
        let mut chains = Chains::of(search).peekable();
        let mut groups = Vec::new();
        while let Some(chain) = chains.next() {
            groups.push(Group::of(&chain, chains.peek().is_none()));
        }
        Self(groups)
    }

    /// The text of a `tsquery`. Words are quoted, and hold letters and digits only: nothing of what was typed is syntax.
    pub fn to_tsquery(&self) -> String {
        self.0.iter().map(Group::to_tsquery).collect::<Vec<_>>().join(" & ")
    }

    /// The bytes of a text that were looked for, in their order and apart from each other.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let mut hits: Vec<Range<usize>> = Vec::new();
        for word in Chains::of(text).flat_map(|chain| chain.words()).filter(|word| self.has(&word.text)) {
            match hits.last_mut() {
                Some(last) if word.range.start <= last.end => {
                    *last = last.start.min(word.range.start)..last.end.max(word.range.end);
                }
                _ => hits.push(word.range),
            }
        }
        hits
    }

    fn has(&self, word: &str) -> bool {
        self.0.iter().flat_map(|group| group.words.iter().chain(&group.joined)).any(|term| term.matches(word))
    }

    #[cfg(test)]
    pub(super) fn finds(&self, words: &std::collections::HashSet<String>) -> bool {
        let is_there = |term: &Term| words.iter().any(|word| term.matches(word));
        let has =
            |group: &Group| group.words.iter().all(is_there) || group.joined.as_ref().is_some_and(is_there);
        !self.0.is_empty() && self.0.iter().all(has)
    }
}

impl From<&TextQuery> for Param {
    fn from(query: &TextQuery) -> Self {
        Self::text(query.to_tsquery())
    }
}

impl Group {
    fn of(chain: &Chain, is_last: bool) -> Self {
        let mut words = Vec::new();
        for (n, piece) in chain.pieces().iter().enumerate() {
            let is_last = is_last && n + 1 == chain.pieces().len();
            if piece.is_run() && !piece.is_single() {
                words.extend(piece.pairs().map(|pair| Term { text: pair.text, is_beginning: false }));
            } else {
                // A single character of a run begins the pairs that have it.
                words.push(Term { text: piece.word().text, is_beginning: is_last || piece.is_run() });
            }
        }
        let joined = chain.joined().map(|word| Term { text: word.text, is_beginning: is_last });
        Self { words, joined }
    }

    fn to_tsquery(&self) -> String {
        let words = self.words.iter().map(Term::to_tsquery).collect::<Vec<_>>().join(" & ");
        match &self.joined {
            Some(joined) => format!("({words} | {})", joined.to_tsquery()),
            None => words,
        }
    }
}

impl Term {
    fn to_tsquery(&self) -> String {
        format!("'{}'{}", self.text, if self.is_beginning { ":*" } else { "" })
    }

    fn matches(&self, word: &str) -> bool {
        if self.is_beginning { word.starts_with(&self.text) } else { word == self.text }
    }
}
