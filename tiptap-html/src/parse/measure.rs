//! What can be known of a document's text before it is parsed. One pass, no recursion, and right for JSON that is
//! not valid too, as far as a parser would follow it.

/// The measures of a JSON text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// The most brackets open at once.
    pub(super) depth: usize,
    /// Bytes without white space between tokens, which the database writes as it likes.
    pub(super) bytes: usize,
    /// Bytes with numbers written out, as the database gives them back: `1e300` has three hundred digits there.
    pub(super) bytes_written_out: usize,
}

impl Measure {
    pub(super) fn of(json: &str) -> Self {
        let mut measure = Self { bytes_written_out: json.len(), ..Self::default() };
        let (mut open, mut in_string, mut escaped) = (0_usize, false, false);
        let mut before = b' ';
        for (at, byte) in json.bytes().enumerate() {
            measure.bytes += usize::from(in_string || !byte.is_ascii_whitespace());
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'[' | b'{' => {
                    open += 1;
                    measure.depth = measure.depth.max(open);
                }
                b']' | b'}' => open = open.saturating_sub(1),
                // Not the letter of `true` or `false`.
                b'e' | b'E' if before.is_ascii_digit() => {
                    let digits = exponent(json.get(at + 1..).unwrap_or_default());
                    measure.bytes_written_out = measure.bytes_written_out.saturating_add(digits);
                }
                _ => {}
            }
            before = byte;
        }
        measure
    }
}

/// The size of the exponent that a text begins with.
fn exponent(text: &str) -> usize {
    let digits = text.trim_start_matches(['+', '-']);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    match digits.get(..end) {
        None | Some("") => 0,
        Some(digits) => digits.parse().unwrap_or(usize::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_left_out_and_white_space_does_not_count() {
        let measure = Measure::of("{ \"a [[ \\\" {\" : [ true, {} ] }\n");
        assert_eq!((measure.depth, measure.bytes), (3, 23));
        assert_eq!(Measure::of("]]{").depth, 1);
    }

    #[test]
    fn numbers_count_as_they_are_written_out() {
        for (json, more) in
            [("1e300", 300), ("-1.5E+20", 20), ("1e-7", 7), ("true", 0), ("\"1e9\"", 0), ("1e", 0)]
        {
            assert_eq!(Measure::of(json).bytes_written_out, json.len() + more, "{json}");
        }
        assert_eq!(Measure::of("1e99999999999999999999999").bytes_written_out, usize::MAX);
    }
}
