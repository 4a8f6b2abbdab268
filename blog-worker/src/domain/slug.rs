//! Slugs: the part of a URL that names a post, category or tag within its tenant.

use std::fmt;

use logicspike_shared::sql::Param;
use serde::Serialize;

use super::transliteration::transliterate;

/// Longest slug that is given, in characters.
const MAX_LEN: usize = 200;
/// Longest slug that is made from a title: room is left for a suffix such as `-1234`.
const MAX_MADE_LEN: usize = 160;

/// Lower-case ASCII letters and digits in words joined by single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slug(String);

/// A text that is no slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 200 lower-case letters, digits and single hyphens, such as my-first-post")]
pub struct InvalidSlug;

impl Slug {
    /// Parses a slug that was given.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if text.len() <= MAX_LEN && text.split('-').all(is_word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSlug)
        }
    }

    /// Makes a slug from a title: transliterated to ASCII, words joined by hyphens. A title without any
    /// letter or digit gives the fallback.
    pub fn from_title(title: &str, fallback: &'static str) -> Self {
        let mut slug = String::new();
        let mut word_ended = false;
        transliterate(title, |piece| {
            let Some(letters) = piece else {
                word_ended = true;
                return;
            };
            if letters.is_empty() || slug.len() >= MAX_MADE_LEN {
                return;
            }
            if word_ended && !slug.is_empty() {
                slug.push('-');
            }
            word_ended = false;
            slug.push_str(&letters.to_ascii_lowercase());
        });
        slug.truncate(MAX_MADE_LEN);
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { fallback.to_owned() } else { slug.to_owned() })
    }

    /// The slug without a numeric suffix. Whoever writes `a`, `a-2` or `a-3` takes the same lock, so that
    /// two never take the same one.
    pub fn stem(&self) -> &str {
        match self.0.rsplit_once('-') {
            Some((stem, suffix)) if suffix.bytes().all(|byte| byte.is_ascii_digit()) => stem,
            _ => &self.0,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Slug> for Param {
    fn from(slug: &Slug) -> Self {
        Self::text(slug.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_become_readable_slugs() {
        for (title, slug) in [
            ("Hello, World!", "hello-world"),
            ("  Crème brûlée & co. ", "creme-brulee-co"),
            ("Don't panic", "dont-panic"),
            ("Straße 42", "strasse-42"),
            ("Привет мир", "privet-mir"),
            ("北京", "bei-jing"),
            ("—— ··· ——", "post"),
            ("\u{200f}\u{202e}", "post"),
            ("Azərbaycan", "azerbaycan"),
            ("AZƏRBAYCAN", "azerbaycan"),
            ("Oʻzbekiston", "ozbekiston"),
            ("O‘zbekiston", "ozbekiston"),
            ("O`zbekiston", "ozbekiston"),
            ("Oʼzbekiston", "ozbekiston"),
            ("Қазақстан Әлемі", "kazakstan-alemi"),
            ("България", "balgariia"),
            ("съезд и соль", "sezd-i-sol"),
            ("cafe\u{301} e\u{301}te\u{301}", "cafe-ete"),
            ("か\u{3099}ん\u{3099}", "gan"),
            ("हिन्दी क\u{93c}लम", "hindii-klm"),
            ("عرب", "arb"),
            ("א ב", "a-b"),
            ("人々", "ren-ren"),
            ("コーヒー", "kohi"),
            ("\u{30000}家", "30000-jia"),
            ("soft\u{ad}hyphen zero\u{200d}width", "softhyphen-zerowidth"),
            ("½ price, 3² + 5%", "1-2-price-32-5"),
        ] {
            assert_eq!(Slug::from_title(title, "post").as_str(), slug, "{title}");
        }
    }

    #[test]
    fn a_given_slug_is_strict() {
        for text in ["", "-", "a-", "-a", "a--b", "A", "a b", "é", "a/b", "a_b", "a.b", &"a".repeat(201)] {
            assert!(Slug::parse(text).is_err(), "{text:?}");
        }
        assert!(Slug::parse("a-1-b2").is_ok());
    }

    #[test]
    fn a_numbered_slug_shares_the_lock_of_its_stem() {
        for (slug, stem) in [("a", "a"), ("a-2", "a"), ("a-b", "a-b"), ("a-b-10", "a-b"), ("2026", "2026")] {
            assert_eq!(Slug::parse(slug).unwrap().stem(), stem);
        }
    }

    proptest! {
        #[test]
        fn every_title_gives_a_valid_slug(title in ".*") {
            let slug = Slug::from_title(&title, "post");
            prop_assert!(Slug::parse(slug.as_str()).is_ok(), "{slug}");
        }
    }
}
