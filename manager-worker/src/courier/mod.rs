//! What leaves the service: webhooks and mail. Both travel alike: what is due is claimed, tried at once, and noted together
//! with the next claim ([`lane`]).
//!
//! They travel in lanes side by side, so that none waits for another: mail, webhooks of receivers that answer quickly,
//! and webhooks of receivers that take their time. The runtime lets six connections of one invocation wait for an answer,
//! calls to the database among them; the lanes share these out for good, so that the slow can never take them all.

mod lane;
pub mod mail;
pub mod webhooks;

use futures_util::future::join;
use logicspike_shared::scope::TenantScope;

use crate::app::App;
use crate::host::Host;

/// Sends what events came to: mail and webhooks of these tenants.
pub async fn send(app: &App<impl Host>, tenants: &[TenantScope]) {
    join(mail::send_due(app, tenants), webhooks::deliver_due(app, tenants)).await;
}

/// Sends what is due to others in any tenant. Any number of sweeps may overlap: each parcel is tried by one of them.
pub async fn sweep(app: &App<impl Host>) {
    join(mail::sweep(app), webhooks::sweep(app)).await;
}
