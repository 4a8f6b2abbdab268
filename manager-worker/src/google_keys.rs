//! Google's public keys, remembered per isolate as plain data: a request never waits for another one's
//! download, two at once may both download.

use std::sync::{Mutex, PoisonError};

use logicspike_shared::jwt::{JwkSet, KeySet};
use logicspike_shared::time::Timestamp;

use crate::host::Documents;

/// How long a download counts as current. Google announces keys days before it uses them.
const FRESH_MS: i64 = 60 * 60 * 1000;
/// How long a download still serves while no newer one can be had.
const USABLE_MS: i64 = 24 * 60 * 60 * 1000;
/// The least time between downloads that an unknown key id, or an outage, causes.
const RETRY_MS: i64 = 60 * 1000;

#[derive(Debug, Clone)]
struct Known {
    keys: KeySet,
    fetched_at: Timestamp,
    asked_at: Timestamp,
}

impl Known {
    fn has(&self, kid: Option<&str>) -> bool {
        kid.is_none_or(|kid| self.keys.contains(kid))
    }
}

/// The remembered keys.
#[derive(Debug, Default)]
pub(crate) struct GoogleKeys(Mutex<Option<Known>>);

impl GoogleKeys {
    /// The keys to check a token with this key id against. The error says why there are none, for the log.
    pub(crate) async fn for_token(
        &self,
        kid: Option<&str>,
        documents: &impl Documents,
        url: &str,
        now: Timestamp,
    ) -> Result<KeySet, String> {
        let age = |since: Timestamp| now.as_millis() - since.as_millis();
        let known = self.known();
        if let Some(known) = &known {
            let fresh = age(known.fetched_at) < FRESH_MS;
            let asked_just_now = age(known.asked_at) < RETRY_MS;
            let usable = age(known.fetched_at) < USABLE_MS && known.has(kid);
            if (fresh && (known.has(kid) || asked_just_now)) || (usable && asked_just_now) {
                return Ok(known.keys.clone());
            }
        }
        self.note_asked(now);
        match documents.get(url).await.and_then(|text| parse(&text)) {
            Ok(keys) => {
                self.store(Known { keys: keys.clone(), fetched_at: now, asked_at: now });
                Ok(keys)
            }
            Err(cause) => known
                .filter(|known| age(known.fetched_at) < USABLE_MS && known.has(kid))
                .map(|known| known.keys)
                .ok_or(cause),
        }
    }

    fn known(&self) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn store(&self, known: Known) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    fn note_asked(&self, now: Timestamp) {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            known.asked_at = now;
        }
    }
}

fn parse(text: &str) -> Result<KeySet, String> {
    let set: JwkSet = serde_json::from_str(text).map_err(|error| format!("no JWK Set: {error}"))?;
    let keys = KeySet::from_jwks(&set);
    if keys.candidates(None).next().is_none() {
        Err("a JWK Set without an RS256 key".to_owned())
    } else {
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use local_stack::KeyPair;
    use logicspike_shared::jwt::PublicKey;

    use super::*;

    /// Serves a JWK Set, or fails, and counts.
    struct Site {
        text: Mutex<Result<String, String>>,
        calls: AtomicU32,
    }

    impl Site {
        fn with_kid(kid: &str) -> Self {
            Self { text: Mutex::new(Ok(set(kid))), calls: AtomicU32::new(0) }
        }
        fn now_serves(&self, text: Result<String, String>) {
            *self.text.lock().unwrap() = text;
        }
        fn calls(&self) -> u32 {
            self.calls.load(Ordering::Relaxed)
        }
    }

    impl Documents for Site {
        async fn get(&self, _url: &str) -> Result<String, String> {
            self.calls.fetch_add(1, Ordering::Relaxed);
            self.text.lock().unwrap().clone()
        }
    }

    static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate().unwrap());

    fn set(kid: &str) -> String {
        let mut jwk = PublicKey::from_pem(&KEY.public_pem).unwrap().jwk().clone();
        jwk.kid = Some(kid.to_owned());
        serde_json::to_string(&JwkSet { keys: vec![jwk] }).unwrap()
    }

    const START: i64 = 1_780_308_000_000;

    async fn ask(keys: &GoogleKeys, site: &Site, kid: &str, at_seconds: i64) -> Result<bool, String> {
        let now = Timestamp::from_millis(START + at_seconds * 1000);
        keys.for_token(Some(kid), site, "https://keys.example", now).await.map(|keys| keys.contains(kid))
    }

    #[tokio::test]
    async fn keys_are_downloaded_once_an_hour() {
        let (keys, site) = (GoogleKeys::default(), Site::with_kid("a"));
        for at in [0, 1, 3599] {
            assert_eq!(ask(&keys, &site, "a", at).await, Ok(true));
        }
        assert_eq!(site.calls(), 1);
        assert_eq!(ask(&keys, &site, "a", 3600).await, Ok(true));
        assert_eq!(site.calls(), 2);
    }

    #[tokio::test]
    async fn a_new_key_is_found_at_once_and_invented_ones_cause_one_download_a_minute() {
        let (keys, site) = (GoogleKeys::default(), Site::with_kid("a"));
        assert_eq!(ask(&keys, &site, "a", 0).await, Ok(true));
        site.now_serves(Ok(set("b")));
        assert_eq!(ask(&keys, &site, "b", 61).await, Ok(true));
        for at in 62..100 {
            assert_eq!(ask(&keys, &site, &format!("invented-{at}"), at).await, Ok(false));
        }
        assert_eq!(site.calls(), 2);
        assert_eq!(ask(&keys, &site, "invented", 121).await, Ok(false));
        assert_eq!(site.calls(), 3);
    }

    #[tokio::test]
    async fn an_outage_of_the_key_site_leaves_known_keys_in_force_for_a_day() {
        let (keys, site) = (GoogleKeys::default(), Site::with_kid("a"));
        assert_eq!(ask(&keys, &site, "a", 0).await, Ok(true));
        site.now_serves(Err("down".to_owned()));
        assert_eq!(ask(&keys, &site, "a", 4000).await, Ok(true));
        assert_eq!(ask(&keys, &site, "a", 4001).await, Ok(true));
        assert_eq!(site.calls(), 2, "not asked again within the minute");
        assert_eq!(ask(&keys, &site, "a", 86_400).await, Err("down".to_owned()));
    }

    #[tokio::test]
    async fn without_keys_nothing_is_accepted() {
        let (keys, site) = (GoogleKeys::default(), Site::with_kid("a"));
        for text in ["", "{}", r#"{"keys":[]}"#, r#"{"keys":[{"kty":"EC","crv":"P-256"}]}"#] {
            site.now_serves(Ok(text.to_owned()));
            assert!(ask(&keys, &site, "a", 0).await.is_err(), "{text}");
        }
        site.now_serves(Ok(set("a")));
        assert_eq!(ask(&keys, &site, "a", 0).await, Ok(true));
    }
}
