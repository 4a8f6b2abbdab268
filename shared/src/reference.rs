//! The files of the API's reference: the build makes them, the gateway serves them.

/// A file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// The document.
    Document,
    /// The page.
    Page,
    /// What the page's script draws it with.
    Redoc,
    /// The page's script.
    Script,
}

impl File {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Document, Self::Page, Self::Redoc, Self::Script];

    /// Its path below the folder of files.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Document => "/openapi.json",
            Self::Page => "/docs.html",
            Self::Redoc => "/docs/redoc.js",
            Self::Script => "/docs/page.js",
        }
    }

    /// What is in it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Document => "application/json",
            Self::Page => "text/html; charset=utf-8",
            Self::Redoc | Self::Script => "text/javascript; charset=utf-8",
        }
    }
}

/// How the document begins as a file: with the server that is put in the place of `/`, the host that was asked.
pub const SERVER: &str = "{\"servers\":[{\"url\":\"/\"";
