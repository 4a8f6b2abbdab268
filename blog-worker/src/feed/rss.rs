//! RSS 2.0 (<https://www.rssboard.org/rss-specification>) with the content, Dublin Core and Atom modules.

use std::io;

use quick_xml::events::BytesText;

use super::xml::{self, Xml};
use super::{Channel, Entry, image_type, urn};

/// Writes the feed. `address` is the feed's own.
pub fn rss(channel: &Channel, entries: &[Entry], address: &str) -> io::Result<Vec<u8>> {
    xml::document(|writer| {
        writer
            .create_element("rss")
            .with_attributes([
                ("version", "2.0"),
                ("xmlns:atom", "http://www.w3.org/2005/Atom"),
                ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
                ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ])
            .write_inner_content(|writer| {
                writer.create_element("channel").write_inner_content(|writer| {
                    xml::text(writer, "title", &channel.title)?;
                    xml::text(writer, "link", channel.site.as_str())?;
                    let description = channel.description.as_ref().unwrap_or(&channel.title);
                    xml::text(writer, "description", &as_html(description))?;
                    if let Some(language) = &channel.language {
                        xml::text(writer, "language", language)?;
                    }
                    writer
                        .create_element("atom:link")
                        .with_attributes([
                            ("href", address),
                            ("rel", "self"),
                            ("type", "application/rss+xml"),
                        ])
                        .write_empty()?;
                    if !entries.is_empty() {
                        xml::text(writer, "lastBuildDate", &Channel::updated_at(entries).to_http_date())?;
                    }
                    xml::entries(writer, entries, |writer, entry, html| item(writer, channel, entry, html))
                })?;
                Ok(())
            })?;
        Ok(())
    })
}

fn item(writer: &mut Xml, channel: &Channel, entry: &Entry, html: Option<&str>) -> io::Result<()> {
    writer.create_element("item").write_inner_content(|writer| {
        xml::text(writer, "title", &entry.title)?;
        xml::text(writer, "link", channel.page(&entry.slug).as_str())?;
        writer
            .create_element("guid")
            .with_attribute(("isPermaLink", "false"))
            .write_text_content(BytesText::new(&urn(&entry.id)))?;
        xml::text(writer, "pubDate", &entry.published_at.to_http_date())?;
        if let Some(author) = &entry.author {
            xml::text(writer, "dc:creator", author)?;
        }
        entry.categories.iter().try_for_each(|category| xml::text(writer, "category", category))?;
        if let Some(image) = &entry.image {
            // Of a size that nobody knows.
            let attributes = [("url", image.as_str()), ("length", "0"), ("type", image_type(image))];
            writer.create_element("enclosure").with_attributes(attributes).write_empty()?;
        }
        if let Some(summary) = entry.summary_beside(html) {
            xml::text(writer, "description", &as_html(summary))?;
        }
        html.map_or(Ok(()), |html| xml::text(writer, "content:encoded", html))
    })?;
    Ok(())
}

/// A text in HTML, which is what readers' programs take a description for.
fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
