//! Sending mail: after events came in, and every minute for what is due again. The provider's API is the widespread one:
//! a POST of `{ from, to, subject, text, html }` with a bearer key, and `Idempotency-Key`, by which a second try is
//! no second mail.

use futures_util::future::join_all;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::SqlError;
use logicspike_shared::telemetry::TaskLog;
use serde::Serialize;

use crate::app::{App, Platform};
use crate::config::MailProvider;
use crate::domain::delivery::{Next, Schedule, judge};
use crate::domain::invitation_mail;
use crate::outbound::{Outbound as _, Post};
use crate::store::mail::{self, Due, Invitation, Outcome};

/// Rounds of tries for a tenant before others have their turn; the next sweep goes on.
const MOST_ROUNDS: usize = 10;
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

impl Report {
    fn count(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            match outcome.status {
                "sent" => self.sent += 1,
                "unsent" => self.unsent += 1,
                "dropped" => self.dropped += 1,
                _ => self.failed += 1,
            }
        }
    }
}

/// Sends what is due in any tenant, and forgets what is long past. Trouble with one does not hold up the others.
pub async fn sweep<P: Platform>(app: &App<P>) -> Report {
    let mut report = Report::default();
    let mut fault = None;
    match mail::tenants(&app.database, app.runtime.now()).await {
        Ok(tenants) => {
            for scope in tenants {
                if let Err(error) = send_rounds(app, &scope, &mut report).await {
                    report.failed_tenants += 1;
                    fault = Some(error.to_string());
                }
            }
        }
        Err(error) => fault = Some(error.to_string()),
    }
    match mail::forget(&app.database).await {
        Ok(forgotten) => report.forgotten = forgotten,
        Err(error) => fault = Some(error.to_string()),
    }
    log(app, "mail.sweep", &report, fault);
    report
}

/// Sends what is due in one tenant.
pub async fn send_due<P: Platform>(app: &App<P>, scope: &TenantScope) -> Report {
    let mut report = Report::default();
    let outcome = send_rounds(app, scope, &mut report).await;
    report.failed_tenants = usize::from(outcome.is_err());
    log(app, "mail", &report, outcome.err().map(|error| error.to_string()));
    report
}

/// One line if anything happened. It names no address.
fn log<P: Platform>(app: &App<P>, event: &'static str, report: &Report, fault: Option<String>) {
    let cause = fault.or_else(|| (report.unsent > 0).then(|| NO_PROVIDER.to_owned()));
    if cause.is_some() || *report != Report::default() {
        app.runtime.log(&TaskLog::new("manager", event, report, cause.as_deref()).to_line());
    }
}

async fn send_rounds<P: Platform>(
    app: &App<P>,
    scope: &TenantScope,
    report: &mut Report,
) -> Result<(), SqlError> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let due = mail::note_and_claim(&app.database, scope, app.runtime.now(), &outcomes).await?;
        if due.is_empty() {
            return Ok(());
        }
        outcomes = join_all(due.into_iter().map(|due| attempt(app, due))).await;
        report.count(&outcomes);
    }
    mail::note(&app.database, scope, app.runtime.now(), &outcomes).await
}

/// Tries one mail.
async fn attempt<P: Platform>(app: &App<P>, due: Due) -> Outcome {
    let (status, error, due_at) = match (&due.invitation, &app.config.mail.provider) {
        (None, _) => ("dropped", None, None),
        (Some(_), None) => ("unsent", Some(NO_PROVIDER.to_owned()), None),
        (Some(invitation), Some(provider)) => send(app, provider, &due, invitation).await,
    };
    Outcome { id: due.id, attempts: due.attempts, status, error, due_at }
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

type Verdict = (&'static str, Option<String>, Option<logicspike_shared::time::Timestamp>);

async fn send<P: Platform>(
    app: &App<P>,
    provider: &MailProvider,
    due: &Due,
    invitation: &Invitation,
) -> Verdict {
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
    let reply = app.outbound.post(&Post { url: &provider.url, headers, body: &body }).await;
    let answered = reply.as_ref().ok().map(|reply| &reply.answered);
    let error = match &reply {
        Ok(reply) => format!("the answer was {}", reply.answered.status),
        Err(error) => error.clone(),
    };
    // The provider will not take it, however often it is asked.
    if answered.is_some_and(|answered| matches!(answered.status, 400 | 413 | 422)) {
        return ("failed", Some(error), None);
    }
    let tries = u32::try_from(due.attempts).unwrap_or(u32::MAX).saturating_add(1);
    match judge(&Schedule::of_mail(), tries, answered, app.runtime.now(), 0) {
        Next::Delivered => ("sent", None, None),
        Next::Retry(due_at) => ("pending", Some(error), Some(due_at)),
        Next::Failed | Next::Gone => ("failed", Some(error), None),
    }
}
