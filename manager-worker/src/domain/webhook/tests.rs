use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;
use logicspike_shared::runtime::testing::FixedRuntime;

const BODY: &[u8] = br#"{"specversion":"1.0","id":"evt_1","type":"blog.post.published"}"#;

#[expect(clippy::disallowed_methods, reason = "the other implementation takes the real time")]
fn real_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_seconds(i64::try_from(since.as_secs()).unwrap())
}

fn map(pairs: &[(&'static str, String)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    };
    pairs.iter().map(pair).collect()
}

fn signed(secrets: &[WebhookSecret], now: Timestamp) -> HeaderMap {
    map(&headers(secrets, "evt_1", BODY, now))
}

fn secret() -> WebhookSecret {
    WebhookSecret::generate(&FixedRuntime::default())
}

#[test]
fn a_signature_is_the_one_of_the_specifications_example() {
    let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let sent = headers(
        [&secret],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        br#"{"test": 2432232314}"#,
        Timestamp::from_seconds(1_614_265_330),
    );
    assert_eq!(
        sent,
        [
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
            ("webhook-timestamp", "1614265330".to_owned()),
        ]
    );
}

#[test]
fn the_reference_library_accepts_what_we_sign_and_nothing_else() {
    let (secret, now) = (secret(), real_now());
    let reference = |secret: &WebhookSecret| standardwebhooks::Webhook::new(&secret.expose()).unwrap();
    let sent = signed(std::slice::from_ref(&secret), now);
    reference(&secret).verify(BODY, &sent).unwrap();

    let mut changed = BODY.to_vec();
    changed[5] ^= 1;
    assert!(reference(&secret).verify(&changed, &sent).is_err(), "a changed byte");
    let old = signed(std::slice::from_ref(&secret), now.plus_seconds(-301));
    assert!(reference(&secret).verify(BODY, &old).is_err(), "an old timestamp");
    assert!(reference(&self::secret()).verify(BODY, &sent).is_err(), "a wrong secret");

    let overlapping = [self::secret(), secret.clone()];
    let both = signed(&overlapping, now);
    for secret in &overlapping {
        reference(secret).verify(BODY, &both).unwrap();
    }
}

#[test]
fn we_accept_what_the_reference_library_signs_and_nothing_else() {
    let (secret, now) = (secret(), real_now());
    let reference = standardwebhooks::Webhook::new(&secret.expose()).unwrap();
    let sent = |at: Timestamp| {
        let signature = reference.sign("evt_1", at.as_seconds(), BODY).unwrap();
        map(&[(ID, "evt_1".to_owned()), (TIMESTAMP, at.as_seconds().to_string()), (SIGNATURE, signature)])
    };
    let secrets = [secret];
    let verified = Verified { id: "evt_1", sent_at: now };
    assert_eq!(verify(&secrets, &sent(now), BODY, now), Ok(verified));
    assert_eq!(verify(&secrets, &sent(now), b"{}", now), Err(VerifyError::NoMatch));
    assert_eq!(verify(&[self::secret()], &sent(now), BODY, now), Err(VerifyError::NoMatch));
    assert_eq!(verify(&[], &sent(now), BODY, now), Err(VerifyError::NoMatch));
    for (seconds, outcome) in
        [(-300, None), (-301, Some(VerifyError::TooOld)), (300, None), (301, Some(VerifyError::TooNew))]
    {
        let sent = sent(now.plus_seconds(seconds));
        assert_eq!(verify(&secrets, &sent, BODY, now).err(), outcome, "{seconds}");
    }
}

#[test]
fn either_secret_will_do_while_one_is_being_changed() {
    let (old, new, now) = (secret(), secret(), Timestamp::from_seconds(1_780_308_000));
    let by = |secrets: &[WebhookSecret]| signed(secrets, now);
    let both = [new.clone(), old.clone()];
    for secrets in [std::slice::from_ref(&old), std::slice::from_ref(&new), &both] {
        assert!(verify(secrets, &by(&both), BODY, now).is_ok(), "the sender has both");
        assert!(verify(&both, &by(secrets), BODY, now).is_ok(), "the receiver has both");
    }
    assert_eq!(verify(&[new], &by(&[old]), BODY, now), Err(VerifyError::NoMatch));
}

#[test]
fn what_is_wrong_with_the_headers_is_said() {
    let (secret, now) = (secret(), Timestamp::from_seconds(1_780_308_000));
    let good = signed(std::slice::from_ref(&secret), now);
    let outcome = |headers: &HeaderMap| verify(std::slice::from_ref(&secret), headers, BODY, now).err();
    for name in [ID, TIMESTAMP, SIGNATURE] {
        let mut without = good.clone();
        without.remove(name);
        assert_eq!(outcome(&without), Some(VerifyError::Missing(name)));
        let mut empty = good.clone();
        empty.insert(name, HeaderValue::from_static(""));
        assert_eq!(outcome(&empty), Some(VerifyError::Missing(name)));
        let mut twice = good.clone();
        twice.append(name, good[name].clone());
        assert_eq!(outcome(&twice), Some(VerifyError::Malformed(name)));
    }
    for seconds in ["1780308000.0", "+1780308000", "-1", "now", "0x6a1d", "99999999999999999999"] {
        let mut headers = good.clone();
        headers.insert(TIMESTAMP, HeaderValue::from_str(seconds).unwrap());
        assert_eq!(outcome(&headers), Some(VerifyError::Malformed(TIMESTAMP)), "{seconds}");
    }
    let signature = good[SIGNATURE].to_str().unwrap();
    for forged in [
        "v1,",
        "v1",
        "  ",
        signature.trim_start_matches("v1,"),
        &signature.replace("v1,", "v1a,"),
        &signature.replace("v1,", "v0,"),
        &signature.to_uppercase(),
        signature.trim_end_matches('='),
    ] {
        let mut headers = good.clone();
        headers.insert(SIGNATURE, HeaderValue::from_str(forged).unwrap());
        assert_eq!(outcome(&headers), Some(VerifyError::NoMatch), "{forged:?}");
    }
}

#[test]
fn a_secret_is_read_strictly_and_does_not_print() {
    let secret = secret();
    assert_eq!(WebhookSecret::parse(&secret.expose()).unwrap().expose(), secret.expose());
    assert_eq!(secret.expose().len(), "whsec_".len() + 44);
    assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
    for (bytes, good) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
        let text = format!("whsec_{}", Base64::encode_string(&vec![7; bytes]));
        assert_eq!(WebhookSecret::parse(&text).is_ok(), good, "{bytes}");
    }
    let text = secret.expose();
    for bad in [
        "",
        "whsec_",
        text.trim_start_matches("whsec_"),
        &text.replace("whsec_", "whsek_"),
        text.trim_end_matches('='),
        &format!("{text}="),
        &format!("{text} "),
    ] {
        assert_eq!(WebhookSecret::parse(bad).err(), Some(InvalidSecret), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn any_body_verifies_as_it_was_sent(
        bytes in proptest::collection::vec(any::<u8>(), 24..=64), body in any::<Vec<u8>>(),
        id in "[A-Za-z0-9_-]{1,40}", now in 1_000_000_000_i64..4_000_000_000, drift in -300_i64..=300,
    ) {
        let secret = [WebhookSecret::from_bytes(bytes).unwrap()];
        let now = Timestamp::from_seconds(now);
        let sent = map(&headers(&secret, &id, &body, now));
        let verified = verify(&secret, &sent, &body, now.plus_seconds(drift)).unwrap();
        prop_assert_eq!(verified, Verified { id: &id, sent_at: now });
    }

    #[test]
    fn no_change_to_what_was_signed_goes_unnoticed(
        bytes in proptest::collection::vec(any::<u8>(), 24..=64), body in proptest::collection::vec(any::<u8>(), 1..200),
        at in any::<proptest::sample::Index>(), bit in 0_u8..8, now in 1_000_000_000_i64..4_000_000_000,
    ) {
        let secret = [WebhookSecret::from_bytes(bytes.clone()).unwrap()];
        let now = Timestamp::from_seconds(now);
        let sent = map(&headers(&secret, "evt_1", &body, now));
        let mut changed = body.clone();
        changed[at.index(body.len())] ^= 1 << bit;
        prop_assert_eq!(verify(&secret, &sent, &changed, now), Err(VerifyError::NoMatch));

        for (name, value) in [(ID, "evt_2".to_owned()), (TIMESTAMP, (now.as_seconds() + 1).to_string())] {
            let mut other = sent.clone();
            other.insert(name, HeaderValue::from_str(&value).unwrap());
            prop_assert_eq!(verify(&secret, &other, &body, now), Err(VerifyError::NoMatch));
        }
        let mut key = bytes;
        let place = at.index(key.len());
        key[place] ^= 1 << bit;
        let other = [WebhookSecret::from_bytes(key).unwrap()];
        prop_assert_eq!(verify(&other, &sent, &body, now), Err(VerifyError::NoMatch));
    }
}
