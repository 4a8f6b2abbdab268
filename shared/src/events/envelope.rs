//! The envelope: CloudEvents 1.0 in its JSON format (CloudEvents JSON Event Format 1.0.2, §3).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::ids::{EventId, TenantId};
use crate::time::Timestamp;

/// The type of a receipt: the events it names were applied. It travels between the services only.
pub const SETTLED: &str = "events.settled";

/// Where an event comes from: the CloudEvents attribute `source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventSource {
    /// The blog service.
    #[serde(rename = "/logicspike/blog")]
    Blog,
    /// The manager.
    #[serde(rename = "/logicspike/manager")]
    Manager,
}

/// Something that happened to a tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    specversion: SpecVersion,
    /// Its id: the same each time it is sent.
    pub id: EventId,
    /// The service that tells of it.
    pub source: EventSource,
    /// What happened, such as `blog.post.published`.
    #[serde(rename = "type")]
    pub kind: String,
    /// To what it happened: an id.
    pub subject: String,
    /// When.
    pub time: Timestamp,
    /// To whom: an extension attribute.
    pub tenantid: TenantId,
    datacontenttype: JsonContent,
    /// The particulars.
    pub data: Box<RawValue>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum SpecVersion {
    #[serde(rename = "1.0")]
    V1,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum JsonContent {
    #[serde(rename = "application/json")]
    Json,
}

/// A message that is no event of ours.
#[derive(Debug, thiserror::Error)]
#[error("no event: {0}")]
pub struct InvalidEvent(#[from] serde_json::Error);

impl Event {
    /// An event.
    pub fn new(
        id: EventId,
        source: EventSource,
        kind: impl Into<String>,
        subject: impl Into<String>,
        time: Timestamp,
        tenant: TenantId,
        data: Box<RawValue>,
    ) -> Self {
        Self {
            specversion: SpecVersion::V1,
            id,
            source,
            kind: kind.into(),
            subject: subject.into(),
            time,
            tenantid: tenant,
            datacontenttype: JsonContent::Json,
            data,
        }
    }

    /// Reads a message's body.
    pub fn parse(body: &str) -> Result<Self, InvalidEvent> {
        Ok(serde_json::from_str(body)?)
    }

    /// The message's body.
    pub fn to_json(&self) -> Result<String, InvalidEvent> {
        Ok(serde_json::to_string(self)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn published() -> Event {
        Event::new(
            EventId::parse("evt_1").unwrap(),
            EventSource::Blog,
            "blog.post.published",
            "post_1",
            Timestamp::from_millis(1_780_308_000_000),
            TenantId::parse("tenant_1").unwrap(),
            RawValue::from_string("{\"id\":\"post_1\"}".to_owned()).unwrap(),
        )
    }

    #[test]
    fn an_event_is_a_cloud_event_in_json() {
        let text = published().to_json().unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            json!({
                "specversion": "1.0", "id": "evt_1", "source": "/logicspike/blog", "type": "blog.post.published",
                "subject": "post_1", "time": "2026-06-01T10:00:00.000Z", "tenantid": "tenant_1",
                "datacontenttype": "application/json", "data": { "id": "post_1" }
            })
        );
        assert_eq!(Event::parse(&text).unwrap().to_json().unwrap(), text);
    }

    #[test]
    fn a_message_that_is_no_event_of_ours_is_refused() {
        let good: serde_json::Value = serde_json::from_str(&published().to_json().unwrap()).unwrap();
        for (name, value) in [
            ("specversion", json!("0.3")),
            ("id", json!("")),
            ("source", json!("/elsewhere")),
            ("tenantid", json!("a b")),
            ("time", json!("yesterday")),
            ("subject", json!(1)),
            ("surprise", json!(true)),
        ] {
            let mut bad = good.clone();
            bad[name] = value;
            assert!(Event::parse(&bad.to_string()).is_err(), "{name}");
        }
        for text in ["", "{}", "null", "[]", "\"evt_1\""] {
            assert!(Event::parse(text).is_err(), "{text}");
        }
    }
}
