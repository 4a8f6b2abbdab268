//! The words of a post as PostgreSQL keeps them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use super::split::Chains;

/// Most bytes that the words of one field take. PostgreSQL takes 1 MiB for all, and only a text is long enough for more:
/// what comes after that is not found.
const MAX_BYTES: usize = 800_000;
/// Places of one word that are kept for its rank: more tell nothing more.
const MAX_PLACES: usize = 8;

/// What is searched of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its title counts most.
    Title,
    /// Then its excerpt.
    Excerpt,
    /// Then its text.
    Body,
}

impl Field {
    /// Its label in PostgreSQL.
    pub const fn weight(self) -> char {
        match self {
            Self::Title => 'A',
            Self::Excerpt => 'B',
            Self::Body => 'C',
        }
    }

    /// The places of its words. Each field has its own, so that one can be replaced without the others.
    const fn places(self) -> (u16, u16) {
        match self {
            Self::Title => (1, 1_000),
            Self::Excerpt => (1_001, 3_000),
            Self::Body => (3_001, 16_383),
        }
    }
}

/// The words of these fields with their places and weights, as the text of a `tsvector`. Words are quoted, and hold
/// letters and digits only.
pub fn vector<'a>(fields: impl IntoIterator<Item = (Field, &'a str)>) -> String {
    let mut vector = String::new();
    for (field, text) in fields {
        let weight = field.weight();
        for (word, places) in words(field, text) {
            let separator = if vector.is_empty() { "" } else { " " };
            // Writing to a string does not fail.
            let _ = write!(vector, "{separator}'{word}'");
            for (n, place) in places.iter().enumerate() {
                let separator = if n == 0 { ':' } else { ',' };
                let _ = write!(vector, "{separator}{place}{weight}");
            }
        }
    }
    vector
}

fn words(field: Field, text: &str) -> BTreeMap<String, Vec<u16>> {
    let mut words = Words::default();
    let (mut place, last) = field.places();
    for chain in Chains::of(text) {
        for word in chain.words() {
            words.note(word.text, place);
            place = last.min(place + 1);
        }
    }
    words.places
}

#[derive(Default)]
struct Words {
    places: BTreeMap<String, Vec<u16>>,
    bytes: usize,
}

impl Words {
    fn note(&mut self, word: String, place: u16) {
        // A new word takes its letters, padding, the number of its places, and one place: five bytes. In the index it has
        // none of these, and the mark of its tenant.
        let new = word.len() + 8;
        match self.places.entry(word) {
            Entry::Vacant(entry) if self.bytes + new <= MAX_BYTES => {
                self.bytes += new;
                entry.insert(vec![place]);
            }
            Entry::Occupied(mut entry)
                if entry.get().len() < MAX_PLACES
                    && entry.get().last() != Some(&place)
                    && self.bytes + 2 <= MAX_BYTES =>
            {
                self.bytes += 2;
                entry.get_mut().push(place);
            }
            _ => {}
        }
    }
}
