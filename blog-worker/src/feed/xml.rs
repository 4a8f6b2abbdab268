//! Writing XML 1.0: what a text may hold, and elements with text.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Entry, MOST_BYTES, MOST_BYTES_WITH_HTML, ROOM_TO_CLOSE};

pub(super) type Xml = Writer<Vec<u8>>;

/// A document of one root element.
pub(super) fn document(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    write(&mut writer)?;
    Ok(writer.into_inner())
}

/// Writes entries by `one`, which is given the HTML to write with an entry. Where that would be more than a feed has
/// room for, the entry is taken back and written without; where even so it would be, the feed ends before it.
pub(super) fn entries(
    xml: &mut Xml,
    entries: &[Entry],
    one: impl Fn(&mut Xml, &Entry, Option<&str>) -> io::Result<()>,
) -> io::Result<()> {
    for entry in entries {
        let written = xml.get_ref().len();
        if let Some(html) = entry.html.as_deref()
            && written + html.len() <= MOST_BYTES_WITH_HTML
        {
            one(xml, entry, Some(html))?;
            if xml.get_ref().len() <= MOST_BYTES_WITH_HTML {
                continue;
            }
            xml.get_mut().truncate(written);
        }
        one(xml, entry, None)?;
        if xml.get_ref().len() > MOST_BYTES - ROOM_TO_CLOSE {
            xml.get_mut().truncate(written);
            break;
        }
    }
    Ok(())
}

/// An element with nothing but text in it.
pub(super) fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&allowed(content)))?;
    Ok(())
}

/// The text without the characters that XML 1.0 §2.2 has no way to write: most controls, U+FFFE, U+FFFF.
pub(super) fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        text.chars().filter(|c| is_allowed(*c)).collect()
    }
}
