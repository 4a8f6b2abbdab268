//! The sitemap protocol (<https://www.sitemaps.org/protocol.html>).

use std::io;

use logicspike_shared::time::Timestamp;

use super::{MOST_BYTES, ROOM_TO_CLOSE, xml};

/// Most pages in one sitemap (the protocol's limit is 50,000).
pub const MOST_PAGES: u32 = 50_000;

/// Writes the sitemap of slugs and when each page last changed; `page` gives a slug's address. What there is no room for is left out, the oldest first.
pub fn sitemap<'a>(
    pages: impl Iterator<Item = (&'a str, Timestamp)>,
    page: impl Fn(&str) -> String,
) -> io::Result<Vec<u8>> {
    xml::document(|writer| {
        writer
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
            .write_inner_content(|writer| {
                for (slug, updated_at) in pages {
                    let written = writer.get_ref().len();
                    writer.create_element("url").write_inner_content(|writer| {
                        xml::text(writer, "loc", &page(slug))?;
                        xml::text(writer, "lastmod", &updated_at.to_string())
                    })?;
                    if writer.get_ref().len() > MOST_BYTES - ROOM_TO_CLOSE {
                        writer.get_mut().truncate(written);
                        break;
                    }
                }
                Ok(())
            })?;
        Ok(())
    })
}
