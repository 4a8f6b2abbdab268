//! The text of an invitation. A tenant's and a person's name are words of strangers in a mail of ours: they are shown
//! as names, and nothing in them becomes a link.

use logicspike_shared::time::Timestamp;

/// What an invitation's mail tells.
#[derive(Debug)]
pub struct Invitation<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who invites: the tenant's name.
    pub tenant: &'a str,
    /// Who invites: the person's name, if known.
    pub inviter: Option<&'a str>,
    /// As what.
    pub role: &'a str,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A mail, without its address.
#[derive(Debug, PartialEq, Eq)]
pub struct Mail {
    /// The subject.
    pub subject: String,
    /// The body as text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

impl Invitation<'_> {
    /// The mail. `dashboard` is where invitations are accepted; without it, the mail says so in words.
    pub fn mail(&self, dashboard: Option<&str>) -> Mail {
        let tenant = plain(self.tenant);
        let who = self.inviter.map(plain).filter(|name| !name.is_empty());
        let who = who.as_deref().unwrap_or("Someone");
        let role = plain(self.role);
        let date = self.expires_at.to_http_date();
        let link = dashboard.map(|url| format!("{}/invitations/{}", url.trim_end_matches('/'), self.id));

        let sentence = format!("{who} invites you to join \u{201c}{tenant}\u{201d} as {role}.");
        let ignore = "If you do not know them, ignore this mail: nothing happens unless you accept.";
        let (how, how_html) = if let Some(link) = &link {
            (
                format!("Accept the invitation until {date}:\n\n{link}"),
                format!("<a href=\"{}\">Accept the invitation</a> until {}.", escape(link), escape(&date)),
            )
        } else {
            let how = format!("Sign in with this address to accept the invitation until {date}.");
            (how.clone(), escape(&how))
        };
        Mail {
            subject: format!("Invitation to join \u{201c}{tenant}\u{201d}"),
            text: format!("{sentence}\n\n{how}\n\n{ignore}\n"),
            html: format!(
                "<!doctype html>\n<html lang=\"en\"><body>\n<p>{}</p>\n<p>{how_html}</p>\n<p>{ignore}</p>\n</body></html>\n",
                escape(&sentence)
            ),
        }
    }
}

/// A name as one line of words that no mail program takes for an address.
fn plain(name: &str) -> String {
    let mut words = String::new();
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ':' | '/' | '\\' | '@' => words.push(' '),
            '.' if characters.peek().is_some_and(|next| !next.is_whitespace()) => words.push_str(". "),
            character if character.is_control() || is_invisible(character) => {}
            character => words.push(character),
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters without a shape, some of which turn the direction of what follows.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation<'a>(tenant: &'a str, inviter: Option<&'a str>) -> Invitation<'a> {
        let expires_at = Timestamp::from_seconds(1_780_308_000);
        Invitation { id: "inv_1", tenant, inviter, role: "editor", expires_at }
    }

    #[test]
    fn a_mail_says_who_invites_where_and_how_to_accept() {
        let mail = invitation("Bücherei", Some("Ada")).mail(Some("https://app.example.com/"));
        assert_eq!(mail.subject, "Invitation to join \u{201c}Bücherei\u{201d}");
        assert_eq!(
            mail.text,
            "Ada invites you to join \u{201c}Bücherei\u{201d} as editor.\n\n\
             Accept the invitation until Mon, 01 Jun 2026 10:00:00 GMT:\n\n\
             https://app.example.com/invitations/inv_1\n\n\
             If you do not know them, ignore this mail: nothing happens unless you accept.\n"
        );
        assert!(mail.html.contains("<a href=\"https://app.example.com/invitations/inv_1\">"));
        let without = invitation("Bücherei", None).mail(None);
        assert!(without.text.starts_with("Someone invites you"));
        assert!(without.text.contains("Sign in with this address") && !without.html.contains("href"));
    }

    #[test]
    fn names_are_words_and_nothing_else() {
        for (name, shown) in [
            ("Smith & Sons", "Smith & Sons"),
            ("https://evil.example/x", "https evil. example x"),
            ("Prize at evil.example.", "Prize at evil. example."),
            ("a@b.c", "a b. c"),
            ("two\r\nBcc: x", "twoBcc x"),
            ("\u{202e}drawkcab\u{200b}", "drawkcab"),
            ("  ", ""),
        ] {
            assert_eq!(plain(name), shown, "{name:?}");
        }
        let mail = invitation("<img src=x onerror=alert(1)>", Some("\"><script>")).mail(None);
        assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
        assert!(mail.html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }
}
