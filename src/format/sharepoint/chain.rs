//! What one database is restored from: the last full backup, a differential one that belongs to it, and the log
//! backups that follow without a gap (section 6.5).

use super::items::Item;
use super::moment::Seconds;
use crate::container::mtf::BackupType;

/// How a database is restored, as places in the list of items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    /// Name of the database.
    pub database: String,
    /// The full backup; `None` if there is none.
    pub full: Option<usize>,
    /// The differential backup over it.
    pub differential: Option<usize>,
    /// The log backups in their order.
    pub logs: Vec<usize>,
    /// Differential backups that belong to no full backup here, later than the full one or without any.
    pub strangers: Vec<usize>,
    /// Where the logs have a gap: the last before it and the first behind it.
    pub gap: Option<(usize, usize)>,
    /// Whether nothing but log backups is there.
    pub only_logs: bool,
}

impl Chain {
    /// The item whose time is the database's: the last data backup that is applied.
    pub fn effective(&self) -> Option<usize> {
        self.differential.or(self.full)
    }

    /// All items that are restored, in order.
    pub fn steps(&self) -> impl Iterator<Item = usize> + '_ {
        self.full
            .into_iter()
            .chain(self.differential)
            .chain(self.logs.iter().copied())
    }
}

/// Whether a differential backup belongs to a full one: by its base, confirmed by the LSN. Where the base is not
/// known, the LSN decides.
pub fn belongs(full: &Item, differential: &Item) -> bool {
    let by_guid = match (full.set_guid, differential.base_guid) {
        (Some(set), Some(base)) => Some(set == base),
        _ => None,
    };
    let by_lsn = full.checkpoint_lsn == differential.database_backup_lsn;
    by_guid.unwrap_or(by_lsn) && by_lsn && full.key == differential.key
}

/// Works out the chain of one database. `items` are its items among `all`, already narrowed to what may be used.
pub fn chain_of(all: &[Item], items: &[usize]) -> Chain {
    let of_type = |wanted: BackupType| {
        items
            .iter()
            .copied()
            .filter_map(move |at| Some((at, all.get(at)?)))
            .filter(move |(_, item)| item.backup_type == wanted)
    };
    let order =
        |(at, item): &(usize, &Item)| (item.is_whole(), item.start_seconds(), item.last_lsn, *at);
    let full = of_type(BackupType::Full).max_by_key(order);
    let mut chain = Chain {
        database: items
            .first()
            .and_then(|at| all.get(*at))
            .map(|item| item.database.clone())
            .unwrap_or_default(),
        full: full.map(|(at, _)| at),
        ..Chain::default()
    };
    let fulls: Vec<&Item> = of_type(BackupType::Full).map(|(_, item)| item).collect();
    let start = full.and_then(|(_, item)| item.start_seconds());
    for (at, item) in of_type(BackupType::Differential) {
        let is_later = |start: Seconds| item.start_seconds().is_none_or(|own| own >= start);
        if !fulls.iter().any(|full| belongs(full, item)) && start.is_none_or(is_later) {
            chain.strangers.push(at);
        }
    }
    if let Some((_, full)) = full {
        let own = of_type(BackupType::Differential)
            .filter(|(_, item)| belongs(full, item) && item.is_whole());
        chain.differential = own.max_by_key(order).map(|(at, _)| at);
    }
    let mut logs: Vec<(usize, &Item)> = of_type(BackupType::Log).collect();
    crate::sort::sort_by_key(&mut logs, |(at, item)| (item.first_lsn, item.last_lsn, *at));
    chain.only_logs = !logs.is_empty() && logs.len() == items.len();
    add_logs(&mut chain, all, &logs);
    chain
}

/// Adds the log backups that go on from the last data backup, up to the first gap.
fn add_logs(chain: &mut Chain, all: &[Item], logs: &[(usize, &Item)]) {
    let Some((base_at, base)) = chain.effective().and_then(|at| Some((at, all.get(at)?))) else {
        return;
    };
    let mut reached = base.last_lsn;
    let mut last = base_at;
    for (at, log) in logs.iter().filter(|(_, log)| log.is_whole()) {
        if log.last_lsn < reached || (log.last_lsn == reached && !chain.logs.is_empty()) {
            continue;
        }
        if log.first_lsn > reached {
            chain.gap = Some((last, *at));
            return;
        }
        chain.logs.push(*at);
        reached = log.last_lsn;
        last = *at;
    }
}
