//! Atom (RFC 4287).

use std::io;

use quick_xml::events::BytesText;

use super::xml::{self, Xml};
use super::{Channel, Entry, image_type, urn};

/// Writes the feed. `address` is the feed's own.
pub fn atom(channel: &Channel, entries: &[Entry], address: &str) -> io::Result<Vec<u8>> {
    xml::document(|writer| {
        writer
            .create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attributes(channel.language.as_deref().map(|language| ("xml:lang", language)))
            .write_inner_content(|writer| {
                xml::text(writer, "id", &urn(&channel.id))?;
                xml::text(writer, "title", &channel.title)?;
                if let Some(description) = &channel.description {
                    xml::text(writer, "subtitle", description)?;
                }
                xml::text(writer, "updated", &Channel::updated_at(entries).to_string())?;
                link(writer, "alternate", "text/html", channel.site.as_str())?;
                link(writer, "self", "application/atom+xml", address)?;
                // An entry without an author takes the feed's (§4.1.1).
                author(writer, &channel.title)?;
                xml::entries(writer, entries, |writer, entry, html| one(writer, channel, entry, html))
            })?;
        Ok(())
    })
}

fn one(writer: &mut Xml, channel: &Channel, entry: &Entry, html: Option<&str>) -> io::Result<()> {
    writer.create_element("entry").write_inner_content(|writer| {
        xml::text(writer, "id", &urn(&entry.id))?;
        xml::text(writer, "title", &entry.title)?;
        xml::text(writer, "updated", &entry.updated_at.to_string())?;
        xml::text(writer, "published", &entry.published_at.to_string())?;
        link(writer, "alternate", "text/html", channel.page(&entry.slug).as_str())?;
        if let Some(image) = &entry.image {
            link(writer, "enclosure", image_type(image), image.as_str())?;
        }
        if let Some(name) = &entry.author {
            author(writer, name)?;
        }
        for category in &entry.categories {
            let term = xml::allowed(category);
            writer.create_element("category").with_attribute(("term", term.as_ref())).write_empty()?;
        }
        if let Some(summary) = entry.summary_beside(html) {
            xml::text(writer, "summary", summary)?;
        }
        if let Some(html) = html {
            writer
                .create_element("content")
                .with_attribute(("type", "html"))
                .write_text_content(BytesText::new(&xml::allowed(html)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn link(writer: &mut Xml, relation: &str, media_type: &str, href: &str) -> io::Result<()> {
    writer
        .create_element("link")
        .with_attributes([("rel", relation), ("type", media_type), ("href", href)])
        .write_empty()?;
    Ok(())
}

fn author(writer: &mut Xml, name: &str) -> io::Result<()> {
    writer.create_element("author").write_inner_content(|writer| xml::text(writer, "name", name))?;
    Ok(())
}
