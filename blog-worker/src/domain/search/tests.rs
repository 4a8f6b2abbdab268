//! What is found, and what not; the cases of all languages are those that PostgreSQL is asked too.

use std::collections::HashSet;

use proptest::prelude::*;

use super::split::Chains;
use super::*;

fn words(text: &str) -> HashSet<String> {
    Chains::of(text).flat_map(|chain| chain.words()).map(|word| word.text).collect()
}

fn finds(search: &str, text: &str) -> bool {
    TextQuery::parse(search).finds(&words(text))
}

fn decomposed(text: &str) -> String {
    icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned()
}

/// A text, what finds it, and what does not.
#[derive(serde::Deserialize)]
struct Case {
    text: String,
    found: Vec<String>,
    missed: Vec<String>,
}

#[test]
fn every_word_is_found_wherever_it_stands_in_the_search() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../../tests/search_cases.json")).unwrap();
    for Case { text, found, missed } in cases {
        // Both normal forms and both cases, both ways.
        for text in [text.clone(), decomposed(&text), text.to_uppercase()] {
            for search in &found {
                let ways =
                    [search.clone(), decomposed(search), format!(" {search}, "), search.to_uppercase()];
                for search in ways {
                    assert!(finds(&search, &text), "{search:?} in {text:?}: {:?}", TextQuery::parse(&search));
                }
            }
            for search in &missed {
                assert!(!finds(search, &text), "{search:?} in {text:?}: {:?}", TextQuery::parse(search));
            }
        }
    }
}

#[test]
fn the_last_word_may_be_a_beginning_and_no_other() {
    for (search, found) in [
        ("sour", true),
        ("bread sour", true),
        ("sour bread", false),
        ("brea", true),
        ("read", false),
        ("", false),
    ] {
        assert_eq!(finds(search, "Sourdough bread"), found, "{search:?}");
    }
    assert!(["!!!", "'", "\\", "<->", " ", "🎉", "\u{301}"].iter().all(|search| !finds(search, "a!'\\🎉")));
}

#[test]
fn nothing_of_a_search_is_syntax() {
    for (search, query) in [
        ("a | b", "'a' & 'b':*"),
        ("it's:* & !(x)", "('it' & 's' | 'its') & 'x':*"),
        ("node.js", "('node' & 'js':* | 'nodejs':*)"),
        ("上海人 水 a", "'上海' & '海人' & '水':* & 'a':*"),
        ("\\' <-> ''", ""),
    ] {
        assert_eq!(TextQuery::parse(search).to_tsquery(), query, "{search:?}");
    }
}

#[test]
fn words_have_the_weight_and_the_places_of_their_field() {
    assert_eq!(
        vector([(Field::Title, "Rye, rye"), (Field::Excerpt, "Dark rye"), (Field::Body, "上海")]),
        "'rye':1A,2A 'dark':1001B 'rye':1002B '上海':3001C '海':3002C"
    );
    assert_eq!(vector([(Field::Title, "…")]), "");
}

#[test]
fn a_text_of_any_length_keeps_to_what_postgresql_takes() {
    let many: String = (0..400_000).flat_map(|n: u32| [n.to_string(), " ".to_owned()]).collect();
    let text = vector([(Field::Body, many.as_str())]);
    assert!(text.len() < 2_000_000 && text.contains("'1234':"), "{}", text.len());
    let long = "x".repeat(100_000);
    assert!(finds(&long, &long) && vector([(Field::Body, long.as_str())]).len() < 100);
}

#[test]
fn no_text_is_one_word_as_long_as_itself() {
    let marks = "\u{ec8}".repeat(20_000);
    for (before, again) in
        [("", "a."), ("", "①"), ("", "aあ"), ("a", "\u{301}"), (&*marks, "\u{e48}"), ("", "ﷺ")]
    {
        let text = format!("{before}{}", again.repeat(20_000));
        assert!(Chains::of(&text).all(|chain| chain.pieces().len() <= 33), "{again:?}");
        vector([(Field::Body, text.as_str())]);
        TextQuery::parse("a ① あ").hits(&text);
    }
}

#[test]
fn what_was_looked_for_is_marked_where_it_stands() {
    for (search, text, marked) in [
        ("cafe", "Das Café, Cafés", vec!["Café", "Cafés"]),
        ("cafe", "Das Cafe\u{301}.", vec!["Cafe\u{301}"]),
        ("上海", "我家在上海东边", vec!["上海"]),
        ("海", "上海", vec!["海"]),
        ("nodejs", "with node.js", vec!["node.js"]),
        ("js", "with node.js", vec!["js"]),
        ("東京タワー", "この東京タワーで", vec!["東京タワー"]),
        ("x", "nothing", vec![]),
    ] {
        let hits = TextQuery::parse(search).hits(text);
        assert_eq!(hits.into_iter().map(|hit| &text[hit]).collect::<Vec<_>>(), marked, "{search} in {text}");
    }
}

#[test]
fn a_passage_shows_the_first_hit_between_whole_words() {
    let search = TextQuery::parse("needle");
    let long = format!("{}a needle {}", "before ".repeat(50), "after ".repeat(50));
    let passage = search.passage(&long).unwrap();
    assert!(passage.starts_with("before") && passage.ends_with("after") && passage.contains(" a needle "));
    assert!((190..=200).contains(&passage.chars().count()), "{passage}");
    assert_eq!(search.passage("A Needle."), Some("A Needle."));
    assert_eq!(search.passage(&"上海".repeat(500)), None);
    let run = format!("{}北京{}", "上海".repeat(500), "上海".repeat(500));
    assert!(TextQuery::parse("北京").passage(&run).unwrap().contains("北京"));
}

proptest! {
    #[test]
    fn a_word_of_a_text_is_found_by_itself(text in "\\PC{0,60}|[\\p{L}\\p{M}]{0,12}|[a-cé上海ก่がか\\p{M}ßＡ.' -]{0,20}", lead in "\\w{0,5}") {
        for word in text.split_whitespace() {
            let has_word = !TextQuery::parse(word).to_tsquery().is_empty();
            prop_assert_eq!(finds(word, &text), has_word, "{:?} in {:?}", word, text);
            prop_assert_eq!(finds(&decomposed(word), &text), has_word, "{:?} in {:?}", word, text);
            let both = format!("{lead} {word} {lead}");
            prop_assert_eq!(finds(&both, &both), has_word || !TextQuery::parse(&lead).to_tsquery().is_empty());
        }
    }

    #[test]
    fn words_are_letters_and_digits_within_bounds_and_marks_are_within_the_text(text in ".{0,80}", search in ".{0,20}") {
        for word in words(&text) {
            prop_assert!((1..=60).contains(&word.chars().count()));
            prop_assert!(!word.contains(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()), "{word:?}");
        }
        let hits = TextQuery::parse(&search).hits(&text);
        prop_assert!(hits.iter().all(|hit| text.get(hit.clone()).is_some_and(|hit| !hit.is_empty())));
        prop_assert!(hits.is_sorted_by(|one, next| one.end < next.start));
        let pieces = TextQuery::parse(&search).pieces(&text);
        prop_assert_eq!(pieces.iter().map(|(piece, _)| *piece).collect::<String>(), text);
    }
}
