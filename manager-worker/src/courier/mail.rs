//! Sending mail: after events came in, and every minute for what is due again. The provider's API is the widespread one:
//! a POST of `{ from, to, subject, text, html }` with a bearer key, and `Idempotency-Key`, by which a second try is
//! no second mail.

use std::ops::AddAssign;

use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::SqlError;
use logicspike_shared::telemetry::TaskLog;
use logicspike_shared::time::Timestamp;
use serde::Serialize;

use super::lane::{self, AFTER_EVENTS_MS, Lane, SWEEP_MS, Tally};
use crate::app::App;
use crate::config::MailProvider;
use crate::domain::delivery::{MailState, Next, Schedule, judge};
use crate::domain::invitation_mail;
use crate::host::{Host, Outbound as _, Post};
use crate::store::mail::{self, Due, Invitation, Outcome};

/// How long the provider may take, in milliseconds, and from when on a tenant's turn is over.
const PATIENCE_MS: u32 = 15_000;
const SLOW_MS: i64 = 5_000;
/// What the log says when there is nobody to send by.
const NO_PROVIDER: &str = "MAIL_API_URL, MAIL_API_KEY and MAIL_FROM are not set";

/// What was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Mails that the provider took.
    pub sent: usize,
    /// Tries that failed.
    pub failed: usize,
    /// Mails that nobody sends, because no provider is configured.
    pub unsent: usize,
    /// Mails that had nobody left to go to.
    pub dropped: usize,
    /// Tenants whose mail could not be looked after; the next sweep tries again.
    pub failed_tenants: usize,
    /// Mails forgotten.
    pub forgotten: i64,
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.failed += other.failed;
        self.unsent += other.unsent;
        self.dropped += other.dropped;
        self.failed_tenants += other.failed_tenants;
        self.forgotten += other.forgotten;
    }
}

/// Sends what is due in any tenant, and forgets what is long past.
pub async fn sweep(app: &App<impl Host>) -> Report {
    let mut tally = lane::sweep(app, &Mail, SWEEP_MS).await;
    match mail::forget(&app.database).await {
        Ok(forgotten) => tally.report.forgotten = forgotten,
        Err(error) => tally.fault = Some(error.to_string()),
    }
    told(app, "mail.sweep", tally)
}

/// Sends what is due in these tenants.
pub async fn send_due(app: &App<impl Host>, tenants: &[TenantScope]) -> Report {
    told(app, "mail", lane::look_after(app, &Mail, tenants, AFTER_EVENTS_MS).await)
}

/// One line if anything happened. It names no address.
fn told(app: &App<impl Host>, event: &'static str, tally: Tally<Report>) -> Report {
    let report = Report { failed_tenants: tally.failed_tenants, ..tally.report };
    let cause = tally.fault.or_else(|| (report.unsent > 0).then(|| NO_PROVIDER.to_owned()));
    if cause.is_some() || report != Report::default() {
        app.runtime.log(&TaskLog::new("manager", event, &report, cause.as_deref()).to_line());
    }
    report
}

/// Mail. All of it goes to one provider.
struct Mail;

impl<H: Host> Lane<H> for Mail {
    type Due = Due;
    type Outcome = Outcome;
    type Report = Report;

    fn lines(&self) -> usize {
        1
    }

    async fn tenants(&self, app: &App<impl Host>) -> Result<Vec<TenantScope>, SqlError> {
        mail::tenants(&app.database, app.runtime.now()).await
    }

    async fn note_and_claim(
        &self,
        app: &App<impl Host>,
        scope: &TenantScope,
        outcomes: &[Outcome],
        most: usize,
    ) -> Result<Vec<Due>, SqlError> {
        mail::note_and_claim(&app.database, scope, app.runtime.now(), outcomes, most).await
    }

    async fn note(
        &self,
        app: &App<impl Host>,
        scope: &TenantScope,
        outcomes: &[Outcome],
    ) -> Result<(), SqlError> {
        mail::note(&app.database, scope, app.runtime.now(), outcomes).await
    }

    async fn attempt(&self, app: &App<impl Host>, _scope: &TenantScope, due: Due) -> Outcome {
        attempt(app, due).await
    }

    fn took_its_time(&self, outcome: &Outcome) -> bool {
        outcome.duration_ms >= SLOW_MS
    }

    fn report(&self, outcomes: &[Outcome]) -> Report {
        let mut report = Report::default();
        for outcome in outcomes {
            match outcome.status {
                MailState::Sent => report.sent += 1,
                MailState::Unsent => report.unsent += 1,
                MailState::Dropped => report.dropped += 1,
                MailState::Pending | MailState::Failed => report.failed += 1,
            }
        }
        report
    }
}

/// Tries one mail.
async fn attempt(app: &App<impl Host>, due: Due) -> Outcome {
    let started = app.runtime.now().as_millis();
    let (status, error, due_at) = match (&due.invitation, &app.config.mail.provider) {
        (None, _) => (MailState::Dropped, None, None),
        (Some(_), None) => (MailState::Unsent, Some(NO_PROVIDER.to_owned()), None),
        (Some(invitation), Some(provider)) => send(app, provider, &due, invitation).await,
    };
    let duration_ms = app.runtime.now().as_millis() - started;
    Outcome { id: due.id, attempts: due.attempts, status, error, due_at, duration_ms }
}

/// A mail, as the provider takes it.
#[derive(Serialize)]
struct Body<'a> {
    from: &'a str,
    to: [&'a str; 1],
    subject: &'a str,
    text: &'a str,
    html: &'a str,
}

/// What a mail now is, why, and when it is tried again.
type Verdict = (MailState, Option<String>, Option<Timestamp>);

async fn send(app: &App<impl Host>, provider: &MailProvider, due: &Due, invitation: &Invitation) -> Verdict {
    let mail = invitation_mail::Invitation {
        id: &invitation.id,
        tenant: &invitation.tenant,
        inviter: invitation.inviter.as_deref(),
        role: &invitation.role,
        expires_at: invitation.expires_at,
    }
    .mail(app.config.mail.dashboard_url.as_deref());
    let body = Body {
        from: &provider.from,
        to: [&invitation.email],
        subject: &mail.subject,
        text: &mail.text,
        html: &mail.html,
    };
    // Plain strings always serialise.
    let body = serde_json::to_string(&body).unwrap_or_default();
    let headers = vec![
        ("authorization", format!("Bearer {}", provider.key.expose())),
        ("idempotency-key", due.id.clone()),
    ];
    let post = Post { url: &provider.url, headers, body: &body, patience_ms: PATIENCE_MS };
    let reply = app.outbound.post(&post).await;
    let answered = reply.as_ref().ok().map(|reply| &reply.answered);
    let error = match &reply {
        Ok(reply) => format!("the answer was {}", reply.answered.status),
        Err(error) => error.clone(),
    };
    // The provider will not take it, however often it is asked.
    if answered.is_some_and(|answered| matches!(answered.status, 400 | 413 | 422)) {
        return (MailState::Failed, Some(error), None);
    }
    let tries = u32::try_from(due.attempts).unwrap_or(u32::MAX).saturating_add(1);
    match judge(&Schedule::of_mail(), tries, answered, app.runtime.now(), 0) {
        Next::Delivered => (MailState::Sent, None, None),
        Next::Retry(due_at) => (MailState::Pending, Some(error), Some(due_at)),
        Next::Failed | Next::Gone => (MailState::Failed, Some(error), None),
    }
}
