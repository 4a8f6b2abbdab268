//! What one call from JavaScript gives back: lines of text, and bytes that some of them speak of.

use std::fmt::Write as _;

use http::HeaderMap;

/// A step of a task, as it is written.
#[derive(Debug, Default)]
pub struct Step {
    text: String,
    bytes: Vec<u8>,
}

impl Step {
    /// A line. What would end it early is written as a space.
    pub fn line(&mut self, line: &str) -> &mut Self {
        if line.contains('\n') {
            self.text.push_str(&line.replace('\n', " "));
        } else {
            self.text.push_str(line);
        }
        self.text.push('\n');
        self
    }

    /// A line with a number.
    pub fn number(&mut self, number: i64) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{number}");
        self
    }

    /// A line with how many or how much there is.
    pub fn size(&mut self, size: usize) -> &mut Self {
        self.number(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// Bytes: two lines say where they begin and how many there are.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.size(self.bytes.len()).size(bytes.len());
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Headers: how many lines they take, then names and values. A value that is no text is an empty one.
    pub fn headers(&mut self, headers: &HeaderMap) -> &mut Self {
        self.size(headers.len() * 2);
        for (name, value) in headers {
            self.line(name.as_str()).line(std::str::from_utf8(value.as_bytes()).unwrap_or_default());
        }
        self
    }

    /// The text so far.
    pub(super) fn as_text(&self) -> &str {
        &self.text
    }

    /// The bytes so far.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Begins anew, in the same room, unless that has become large.
    pub(super) fn clear(&mut self) {
        const MOST_KEPT: usize = 256 * 1024;
        self.text.clear();
        self.bytes.clear();
        self.text.shrink_to(MOST_KEPT);
        self.bytes.shrink_to(MOST_KEPT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_be_taken_for_the_next_line() {
        let mut step = Step::default();
        step.line("log").line("one\nreply\n200").number(-7).bytes(b"a\nb").bytes(b"c");
        assert_eq!(step.as_text(), "log\none reply 200\n-7\n0\n3\n3\n1\n");
        assert_eq!(step.as_bytes(), b"a\nbc");
        step.clear();
        assert_eq!((step.as_text(), step.as_bytes()), ("", b"".as_slice()));
    }

    #[test]
    fn headers_keep_their_repetitions() {
        let mut headers = HeaderMap::new();
        headers.append("set-cookie", "a=1".parse().unwrap());
        headers.append("set-cookie", "b=2".parse().unwrap());
        headers.append("x-bytes", http::HeaderValue::from_bytes(b"\xff").unwrap());
        let mut step = Step::default();
        step.headers(&headers);
        assert_eq!(step.as_text(), "6\nset-cookie\na=1\nset-cookie\nb=2\nx-bytes\n\n");
    }
}
