//! The envelope: CloudEvents 1.0 in its JSON format (CloudEvents JSON Event Format 1.0.2, §3).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::ids::{EventId, TenantId};
use crate::runtime::Runtime;
use crate::time::Timestamp;

/// The type of a receipt: the events it names were applied. It travels between the services only.
const SETTLED: &str = "events.settled";

/// The data of a receipt.
#[derive(Serialize, Deserialize)]
struct Settled {
    ids: Vec<EventId>,
}

/// Where an event comes from: the CloudEvents attribute `source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
enum SpecVersion {
    #[serde(rename = "1.0")]
    V1,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
enum JsonContent {
    #[serde(rename = "application/json")]
    Json,
}

/// A message that is no event of ours. The text says where, not what: it ends in logs, and messages hold names.
#[derive(Debug, thiserror::Error)]
#[error("no event: {:?} error at line {}, column {}", .0.classify(), .0.line(), .0.column())]
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

    /// The receipt that says which events of a tenant were applied.
    pub fn receipt(
        runtime: &impl Runtime,
        source: EventSource,
        tenant: &TenantId,
        ids: Vec<EventId>,
    ) -> Result<Self, InvalidEvent> {
        let data = RawValue::from_string(serde_json::to_string(&Settled { ids })?)?;
        let (id, now) = (EventId::new(runtime), runtime.now());
        Ok(Self::new(id, source, SETTLED, tenant.as_str(), now, tenant.clone(), data))
    }

    /// Whether it is a receipt.
    pub fn is_receipt(&self) -> bool {
        self.kind == SETTLED
    }

    /// The events that a receipt names.
    pub fn settled(&self) -> Result<Vec<EventId>, InvalidEvent> {
        let Settled { ids } = self.data()?;
        Ok(ids)
    }

    /// The particulars, as the type that belongs to the kind.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, InvalidEvent> {
        Ok(serde_json::from_str(self.data.get())?)
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
    use crate::runtime::testing::FixedRuntime;

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
    fn a_receipt_names_the_events_that_were_applied() {
        let tenant = TenantId::parse("tenant_1").unwrap();
        let ids = vec![EventId::parse("evt_1").unwrap(), EventId::parse("evt_2").unwrap()];
        let runtime = FixedRuntime::default();
        let receipt = Event::receipt(&runtime, EventSource::Manager, &tenant, ids.clone()).unwrap();
        let read = Event::parse(&receipt.to_json().unwrap()).unwrap();
        assert!(read.is_receipt() && !published().is_receipt());
        assert_eq!(read.settled().unwrap(), ids);
        assert!(published().settled().is_err());
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
        let mut named = good.clone();
        named["source"] = json!("ada@example.com");
        let error = Event::parse(&named.to_string()).unwrap_err().to_string();
        assert!(error.starts_with("no event: Data error at line 1") && !error.contains("ada"), "{error}");
        for text in ["", "{}", "null", "[]", "\"evt_1\""] {
            assert!(Event::parse(text).is_err(), "{text}");
        }
    }
}
