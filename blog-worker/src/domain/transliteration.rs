//! Texts of every script in ASCII letters and digits, words apart. No letter is lost, and nothing that belongs to a
//! letter parts a word.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory::{self, Format, ModifierSymbol};
use icu_properties::props::GeneralCategoryGroup;

/// Letters for which the transliteration has a sign only, or nothing, and what languages write for them in Latin.
/// The empty text stands for what has no sound of its own: signs of length, repetition, softness.
const LETTERS: &[(&str, &str)] = &[
    ("əƏɚǝ", "e"),
    ("әӘӛӚ", "a"),
    ("ʌɅ", "v"),
    ("اأٱعىꜣꜤꜥꜢאעܐܥޢⵄའဢ", "a"),
    ("إ", "i"),
    ("ة", "h"),
    ("อອ", "o"),
    ("ჸ", "y"),
    ("ㅇ", "ng"),
    ("ьЬء", ""),
    ("އߴߵꞌꞋ", ""),
    ("ऽঽઽଽఽಽഽ", ""),
    ("ๆฯໆຯៗー", ""),
];

/// Calls `write` with each piece of the text in ASCII; `None` is a place where a word ends.
pub(super) fn transliterate(text: &str, mut write: impl FnMut(Option<&str>)) {
    let spelled: String = text.chars().filter(|character| !joins(*character)).collect();
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(&spelled).into_owned();
    let mut characters = composed.chars().peekable();
    let mut previous = ' ';
    while let Some(character) = characters.next() {
        let character = if repeats(character) { previous } else { character };
        let next = characters.peek().copied().filter(|next| next.is_alphabetic());
        one(character, next, &mut write);
        previous = character;
    }
}

fn one(character: char, next: Option<char>, write: &mut impl FnMut(Option<&str>)) {
    let is_mark = GeneralCategoryGroup::Mark.contains(category(character));
    if !is_mark && !character.is_alphanumeric() {
        // A sign for a word, such as `©`, is one.
        let spelled = deunicode::deunicode_char(character).unwrap_or(" ");
        return words(spelled, write);
    }
    if let Some(letters) = of_its_own(character, next) {
        return write(Some(letters));
    }
    let spelled = deunicode::deunicode_char(character).unwrap_or_default();
    let letters: String = spelled.chars().filter(char::is_ascii_alphanumeric).collect();
    if character.is_numeric() && !letters.is_empty() {
        return words(spelled, write);
    }
    let apart = !is_mark && is_written_apart(character);
    if apart {
        write(None);
    }
    if letters.is_empty() && !is_mark && category(character) != GeneralCategory::ModifierLetter {
        write(Some(&format!("{:x}", u32::from(character))));
    } else {
        write(Some(&letters));
    }
    if apart {
        write(None);
    }
}

/// What the transliteration writes, with its own ends of words.
fn words(spelled: &str, write: &mut impl FnMut(Option<&str>)) {
    let mut pieces = spelled.split(|character: char| !character.is_ascii_alphanumeric());
    write(pieces.next());
    for piece in pieces {
        write(None);
        write(Some(piece));
    }
}

fn of_its_own(character: char, next: Option<char>) -> Option<&'static str> {
    if matches!(character, 'ъ' | 'Ъ') {
        // A vowel in Bulgarian; in Russian it keeps a consonant from one of these.
        let is_vowel = next.is_some_and(|next| !"еёюяЕЁЮЯ".contains(next));
        return Some(if is_vowel { "a" } else { "" });
    }
    LETTERS.iter().find(|(letters, _)| letters.contains(character)).map(|(_, latin)| *latin)
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

/// Whether it is an apostrophe, an accent by itself or a sign without width: people type the one for the other, and
/// none of them ends a word.
fn joins(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '‛' | '′' | '＇')
        || (matches!(category(character), ModifierSymbol | Format) && !matches!(character, '^' | '\u{200b}'))
}

/// Whether it stands for the character before it.
fn repeats(character: char) -> bool {
    matches!(character, '々' | '〻' | 'ゝ' | 'ヽ')
}

/// Whether each character of its script is a word or a syllable by itself.
fn is_written_apart(character: char) -> bool {
    matches!(character,
        '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{12000}'..='\u{1467f}'
        | '\u{17000}'..='\u{18cff}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        let mut all = String::new();
        transliterate(text, |piece| all.push_str(piece.unwrap_or(" ")));
        all
    }

    #[test]
    fn every_letter_and_digit_of_every_script_leaves_something() {
        let unheard: String = LETTERS.iter().filter(|(_, latin)| latin.is_empty()).map(|(l, _)| *l).collect();
        for character in (0..=0x3_fffd).filter_map(char::from_u32).filter(|c| c.is_alphanumeric()) {
            let is_letter = !GeneralCategoryGroup::Mark.contains(category(character))
                && category(character) != GeneralCategory::ModifierLetter
                && !repeats(character)
                && ComposingNormalizerBorrowed::new_nfkc().is_normalized(character.encode_utf8(&mut [0; 4]))
                && !unheard.contains(character);
            // Between two others, as in the middle of a word.
            let text = spelled(&format!("н{character}н"));
            assert!(!is_letter || text.len() > 2, "U+{:04X} {character} {text}", u32::from(character));
        }
    }

    #[test]
    fn no_mark_parts_a_word() {
        for character in ('\0'..='\u{3fffd}').filter(|c| GeneralCategoryGroup::Mark.contains(category(*c))) {
            let text = spelled(&format!("n{character}n"));
            assert!(!text.contains(' '), "U+{:04X} {text}", u32::from(character));
        }
    }
}
