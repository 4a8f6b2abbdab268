//! Words of a text, and where they stand in it.

use std::ops::Range;
use std::str::CharIndices;

use super::fold::{Role, class, compose, fold, is_unspaced, role};

/// Longest word, in characters: of longer ones the beginning counts.
const MAX_WORD: usize = 60;

/// Most pieces that are taken together: no text makes a chain, or the work on one, as long as itself.
const MAX_PIECES: usize = 32;
/// Marks that are put in order, as in Unicode's stream-safe texts. No letter has more.
const MAX_MARKS: usize = 30;

/// A letter of a word, and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy)]
struct Letter {
    c: char,
    start: usize,
    end: usize,
}

/// Letters without anything between them, of scripts that all have spaces or all have none.
#[derive(Debug, Default)]
pub(super) struct Piece(Vec<Letter>);

/// A word of a text, as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The letters.
    pub(super) text: String,
    /// The bytes of the text that it stands for.
    pub(super) range: Range<usize>,
}

/// Pieces that a reader may take for one word or for several: `node.js`, `l'été`, `H₂O`.
#[derive(Debug, Default)]
pub(super) struct Chain(Vec<Piece>);

/// The chains of a text, in their order.
pub(super) struct Chains<'a> {
    characters: CharIndices<'a>,
    /// The piece that the next chain begins with, as the one before had enough.
    carried: Chain,
}

impl<'a> Chains<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { characters: text.char_indices(), carried: Chain::default() }
    }
}

impl Iterator for Chains<'_> {
    type Item = Chain;

    fn next(&mut self) -> Option<Chain> {
        let mut chain = std::mem::take(&mut self.carried);
        let mut after_joiner = false;
        for (start, c) in self.characters.by_ref() {
            let role = role(c);
            match role {
                Role::Nothing => {
                    chain.cover(start + c.len_utf8());
                    continue;
                }
                Role::Letter => chain.push(c, start),
                Role::Sign => {
                    chain.part();
                    chain.push(c, start);
                    chain.part();
                }
                Role::Joiner if !after_joiner => chain.part(),
                Role::Joiner | Role::Gap => {
                    if let Some(chain) = chain.finished() {
                        return Some(chain);
                    }
                    chain = Chain::default();
                }
            }
            if chain.0.len() > MAX_PIECES {
                self.carried = Chain(chain.0.pop().into_iter().collect());
                return chain.finished();
            }
            after_joiner = role == Role::Joiner;
        }
        chain.finished()
    }
}

impl Chain {
    fn push(&mut self, c: char, start: usize) {
        let end = start + c.len_utf8();
        fold(c, |letter| match letter {
            Some(c) => self.push_letter(Letter { c, start, end }),
            None => self.part(),
        });
    }

    fn push_letter(&mut self, letter: Letter) {
        match self.0.last_mut() {
            Some(piece) if piece.takes(letter.c) => piece.push(letter),
            _ => self.0.push(Piece(vec![letter])),
        }
    }

    /// What is not seen goes with the letter before it.
    fn cover(&mut self, end: usize) {
        if let Some(last) = self.0.last_mut().and_then(|piece| piece.0.last_mut()) {
            last.end = end;
        }
    }

    /// The next letter begins a piece.
    fn part(&mut self) {
        if self.0.last().is_some_and(|piece| !piece.0.is_empty()) {
            self.0.push(Piece::default());
        }
    }

    fn finished(mut self) -> Option<Self> {
        self.0.retain(|piece| !piece.0.is_empty());
        (!self.0.is_empty()).then_some(self)
    }

    /// The pieces, in their order.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The words that it is found by: as it is written together, and piece by piece.
    pub(super) fn words(&self) -> Vec<Word> {
        self.joined().into_iter().chain(self.0.iter().flat_map(Piece::words)).collect()
    }

    /// All of it as one word, if it is more than one and has spaces around it.
    pub(super) fn joined(&self) -> Option<Word> {
        let is_word = self.0.len() > 1 && self.0.iter().all(|piece| !piece.is_run());
        is_word.then(|| word(self.0.iter().flat_map(|piece| &piece.0)))
    }
}

impl Piece {
    /// Marks go with the letter before them, whatever their script.
    fn takes(&self, c: char) -> bool {
        let is_mark = class(c) > 0;
        self.0.last().is_none_or(|last| is_mark || is_unspaced(last.c) == is_unspaced(c))
    }

    /// Puts marks in their canonical order, and composes what can be, as Unicode does it: marks of other classes do not
    /// keep a letter from its own.
    fn push(&mut self, letter: Letter) {
        let class = |letter: &Letter| class(letter.c);
        let own = class(&letter);
        let later =
            self.0.iter().rev().take(MAX_MARKS).take_while(|other| own > 0 && class(other) > own).count();
        let at = self.0.len() - later;
        let (before, _) = self.0.split_at_mut(at);
        let between = before
            .iter()
            .rev()
            .take(MAX_MARKS)
            .take_while(|other| own > 0 && (1..own).contains(&class(other)))
            .count();
        let base = before.iter_mut().rev().nth(between).filter(|base| class(base) == 0);
        match base.and_then(|base| compose(base.c, letter.c).map(|c| (base, c))) {
            Some((base, composed)) => (base.c, base.end) = (composed, letter.end),
            None => self.0.insert(at, letter),
        }
    }

    /// Whether it may be many words, without a space between them.
    pub(super) fn is_run(&self) -> bool {
        self.0.first().is_some_and(|letter| is_unspaced(letter.c))
    }

    /// The piece as one word.
    pub(super) fn word(&self) -> Word {
        word(&self.0)
    }

    /// The words that it is found by. Of a run they are its pairs, and its last character, which begins none.
    fn words(&self) -> Vec<Word> {
        if self.is_run() { self.pairs().chain([self.last()]).collect() } else { vec![self.word()] }
    }

    /// Every two characters that follow each other.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Word> + '_ {
        self.0.windows(2).map(word)
    }

    fn last(&self) -> Word {
        word(self.0.iter().skip(self.0.len().saturating_sub(1)))
    }

    /// Whether it has one character.
    pub(super) fn is_single(&self) -> bool {
        self.0.len() == 1
    }
}

fn word<'a>(letters: impl IntoIterator<Item = &'a Letter>) -> Word {
    let (mut text, mut start, mut end) = (String::new(), usize::MAX, 0);
    for (n, letter) in letters.into_iter().enumerate() {
        if n < MAX_WORD {
            text.push(letter.c);
        }
        (start, end) = (start.min(letter.start), end.max(letter.end));
    }
    Word { text, range: start..end }
}
