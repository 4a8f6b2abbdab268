//! Google's ID tokens (OpenID Connect Core 1.0 §3.1.3.7): when they are accepted, and what they tell.

use logicspike_shared::jwt::{KeySet, Refusal, Times, Unverified, Verifier, check_times};
use logicspike_shared::time::Timestamp;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::email_address::EmailAddress;

/// Google's issuer.
pub const GOOGLE_ISSUER: &str = "https://accounts.google.com";
/// How Google's older libraries write it; Google documents both.
const GOOGLE_ISSUER_BARE: &str = "accounts.google.com";
/// How old an ID token may be, in seconds: whoever signs in has just got it.
const MAX_AGE_SECONDS: i64 = 60 * 60;
/// Longest `sub`: Google documents 255 ASCII characters.
const MAX_SUBJECT_BYTES: usize = 255;
/// Longest name and picture URL that are kept.
const MAX_NAME_CHARS: usize = 200;
const MAX_PICTURE_BYTES: usize = 2048;

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Verified {
    Flag(bool),
    Text(String),
}

#[derive(Debug, Deserialize)]
struct IdClaims {
    iss: String,
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    sub: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    email_verified: Option<Verified>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    picture: Option<String>,
}

/// Who signs in, by Google's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Google's id of the person: the only thing that identifies them.
    pub subject: String,
    /// The verified address, in lower case.
    pub email: String,
    /// The name.
    pub name: Option<String>,
    /// An https URL of a picture.
    pub avatar_url: Option<String>,
}

/// An ID token that was accepted. It may open one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdToken {
    /// SHA-256 of what is signed, in lower-case hexadecimal.
    pub digest: String,
    /// Until when it would be accepted again.
    pub accepted_until: Timestamp,
}

/// Whose ID tokens are accepted, and for whom they must be made.
#[derive(Debug, Clone)]
pub struct GooglePolicy {
    client_id: String,
    issuers: Vec<String>,
}

impl GooglePolicy {
    /// Tokens of the issuer for our client.
    pub fn new(client_id: String, issuer: String) -> Self {
        let mut issuers = vec![issuer];
        if issuers.iter().any(|issuer| issuer == GOOGLE_ISSUER) {
            issuers.push(GOOGLE_ISSUER_BARE.to_owned());
        }
        Self { client_id, issuers }
    }

    /// Verifies an ID token against the issuer's keys.
    pub async fn verify(
        &self,
        token: &Unverified<'_>,
        keys: &KeySet,
        verifier: &impl Verifier,
        now: Timestamp,
    ) -> Result<(Profile, IdToken), Refusal> {
        // RFC 8725 §3.11: an access token says `at+jwt`, a logout token `logout+jwt`.
        if token.token_type().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
            return Err(Refusal::Type);
        }
        let claims = token.verify::<IdClaims>(keys, verifier).await?;
        let Times { issued_at, accepted_until } = check_times(&claims, now)?;
        if issued_at < now.plus_seconds(-MAX_AGE_SECONDS) {
            return Err(Refusal::Claim("iat"));
        }
        let digest = format!("{:x}", Sha256::digest(token.message()));
        Ok((self.check(claims.custom)?, IdToken { digest, accepted_until }))
    }

    fn check(&self, claims: IdClaims) -> Result<Profile, Refusal> {
        if !self.issuers.contains(&claims.iss) {
            return Err(Refusal::Claim("iss"));
        }
        let for_us = match &claims.aud {
            Audience::One(audience) => *audience == self.client_id,
            // With several audiences, the party it was issued to must be us.
            Audience::Many(audiences) => {
                audiences.contains(&self.client_id)
                    && (audiences.len() == 1 || claims.azp.as_ref() == Some(&self.client_id))
            }
        };
        if !for_us {
            return Err(Refusal::Claim("aud"));
        }
        let verified = match claims.email_verified {
            Some(Verified::Flag(flag)) => flag,
            Some(Verified::Text(text)) => text == "true",
            None => false,
        };
        if !verified {
            return Err(Refusal::Claim("email_verified"));
        }
        let plain = claims.sub.bytes().all(|byte| byte.is_ascii_graphic());
        if claims.sub.is_empty() || claims.sub.len() > MAX_SUBJECT_BYTES || !plain {
            return Err(Refusal::Claim("sub"));
        }
        let email = EmailAddress::parse(&claims.email).ok_or(Refusal::Claim("email"))?;
        Ok(Profile {
            subject: claims.sub,
            email: email.into(),
            name: claims.name.as_deref().and_then(clean_name),
            avatar_url: claims.picture.filter(|url| is_picture(url)),
        })
    }
}

fn clean_name(name: &str) -> Option<String> {
    let kept: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect();
    let trimmed = kept.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn is_picture(url: &str) -> bool {
    url.starts_with("https://")
        && url.len() <= MAX_PICTURE_BYTES
        && url.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(change: impl FnOnce(&mut serde_json::Value)) -> IdClaims {
        let mut value = serde_json::json!({
            "iss": "https://accounts.google.com", "aud": "client-1", "sub": "1",
            "email": "ada@example.com", "email_verified": true, "name": "Ada",
        });
        change(&mut value);
        serde_json::from_value(value).unwrap()
    }

    fn check(change: impl FnOnce(&mut serde_json::Value)) -> Result<Profile, Refusal> {
        GooglePolicy::new("client-1".to_owned(), GOOGLE_ISSUER.to_owned()).check(claims(change))
    }

    #[test]
    fn every_form_that_google_documents_is_accepted() {
        assert!(check(|_| ()).is_ok());
        assert!(check(|c| c["iss"] = "accounts.google.com".into()).is_ok());
        assert!(check(|c| c["email_verified"] = "true".into()).is_ok());
        assert!(check(|c| c["aud"] = serde_json::json!(["client-1"])).is_ok());
        assert!(
            check(|c| {
                c["aud"] = serde_json::json!(["other", "client-1"]);
                c["azp"] = "client-1".into();
            })
            .is_ok()
        );
        assert!(check(|c| c["azp"] = "android-client".into()).is_ok());
    }

    #[test]
    fn a_token_for_another_or_of_an_unverified_address_is_refused() {
        let refused = |claim: &'static str, change: fn(&mut serde_json::Value)| {
            assert_eq!(check(change), Err(Refusal::Claim(claim)));
        };
        refused("iss", |c| c["iss"] = "https://accounts.google.com.evil.example".into());
        refused("aud", |c| c["aud"] = "client-2".into());
        refused("aud", |c| c["aud"] = serde_json::json!([]));
        refused("aud", |c| c["aud"] = serde_json::json!(["other", "client-1"]));
        refused("aud", |c| {
            c["aud"] = serde_json::json!(["other", "client-1"]);
            c["azp"] = "other".into();
        });
        refused("email_verified", |c| c["email_verified"] = false.into());
        refused("email_verified", |c| c["email_verified"] = "false".into());
        refused("email_verified", |c| c["email_verified"] = serde_json::Value::Null);
        refused("sub", |c| c["sub"] = "".into());
        refused("email", |c| c["email"] = "".into());
        refused("email", |c| c["email"] = "nobody".into());
        refused("email", |c| c["email"] = "ada@example.com,ben@example.com".into());
        refused("email", |c| c["email"] = "\u{212a}ate@example.com".into());
    }

    #[test]
    fn the_bare_issuer_counts_for_google_only() {
        let policy = GooglePolicy::new("client-1".to_owned(), "http://127.0.0.1:9".to_owned());
        assert_eq!(
            policy.check(claims(|c| c["iss"] = "accounts.google.com".into())),
            Err(Refusal::Claim("iss"))
        );
    }

    #[test]
    fn what_is_shown_to_others_is_cleaned() {
        let profile = check(|c| {
            c["email"] = "Ada@Example.com".into();
            c["name"] = " Ada\u{0000} Lovelace \n".into();
            c["picture"] = "javascript:alert(1)".into();
        })
        .unwrap();
        assert_eq!((profile.name.as_deref(), profile.avatar_url), (Some("Ada Lovelace"), None));
        assert_eq!(profile.email, "ada@example.com");
    }
}
