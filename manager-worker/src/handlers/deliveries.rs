//! The delivery log of a webhook endpoint, tests and replays. What these ask for is sent after the answer.

use http::StatusCode;
use http::header::LOCATION;
use logicspike_shared::error::AppError;
use logicspike_shared::events::{Event, EventSource};
use logicspike_shared::http::Response;
use logicspike_shared::ids::{DeliveryId, EventId, WebhookId};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;
use serde_json::value::to_raw_value;

use super::webhooks::webhook_of;
use crate::api::deliveries::{Queued, TestData};
use crate::app::App;
use crate::domain::delivery::TEST_EVENT;
use crate::host::Host;
use crate::input::page;
use crate::store::deliveries;

/// `GET /manager/webhooks/{id}/deliveries`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let page = page::read(call.request)?;
    let found = deliveries::list(&app.database, &call.member(), &webhook_of(call)?, page).await?;
    let (rows, total) = found.ok_or_else(AppError::not_found)?;
    Response::ok(&page.list(rows, total))
}

/// `GET /manager/webhooks/{id}/deliveries/{delivery}`: what the event says, and what the receiver answered to it, for who
/// may read that family of events.
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let (endpoint, delivery) = (webhook_of(call)?, delivery_of(call)?);
    let found = deliveries::get(&app.database, &call.member(), &endpoint, &delivery).await?;
    Response::ok(&found.ok_or_else(AppError::not_found)?)
}

/// `POST /manager/webhooks/{id}/test`: an event for this endpoint alone, whatever it wants to be told.
pub(crate) async fn test(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let (member, endpoint) = (call.member(), webhook_of(call)?);
    let malformed = |error: serde_json::Error| AppError::internal(error.to_string());
    let data = to_raw_value(&TestData { webhook_id: endpoint.as_str() }).map_err(malformed)?;
    let event = Event::new(
        EventId::new(&app.runtime),
        EventSource::Manager,
        TEST_EVENT,
        endpoint.as_str(),
        app.runtime.now(),
        member.scope().tenant().clone(),
        data,
    );
    let body = event.to_json().map_err(|error| AppError::internal(error.to_string()))?;
    let id = DeliveryId::new(&app.runtime);
    deliveries::enqueue(&app.database, &member, &endpoint, &id, (&event, &body)).await?;
    queued(&endpoint, &id, event.id.as_str())
}

/// `POST /manager/webhooks/{id}/deliveries/{delivery}/replay`: the same event once more, under the same `webhook-id`, for
/// who may read its family: the endpoint may lead elsewhere by now.
pub(crate) async fn replay(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let (endpoint, of) = (webhook_of(call)?, delivery_of(call)?);
    let (id, now) = (DeliveryId::new(&app.runtime), app.runtime.now());
    let event_id = deliveries::replay(&app.database, &call.member(), &endpoint, (&of, &id), now).await?;
    queued(&endpoint, &id, &event_id)
}

fn queued(endpoint: &WebhookId, id: &DeliveryId, event_id: &str) -> Result<Response, AppError> {
    let location = format!("/manager/webhooks/{endpoint}/deliveries/{id}");
    let body = Queued { id: id.as_str(), event_id };
    Ok(Response::json(StatusCode::ACCEPTED, &body)?.with_header(LOCATION, &location))
}

fn delivery_of(call: &AdminCall<'_>) -> Result<DeliveryId, AppError> {
    DeliveryId::parse(call.params.get("delivery")).map_err(|_| AppError::not_found())
}
