//! Tenants and API keys, as the doors ask for them: from the isolate's memory, else from the database.

use std::future::Future;
use std::sync::Arc;

use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, SqlError, Transport};
use logicspike_shared::time::Timestamp;

use crate::log_entry::LogEntry;
use crate::lookup_cache::{Memory, Recall};
use crate::store::{self, KeyRecord, Standing, StoreError};

/// Records of each kind in memory: a few hundred bytes each, and more tenants than one isolate meets
/// within the time that a record is fresh.
const CAPACITY: usize = 1024;

/// What the platform knows of tenants and keys.
#[derive(Debug)]
pub struct Accounts<T> {
    database: Database<T>,
    standings: Memory<Arc<Standing>>,
    keys: Memory<KeyRecord>,
}

impl<T: Transport> Accounts<T> {
    /// Accounts in the platform database.
    pub fn new(database: Database<T>) -> Self {
        Self { database, standings: Memory::new(CAPACITY), keys: Memory::new(CAPACITY) }
    }

    /// How a tenant stands; `None` if there is none.
    ///
    /// # Errors
    /// The database refused, or it did not answer and its last answer is too old.
    pub async fn standing(
        &self,
        scope: &TenantScope,
        now: Timestamp,
    ) -> Result<Option<Arc<Standing>>, StoreError> {
        let ask = async { Ok(store::standing(&self.database, scope).await?.map(Arc::new)) };
        recall_or_ask(&self.standings, scope.tenant().as_str(), now, ask).await
    }

    /// How a tenant stands, as far as that is known without asking and as good as asked.
    pub fn fresh_standing(&self, scope: &TenantScope, now: Timestamp) -> Option<Arc<Standing>> {
        self.standings.fresh(scope.tenant().as_str(), now)
    }

    /// A key, as far as it is known without asking and as good as asked.
    pub fn fresh_key(&self, digest: &str, now: Timestamp) -> Option<KeyRecord> {
        self.keys.fresh(digest, now)
    }

    /// What is known of a key without asking, if there is such a one.
    pub fn known_key(&self, digest: &str, now: Timestamp) -> Option<KeyRecord> {
        self.keys.held(digest, now)
    }

    /// An API key that was not revoked, by its digest.
    ///
    /// # Errors
    /// The database refused, or it did not answer and its last answer is too old.
    pub async fn api_key(&self, digest: &str, now: Timestamp) -> Result<Option<KeyRecord>, StoreError> {
        recall_or_ask(&self.keys, digest, now, store::api_key(&self.database, digest)).await
    }

    /// Appends a row to the request log.
    ///
    /// # Errors
    /// The database refused or did not answer.
    pub async fn append(&self, entry: &LogEntry) -> Result<(), StoreError> {
        store::append(&self.database, entry).await
    }
}

/// The question is a future that is only started if it has to be.
async fn recall_or_ask<V: Clone>(
    memory: &Memory<V>,
    key: &str,
    now: Timestamp,
    ask: impl Future<Output = Result<Option<V>, StoreError>>,
) -> Result<Option<V>, StoreError> {
    let otherwise = match memory.recall(key, now) {
        Recall::Known(value) => return Ok(value),
        Recall::Ask { otherwise } => otherwise,
    };
    match (ask.await, otherwise) {
        (Ok(value), _) => {
            memory.remember(key, value.clone(), now);
            Ok(value)
        }
        (Err(StoreError::Sql(SqlError::Unavailable(_))), Some(value)) => Ok(value),
        (Err(error), _) => Err(error),
    }
}
