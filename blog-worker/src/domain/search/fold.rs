//! Characters as a search compares them: without case, accents and other forms of the same letter.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const DECOMPOSITIONS: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const COMPOSITIONS: CanonicalCompositionBorrowed<'static> = CanonicalCompositionBorrowed::new();
const CLASSES: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();
const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> =
    CodePointMapData::<GeneralCategory>::new();

/// What a character does to the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It belongs to a word.
    Letter,
    /// It is a word by itself, written together with others: `™`, `²`, `①`.
    Sign,
    /// Between letters, it joins two words to one: `don't`, `e-mail`, `node.js`.
    Joiner,
    /// It is not seen, or does not matter: accents, soft hyphens, directions.
    Nothing,
    /// It parts words.
    Gap,
}

/// Letters that Unicode takes for letters of their own, and people for a form of another.
const FORMS: [(char, &str); 17] = [
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ł', "l"),
    ('ħ', "h"),
    ('ŧ', "t"),
    ('ə', "e"),
    ('ɓ', "b"),
    ('ɗ', "d"),
    ('ƙ', "k"),
    ('ƴ', "y"),
    ('ى', "ي"),
    ('ی', "ي"),
    ('ک', "ك"),
];

/// What the character does.
pub(super) fn role(c: char) -> Role {
    if c.is_ascii_alphanumeric() {
        Role::Letter
    } else if is_joiner(c) {
        Role::Joiner
    } else if c.is_ascii() {
        Role::Gap
    } else if is_unseen(c) || is_accent(c) {
        Role::Nothing
    } else if is_sign(c) {
        Role::Sign
    } else if is_letter(c) {
        Role::Letter
    } else {
        Role::Gap
    }
}

/// Hands out the letters that stand for a character; a gap where the character is written out as two words.
pub(super) fn fold(c: char, mut letter: impl FnMut(Option<char>)) {
    if c.is_ascii_alphanumeric() {
        return letter(Some(c.to_ascii_lowercase()));
    }
    for part in DECOMPOSITIONS.normalize_iter(std::iter::once(c)) {
        if is_accent(part) || is_unseen(part) {
            continue;
        }
        if !is_letter(part) || is_joiner(part) {
            letter(None);
            continue;
        }
        // By way of upper case, ß becomes ss, ς becomes σ, and ı becomes i; by way of lower case first, ẞ does too.
        for lower in part.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase) {
            match FORMS.iter().find(|(form, _)| *form == lower) {
                Some((_, plain)) => plain.chars().for_each(|c| letter(Some(c))),
                None => letter(Some(lower)),
            }
        }
    }
}

/// The letter that is written as these two.
pub(super) fn compose(one: char, other: char) -> Option<char> {
    COMPOSITIONS.compose(one, other)
}

/// The combining class: marks are put in the order of theirs, all else has none and is 0.
pub(super) fn class(c: char) -> u8 {
    CLASSES.get_u8(c)
}

/// Whether the character is of a script that is written without spaces, or, as Korean, with endings that are.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        // Thai, Lao, Myanmar, Khmer.
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{19e0}'..='\u{19ff}'
        | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aa7f}'
        // Hangul.
        | '\u{1100}'..='\u{11ff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        // Han, Hiragana, Katakana, Bopomofo.
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{1b000}'..='\u{1b16f}'
        | '\u{20000}'..='\u{323af}')
}

/// Apostrophes, hyphens, points.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '-'
            | '.'
            | '·'
            | '\u{2bb}'
            | '\u{2bc}'
            | '\u{5be}'
            | '\u{5f3}'
            | '\u{5f4}'
            | '‐'
            | '‑'
            | '‘'
            | '’'
            | '＇'
            | '－'
            | '．'
    )
}

/// Whether it is a letter, a digit, or a mark that makes another letter: vowel signs of India, tones of Thailand.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || GeneralCategoryGroup::Mark.contains(CATEGORIES.get(c))
}

/// Marks over, under and through letters, points of Hebrew and Arabic, nuktas. Classes between those are marks without
/// which a word is another one.
fn is_accent(c: char) -> bool {
    matches!(class(c), 1 | 7 | 10..=36 | 200..=240)
}

/// Hints for whoever draws the text: soft hyphens, joiners, directions, variants, enclosing marks, and the stroke that
/// lengthens Arabic words.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{feff}'
        | '\u{488}'..='\u{489}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20dd}'..='\u{20e4}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Raised, lowered and enclosed letters and digits, fractions, and symbols that are written out as letters.
fn is_sign(c: char) -> bool {
    let is_small = matches!(c,
        'ª' | '²' | '³' | '¹' | 'º' | '¼'..='¾'
        | '\u{2b0}'..='\u{2b8}'
        | '\u{2e0}'..='\u{2e4}'
        | '\u{1d2c}'..='\u{1d6a}'
        | '\u{1d9b}'..='\u{1dbf}'
        | '\u{2070}'..='\u{209f}'
        | '\u{2150}'..='\u{215f}'
        | '\u{2189}'
        | '\u{2460}'..='\u{24ff}');
    if is_small || is_letter(c) {
        return is_small;
    }
    DECOMPOSITIONS.normalize_iter(std::iter::once(c)).any(char::is_alphanumeric)
}
