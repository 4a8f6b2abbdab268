//! The part of a text that shows what was looked for.

use super::TextQuery;
use crate::domain::opening;

/// Characters that are shown.
const LENGTH: usize = 200;
/// Characters before what was looked for.
const LEAD: usize = 60;

impl TextQuery {
    /// The passage around the first hit, from the beginning of a word to the end of one; none without a hit.
    pub fn passage<'a>(&self, text: &'a str) -> Option<&'a str> {
        let hit = self.hits(text).into_iter().next()?;
        let before = text.get(..hit.start)?;
        let start = match before.char_indices().rev().nth(LEAD) {
            None => 0,
            Some((start, _)) => {
                let lead = before.get(start..)?;
                start + lead.find(char::is_whitespace).unwrap_or(0)
            }
        };
        text.get(start..).map(|rest| opening(rest, LENGTH))
    }

    /// The text in pieces: what was looked for, and what stands between.
    pub fn pieces<'a>(&self, text: &'a str) -> Vec<(&'a str, bool)> {
        let mut pieces = Vec::new();
        let mut end = 0;
        for hit in self.hits(text) {
            pieces.extend([(text.get(end..hit.start), false), (text.get(hit.clone()), true)]);
            end = hit.end;
        }
        pieces.push((text.get(end..), false));
        pieces
            .into_iter()
            .filter_map(|(piece, hit)| Some((piece.filter(|text| !text.is_empty())?, hit)))
            .collect()
    }
}
