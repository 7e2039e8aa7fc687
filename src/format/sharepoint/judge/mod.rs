//! From files to findings, outcome and report body: the rules of section 7, judged as section 7.1 says.

mod farm;
mod files;
mod pages;
mod reads;
mod set;
mod single;
mod sites;
mod sql;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{Chain, chain_of};
use super::items::{Item, items_of};
use super::listing::Listing;
use super::member::Member;
use super::moment::Seconds;
use super::options::Options;
use super::read_all::ItemRead;
use super::roles::Role;
use crate::report::{Finding, FindingSet};

pub use farm::{FarmRun, Runs};
pub use set::{RoleState, Spread, TimeVerdict};
pub use sites::SiteMatch;
pub use verdict::Outcome;

/// What was found out about a set, or about files that are judged as themselves.
#[derive(Debug)]
pub struct Judgement {
    /// Backup sets, stripes joined.
    pub items: Vec<Item>,
    /// How each database is restored.
    pub chains: Vec<Chain>,
    /// Farm runs.
    pub runs: Runs,
    /// Whether the files are judged as a set.
    pub is_set: bool,
    /// The roles of a set.
    pub roles: Vec<(Role, RoleState)>,
    /// How far apart the databases of a set were backed up.
    pub spread: Option<Spread>,
    /// Site collections and their files.
    pub sites: Vec<SiteMatch>,
    /// What is wrong.
    pub findings: FindingSet,
    /// The outcome.
    pub outcome: Outcome,
    /// One sentence.
    pub summary: String,
    /// The exact text that the server shows; `None` if it shows none or it is not known.
    pub server_message: Option<String>,
}

impl Judgement {
    /// The findings, gravest first.
    pub fn sorted(&self) -> Vec<Finding> {
        self.findings.sorted(super::codes::CODES)
    }
}

/// What is known beside the headers, by place of the item.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What came of reading all pages.
    pub reads: &'a BTreeMap<usize, ItemRead>,
    /// What the pages say of a database as a whole.
    pub listings: &'a BTreeMap<usize, Listing>,
}

/// What the rules work on.
struct Judge<'a> {
    members: &'a [Member],
    options: &'a Options,
    items: Vec<Item>,
    chains: Vec<Chain>,
    runs: Runs,
    roles: Vec<(Role, RoleState)>,
    spread: Option<Spread>,
    sites: Vec<SiteMatch>,
    /// Files that the restore uses.
    used: BTreeSet<usize>,
    is_set: bool,
    /// What is known beside the headers.
    known: Known<'a>,
    findings: FindingSet,
    server_message: Option<String>,
    /// Something that the outcome depends on can't be told.
    unknown: Option<String>,
}

/// Whether files are judged as a set: two of the four roles, a farm folder, a list of sites, or the person's word.
pub fn is_set(members: &[Member], items: &[Item], options: &Options) -> bool {
    use super::kinds::Kind;
    let mut roles: BTreeSet<Role> = crate::sort::set_of(
        items
            .iter()
            .map(|item| item.role)
            .filter(|role| role.is_required()),
    );
    roles.extend(
        members
            .iter()
            .filter_map(|member| options.role_of(&member.path))
            .filter(|role| role.is_required()),
    );
    let is_farm = |member: &Member| {
        matches!(member.kind, Kind::TableOfContents | Kind::RunManifest)
            || super::kinds::run_folder(&member.path).is_some()
    };
    options.whole_set || options.sites.is_some() || roles.len() >= 2 || members.iter().any(is_farm)
}

/// Judges files of one set by their headers.
pub fn judge(members: &[Member], options: &Options) -> Judgement {
    let known = Known {
        reads: &BTreeMap::new(),
        listings: &BTreeMap::new(),
    };
    judge_with(members, options, known)
}

/// As [`judge`], with what is known beside the headers.
pub fn judge_with(members: &[Member], options: &Options, known: Known<'_>) -> Judgement {
    let mut items = items_of(members, options);
    pages::take_roles(&mut items, &known);
    let mut judge = Judge {
        is_set: is_set(members, &items, options),
        members,
        options,
        items,
        chains: Vec::new(),
        runs: Runs::default(),
        roles: Vec::new(),
        spread: None,
        sites: Vec::new(),
        used: BTreeSet::new(),
        known,
        findings: FindingSet::default(),
        server_message: None,
        unknown: None,
    };
    judge.runs = farm::runs_of(members, options);
    judge.chains = judge.work_out_chains();
    judge.note_used();
    if judge.is_set {
        judge.judge_runs();
        judge.judge_set();
        judge.judge_sites();
    } else {
        judge.judge_alone();
    }
    judge.judge_files();
    judge.judge_items();
    judge.judge_reads();
    judge.judge_listings();
    judge.judge_apps();
    let (outcome, summary) = judge.verdict();
    Judgement {
        items: judge.items,
        chains: judge.chains,
        runs: judge.runs,
        is_set: judge.is_set,
        roles: judge.roles,
        spread: judge.spread,
        sites: judge.sites,
        findings: judge.findings,
        outcome,
        summary,
        server_message: judge.server_message,
    }
}

impl Judge<'_> {
    fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn path(&self, member: usize) -> &str {
        self.members
            .get(member)
            .map_or("", |member| member.path.as_str())
    }

    fn item(&self, at: usize) -> Option<&Item> {
        self.items.get(at)
    }

    /// The chain of each database, by what may be used: files of the chosen run (and its full run) and loose files;
    /// files of other runs only for databases that are not among these.
    fn work_out_chains(&self) -> Vec<Chain> {
        let mut keys: Vec<&str> = Vec::new();
        for item in &self.items {
            if !keys.contains(&item.key.as_str()) {
                keys.push(&item.key);
            }
        }
        let folders = self.runs.chosen_folders();
        let mut chains = Vec::new();
        for key in keys {
            let all: Vec<usize> = (0..self.items.len())
                .filter(|at| self.items.get(*at).is_some_and(|item| item.key == key))
                .collect();
            let folder = |at: &usize| {
                self.items
                    .get(*at)
                    .and_then(|item| item.run_folder.as_deref())
            };
            let chosen: Vec<usize> = all
                .iter()
                .copied()
                .filter(|at| folder(at).is_some_and(|folder| folders.contains(&folder)))
                .collect();
            let loose: Vec<usize> = all
                .iter()
                .copied()
                .filter(|at| folder(at).is_none())
                .collect();
            let pools = [chosen, loose, all];
            let chain = pools
                .iter()
                .map(|pool| chain_of(&self.items, pool))
                .find(|chain| chain.full.is_some())
                .or_else(|| pools.last().map(|pool| chain_of(&self.items, pool)));
            chains.extend(chain);
        }
        self.newest_of_each_name(chains)
    }

    /// Of databases with one name, the one that was backed up last: it replaced the others.
    fn newest_of_each_name(&self, chains: Vec<Chain>) -> Vec<Chain> {
        let start = |chain: &Chain| -> (bool, Option<Seconds>) {
            let item = chain.effective().and_then(|at| self.item(at));
            (item.is_some(), item.and_then(Item::start_seconds))
        };
        let mut kept: Vec<Chain> = Vec::new();
        for chain in chains {
            let name = chain.database.to_lowercase();
            match kept
                .iter_mut()
                .find(|other| other.database.to_lowercase() == name)
            {
                Some(other) if self.is_set => {
                    if start(&chain) > start(other) {
                        *other = chain;
                    }
                }
                _ => kept.push(chain),
            }
        }
        kept
    }

    /// The role of a chain's database.
    fn role_of(&self, chain: &Chain) -> Role {
        let first = chain.effective().or(chain.strangers.first().copied());
        let by_chain = first.and_then(|at| self.item(at)).map(|item| item.role);
        let by_name = || {
            self.items
                .iter()
                .find(|item| item.database == chain.database)
                .map(|item| item.role)
        };
        by_chain.or_else(by_name).unwrap_or(Role::Unknown)
    }

    /// Marks the files that the restore uses: those of the chains, or all items of a database without a chain.
    fn note_used(&mut self) {
        let mut used = BTreeSet::new();
        for chain in &self.chains {
            let steps: Vec<usize> = if chain.full.is_some() {
                chain.steps().collect()
            } else {
                let same = |item: &Item| item.database == chain.database;
                (0..self.items.len())
                    .filter(|at| self.items.get(*at).is_some_and(same))
                    .collect()
            };
            let steps = steps.into_iter().filter_map(|at| self.items.get(at));
            used.extend(steps.flat_map(|item| item.parts.iter().map(|part| part.member)));
        }
        self.used = used;
    }
}
