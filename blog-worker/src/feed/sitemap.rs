//! The sitemap protocol (<https://www.sitemaps.org/protocol.html>).

use std::io;

use super::{MOST_BYTES, ROOM_TO_CLOSE, xml};
use crate::store::public::SitemapEntry;

/// Most pages in one sitemap (the protocol's limit is 50,000).
pub const MOST_PAGES: u32 = 50_000;

/// Writes the sitemap; `page` gives a slug's address. What there is no room for is left out, the oldest first.
pub fn sitemap(entries: &[SitemapEntry], page: impl Fn(&str) -> String) -> io::Result<Vec<u8>> {
    xml::document(|writer| {
        writer
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
            .write_inner_content(|writer| {
                for entry in entries {
                    let written = writer.get_ref().len();
                    writer.create_element("url").write_inner_content(|writer| {
                        xml::text(writer, "loc", &page(&entry.slug))?;
                        xml::text(writer, "lastmod", &entry.updated_at.to_string())
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
