//! How parcels of one lane travel: tenants side by side, each in turns of rounds.

use std::ops::AddAssign;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::SqlError;

use crate::app::App;
use crate::host::Host;

/// After this long, in milliseconds, no tenant's turn begins any more where a request or a batch of events waits behind:
/// the runtime ends what runs half a minute after them. The next sweep goes on.
pub(super) const AFTER_EVENTS_MS: i64 = 10_000;
/// The same for a sweep: the next one begins a minute after it.
pub(super) const SWEEP_MS: i64 = 50_000;
/// Rounds of tries for a tenant before others have their turn; the next sweep goes on.
const MOST_ROUNDS: usize = 20;
/// After this long, in milliseconds, no further round of a turn begins.
const LONGEST_TURN_MS: i64 = 5_000;

/// Parcels that travel alike.
pub(super) trait Lane<H: Host> {
    /// A parcel that is to be tried.
    type Due;
    /// What a try came to.
    type Outcome;
    /// What is told of all tries together.
    type Report: Default + AddAssign;

    /// How many connections may be busy at once.
    fn lines(&self) -> usize;

    /// The tenants with something that is due.
    async fn tenants(&self, app: &App<impl Host>) -> Result<Vec<TenantScope>, SqlError>;

    /// Notes what tries came to, and takes the next parcels, in one round trip.
    async fn note_and_claim(
        &self,
        app: &App<impl Host>,
        scope: &TenantScope,
        outcomes: &[Self::Outcome],
        most: usize,
    ) -> Result<Vec<Self::Due>, SqlError>;

    /// Notes what tries came to.
    async fn note(
        &self,
        app: &App<impl Host>,
        scope: &TenantScope,
        outcomes: &[Self::Outcome],
    ) -> Result<(), SqlError>;

    /// Tries one parcel.
    async fn attempt(&self, app: &App<impl Host>, scope: &TenantScope, due: Self::Due) -> Self::Outcome;

    /// Whether a try took so long that the tenant's turn is over.
    fn took_its_time(&self, outcome: &Self::Outcome) -> bool;

    /// What is told of these tries.
    fn report(&self, outcomes: &[Self::Outcome]) -> Self::Report;
}

/// What came of looking after tenants.
#[derive(Debug, Default)]
pub(super) struct Tally<R> {
    /// What is told of the tries.
    pub(super) report: R,
    /// Tenants that could not be looked after; the next sweep tries again.
    pub(super) failed_tenants: usize,
    /// Why, or why nobody could be.
    pub(super) fault: Option<String>,
}

impl<R: AddAssign> AddAssign for Tally<R> {
    fn add_assign(&mut self, other: Self) {
        self.report += other.report;
        self.failed_tenants += other.failed_tenants;
        self.fault = other.fault.or_else(|| self.fault.take());
    }
}

/// Looks after every tenant with something that is due. No turn begins later than after `within_ms`.
pub(super) async fn sweep<H: Host, L: Lane<H>>(app: &App<H>, lane: &L, within_ms: i64) -> Tally<L::Report> {
    match lane.tenants(app).await {
        Ok(tenants) => look_after(app, lane, &tenants, within_ms).await,
        Err(error) => Tally { fault: Some(error.to_string()), ..Tally::default() },
    }
}

/// Looks after these tenants. Trouble with one does not hold up the others: as many as there are lines have their turns
/// side by side, and share the lines.
pub(super) async fn look_after<H: Host, L: Lane<H>>(
    app: &App<H>,
    lane: &L,
    tenants: &[TenantScope],
    within_ms: i64,
) -> Tally<L::Report> {
    let started = app.runtime.now().as_millis();
    let side_by_side = lane.lines().min(tenants.len()).max(1);
    let share = lane.lines() / side_by_side;
    let turns = tenants.iter().map(|scope| async move {
        if app.runtime.now().as_millis() - started > within_ms {
            return Tally::default();
        }
        turn(app, lane, scope, share).await
    });
    let add = |mut sum: Tally<L::Report>, turn| {
        sum += turn;
        std::future::ready(sum)
    };
    stream::iter(turns).buffer_unordered(side_by_side).fold(Tally::default(), add).await
}

/// One tenant's turn.
async fn turn<H: Host, L: Lane<H>>(
    app: &App<H>,
    lane: &L,
    scope: &TenantScope,
    share: usize,
) -> Tally<L::Report> {
    let mut tally = Tally::<L::Report>::default();
    if let Err(error) = rounds(app, lane, scope, share, &mut tally.report).await {
        tally.failed_tenants = 1;
        tally.fault = Some(error.to_string());
    }
    tally
}

/// Receivers that take their time cost others one round, not twenty.
async fn rounds<H: Host, L: Lane<H>>(
    app: &App<H>,
    lane: &L,
    scope: &TenantScope,
    share: usize,
    report: &mut L::Report,
) -> Result<(), SqlError> {
    let mut outcomes: Vec<L::Outcome> = Vec::new();
    let started = app.runtime.now().as_millis();
    for _ in 0..MOST_ROUNDS {
        let is_over = app.runtime.now().as_millis() - started > LONGEST_TURN_MS;
        if is_over || outcomes.iter().any(|outcome| lane.took_its_time(outcome)) {
            break;
        }
        let due = lane.note_and_claim(app, scope, &outcomes, share).await?;
        if due.is_empty() {
            return Ok(());
        }
        outcomes = join_all(due.into_iter().map(|due| lane.attempt(app, scope, due))).await;
        *report += lane.report(&outcomes);
    }
    lane.note(app, scope, &outcomes).await
}
