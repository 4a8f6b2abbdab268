//! Whether a page is already what the sanitiser would make of it.
//!
//! The sanitiser parses a page as a browser does and writes it anew, which costs more than all else. Where it would
//! write the same page to the byte, that is not needed. This module reads a page's bytes, knowing nothing of what
//! wrote them, and answers yes for a narrow language only, in which
//!
//! - every element, attribute and value is on the list of [`crate::allowed`], by the sanitiser's own rule for values;
//! - every element stands where an HTML parser leaves it, and is closed before the one around it is;
//! - names, quotes and references are spelt as the sanitiser's serialiser spells them.
//!
//! Everything else is answered no, whatever it is: that is the sanitiser's to judge. So an error here may not be that
//! a yes is too rare; and that no yes is wrong, the properties below and a fuzz target hold.

use std::borrow::Cow;

use ammonia::Url;
use ammonia::url::ParseError;

use crate::allowed::{self, ELEMENTS, Element, Holds, Place};

/// Whether sanitising leaves the page as it is, to the byte. A no may be wrong.
pub(crate) fn is_canonical(html: &str) -> bool {
    // A byte order mark that begins a page is dropped by the parser.
    !html.starts_with('\u{feff}') && Reader { html, at: 0, open: Vec::new() }.page().is_some()
}

/// Reads tags and texts from the first to the last. Everywhere, `None` is no.
struct Reader<'a> {
    html: &'a str,
    /// The next byte to read; never within a character.
    at: usize,
    /// Elements that are open, the innermost last.
    open: Vec<&'static Element>,
}

impl<'a> Reader<'a> {
    fn page(mut self) -> Option<()> {
        while let Some(byte) = self.peek() {
            if byte != b'<' {
                self.text()?;
            } else if self.skip("</").is_some() {
                self.end_tag()?;
            } else {
                self.start_tag()?;
            }
        }
        self.open.is_empty().then_some(())
    }

    fn text(&mut self) -> Option<()> {
        if !self.holds().text() {
            return None;
        }
        loop {
            self.take_while(|byte| !is_special(byte));
            match self.peek() {
                None | Some(b'<') => return Some(()),
                Some(b'"') => self.at += 1,
                Some(_) => self.special()?,
            }
        }
    }

    fn end_tag(&mut self) -> Option<()> {
        let element = self.open.pop()?;
        self.skip(element.name)?;
        self.skip(">")
    }

    fn start_tag(&mut self) -> Option<()> {
        self.skip("<")?;
        let name = self.take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let element = ELEMENTS.iter().find(|element| element.name == name)?;
        if !self.holds().element(element.place) || self.would_close_another(element) {
            return None;
        }
        self.attributes(element)?;
        match element.holds {
            Holds::Void => return Some(()),
            // What follows is no markup to a parser, but the end tag.
            Holds::Nothing if !self.rest().starts_with("</") => return None,
            // The parser drops a line feed that begins one.
            _ if element.name == "pre" && self.peek() == Some(b'\n') => return None,
            _ => self.open.push(element),
        }
        Some(())
    }

    /// Whether an element of the same name is open that the parser would end, or begin anew.
    fn would_close_another(&self, element: &Element) -> bool {
        let line = || self.open.iter().rev().take_while(|outer| outer.holds == Holds::Line);
        element.place == Place::Formatting && line().any(|outer| outer.name == element.name)
    }

    fn attributes(&mut self, element: &Element) -> Option<()> {
        // Which were there: the parser drops the second of a name.
        let mut seen = 0_u32;
        let mut fixed = element.fixed.is_none();
        while self.skip(" ").is_some() {
            let name = self.take_while(|byte| byte.is_ascii_lowercase() || byte == b'-');
            let place = if name == allowed::EVERYWHERE {
                element.attributes.len()
            } else {
                element.attributes.iter().position(|attribute| *attribute == name)?
            };
            let bit = 1_u32.checked_shl(u32::try_from(place).ok()?)?;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            self.skip("=\"")?;
            let value = self.value()?;
            self.skip("\"")?;
            if !stays(element.name, name, &value) {
                return None;
            }
            if let Some((attribute, only)) = element.fixed
                && attribute == name
            {
                fixed = value == only;
            }
        }
        if !fixed {
            return None;
        }
        self.skip(">")
    }

    /// A quoted value, as what it stands for.
    fn value(&mut self) -> Option<Cow<'a, str>> {
        let from = self.at;
        let mut plain = true;
        loop {
            self.take_while(|byte| !is_special(byte));
            match self.peek()? {
                b'"' => break,
                b'<' => return None,
                b'&' if self.skip("&quot;").is_some() => plain = false,
                byte => {
                    plain &= byte != b'&';
                    self.special()?;
                }
            }
        }
        let written = self.html.get(from..self.at)?;
        Some(if plain { Cow::Borrowed(written) } else { Cow::Owned(unescape(written)) })
    }

    /// What is neither markup nor a plain character: a reference as the serialiser writes it, or a character that
    /// begins as the one does that it would not leave, a no-break space.
    fn special(&mut self) -> Option<()> {
        match self.peek()? {
            b'&' => ["&amp;", "&lt;", "&gt;", "&nbsp;"].iter().find_map(|reference| self.skip(reference)),
            0xc2 if !self.rest().starts_with('\u{a0}') => {
                self.at += '\u{80}'.len_utf8();
                Some(())
            }
            _ => None,
        }
    }

    fn holds(&self) -> Holds {
        self.open.last().map_or(Holds::Flow, |element| element.holds)
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.html.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, what: &str) -> Option<()> {
        self.rest().starts_with(what).then(|| self.at += what.len())
    }

    fn take_while(&mut self, accepts: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.bytes().position(|byte| !accepts(byte)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }
}

/// Bytes that a text or a value does not simply hold: markup, what a parser drops or reads as another, and the first
/// byte of a no-break space.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\r' | 0 | 0xc2)
}

fn unescape(written: &str) -> String {
    // The ampersand last, so that none that it yields is read again.
    let references = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
    references.iter().fold(written.to_owned(), |text, (reference, sign)| text.replace(reference, sign))
}

/// Whether the sanitiser leaves an attribute's value as it is.
fn stays(element: &str, attribute: &str, value: &str) -> bool {
    (!matches!(attribute, "href" | "src") || is_address(value))
        && allowed::value(element, attribute, value).is_some_and(|stays| stays == value)
}

/// Whether the sanitiser would leave the address, by itself: one that is relative, or of an allowed scheme and readable.
fn is_address(value: &str) -> bool {
    is_plainly_one(value)
        || match Url::parse(value) {
            Ok(url) => allowed::SCHEMES.contains(&url.scheme()),
            Err(error) => error == ParseError::RelativeUrlWithoutBase,
        }
}

/// Whether it can be told without reading all of it: a path, or the address of a host with an ordinary name, behind
/// which nothing is unreadable.
fn is_plainly_one(value: &str) -> bool {
    if value.starts_with(['/', '#', '?', '.']) {
        return true;
    }
    let Some(rest) = ["https://", "http://"].iter().find_map(|scheme| value.strip_prefix(scheme)) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // One that ends with a number is an address of the protocol below, one of `xn--` is encoded: both can be wrong.
    let last = host.rsplit('.').next().unwrap_or_default();
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with("xn--")
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    last.starts_with(|first: char| first.is_ascii_lowercase()) && host.split('.').all(label)
}

#[cfg(test)]
mod tests;
