//! Addresses that are mailed. A tenant names them and our provider writes to them, so an address is one bare addr-spec
//! (RFC 5322 §3.4.1) and nothing that a provider could read as a list, a name or a header.

#[cfg(test)]
mod tests;

/// Longest address and longest local part, in bytes (RFC 5321 §4.5.3.1).
const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;
/// Longest label of a domain, in bytes (RFC 1035 §2.3.4).
const MAX_LABEL_BYTES: usize = 63;

/// One address, in lower case: ASCII alone, so that no letter of another alphabet becomes one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address. A quoted local part is the same mailbox as the plain one (RFC 5321 §4.1.2), and becomes it; one
    /// that needs its quotes is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let local = local.strip_prefix('"').map_or(Some(local), |quoted| quoted.strip_suffix('"'))?;
        let fits = text.len() <= MAX_BYTES && local.len() <= MAX_LOCAL_BYTES;
        (fits && is_dot_atom(local) && is_domain(domain))
            .then(|| Self(format!("{local}@{domain}").to_ascii_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// Words of plain characters between single dots (RFC 5322 §3.2.3).
fn is_dot_atom(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    text.split('.').all(|word| !word.is_empty() && word.bytes().all(is_plain))
}

/// A name in the DNS with at least one dot; no address of a machine.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((_, last)) = text.rsplit_once('.') else { return false };
    text.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}
