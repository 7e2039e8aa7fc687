//! Farm runs: the table of contents joined with the folders, and what is wrong with the chosen run (V28 to V43).

use super::Judge;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::farm::{
    Method, Run, RunLog, RunManifest, RunTime, choose, parent_of,
};
use crate::format::sharepoint::kinds::{Kind, file_name, run_folder};
use crate::format::sharepoint::member::{Content, Member};
use crate::format::sharepoint::moment::{Seconds, iso};
use crate::format::sharepoint::options::Options;
use crate::format::sharepoint::roles::role_of_name;
use crate::report::{Code, Finding, Severity};

/// A run with what was found of it.
#[derive(Debug, Clone)]
pub struct FarmRun {
    /// What the table of contents says, or the manifest if the table is missing.
    pub run: Run,
    /// Folder that the backup root is.
    pub root: String,
    /// Path of its folder; `None` if it is not here.
    pub folder: Option<String>,
    /// Whether the table of contents lists it.
    pub is_listed: bool,
    /// Place of its manifest in the list of members.
    manifest: Option<usize>,
    /// Place of its log.
    log: Option<usize>,
}

/// All runs, and the chosen one.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    /// The runs in the order of the table of contents, unlisted folders behind.
    pub all: Vec<FarmRun>,
    /// Place of the run to restore from.
    pub chosen: Option<usize>,
    /// Place of the full run that it needs.
    pub parent: Option<usize>,
    /// Whether there is a table of contents.
    pub has_toc: bool,
    /// Whether the times of the table are local ones, by the files of the chosen run: their offset from UTC in
    /// seconds; 0 if they are UTC.
    pub offset: Seconds,
}

impl Runs {
    /// The chosen run.
    pub fn chosen_run(&self) -> Option<&FarmRun> {
        self.all.get(self.chosen?)
    }

    /// Folders of the chosen run and its full run.
    pub(super) fn chosen_folders(&self) -> Vec<&str> {
        [self.chosen, self.parent]
            .into_iter()
            .flatten()
            .filter_map(|at| self.all.get(at)?.folder.as_deref())
            .collect()
    }

    /// Start and finish of the chosen run in seconds of UTC.
    fn span(&self) -> Option<(Seconds, Option<Seconds>)> {
        let run = &self.chosen_run()?.run;
        let start = run.started.seconds()? - self.offset;
        Some((start, run.finished.seconds().map(|at| at - self.offset)))
    }

    /// Whether a moment lies in the chosen run; `None` if the run's times are not known.
    pub(super) fn contains(&self, at: Seconds, slack: Seconds) -> Option<bool> {
        let (start, finish) = self.span()?;
        let finish = finish?;
        Some(start - slack <= at && at <= finish + slack)
    }
}

fn parent_folder(path: &str) -> &str {
    path.rfind(['/', '\\'])
        .and_then(|at| path.get(..at))
        .unwrap_or("")
}

/// Joins tables of contents, folders, manifests and logs.
pub(super) fn runs_of(members: &[Member], options: &Options) -> Runs {
    let mut runs = Runs::default();
    let mut folders: Vec<&str> = members
        .iter()
        .filter_map(|member| run_folder(&member.path))
        .collect();
    crate::sort::sort(&mut folders);
    folders.dedup();
    for member in members {
        let Content::Toc(toc) = &member.content else {
            continue;
        };
        runs.has_toc = true;
        let root = parent_folder(&member.path);
        for run in toc.iter().flatten() {
            let folder = folders.iter().copied().find(|folder| {
                parent_folder(folder) == root
                    && run
                        .folder
                        .as_deref()
                        .is_some_and(|name| file_name(folder).eq_ignore_ascii_case(name))
            });
            runs.all.push(FarmRun {
                run: run.clone(),
                root: root.to_owned(),
                folder: folder.map(str::to_owned),
                is_listed: true,
                manifest: None,
                log: None,
            });
        }
    }
    for folder in folders {
        if !runs
            .all
            .iter()
            .any(|run| run.folder.as_deref() == Some(folder))
        {
            add_unlisted(&mut runs, members, folder);
        }
    }
    for run in &mut runs.all {
        let place = |kind: Kind, name: &str| {
            members.iter().position(|member| {
                member.kind == kind
                    && run_folder(&member.path) == run.folder.as_deref()
                    && run.folder.is_some()
                    && file_name(&member.path).eq_ignore_ascii_case(name)
            })
        };
        run.manifest = place(Kind::RunManifest, "spbackup.xml");
        run.log = place(Kind::RunLog, "spbackup.log");
    }
    let list: Vec<Run> = runs.all.iter().map(|run| run.run.clone()).collect();
    let here: Vec<bool> = runs.all.iter().map(|run| run.folder.is_some()).collect();
    let has_folder = |run: &Run| {
        list.iter()
            .zip(&here)
            .any(|(own, here)| *here && own == run)
    };
    if let Some(choice) = choose(&list, options.run, &has_folder) {
        runs.chosen = Some(choice.run);
        runs.parent = choice.parent;
    }
    runs
}

/// A folder without an entry: its manifest tells the run.
fn add_unlisted(runs: &mut Runs, members: &[Member], folder: &str) {
    let manifest = members.iter().find_map(|member| match &member.content {
        Content::Manifest(Ok(manifest))
            if member.kind == Kind::RunManifest && run_folder(&member.path) == Some(folder) =>
        {
            Some(manifest)
        }
        _ => None,
    });
    let is_restore = members.iter().any(|member| {
        member.kind == Kind::RestoreManifest && run_folder(&member.path) == Some(folder)
    });
    let run = manifest.and_then(|manifest| manifest.run.clone());
    if run.is_none() && is_restore {
        return;
    }
    let mut run = run.unwrap_or_else(|| Run {
        id: None,
        parent: None,
        requested_by: None,
        method: Method::Other,
        method_word: String::new(),
        started: RunTime::Missing,
        finished: RunTime::Missing,
        is_backup: true,
        settings_only: false,
        directory: None,
        folder: None,
        number: None,
        top_component: None,
        top_component_id: None,
        warnings: 0,
        errors: 0,
        failure: None,
    });
    run.folder
        .get_or_insert_with(|| file_name(folder).to_owned());
    runs.all.push(FarmRun {
        run,
        root: parent_folder(folder).to_owned(),
        folder: Some(folder.to_owned()),
        is_listed: false,
        manifest: None,
        log: None,
    });
}

impl Judge<'_> {
    /// Whether a member lies in the folder of the chosen run or of its full run.
    pub(super) fn is_in_chosen(&self, path: &str) -> bool {
        run_folder(path).is_some_and(|folder| self.runs.chosen_folders().contains(&folder))
    }

    /// All that is said of runs.
    pub(super) fn judge_runs(&mut self) {
        self.find_offset();
        let runs = self.runs.clone();
        if !runs.has_toc && runs.all.iter().any(|run| run.folder.is_some()) {
            self.find(Finding::new(
                &codes::TOC_MISSING,
                "there is no spbrtoc.xml beside the folders of runs: the history of runs is not known",
            ));
        }
        for (at, run) in runs.all.iter().enumerate() {
            let is_chosen = Some(at) == runs.chosen || Some(at) == runs.parent;
            self.judge_run(run, is_chosen, runs.has_toc);
        }
        if let Some(chosen) = runs.chosen_run()
            && chosen.run.method == Method::Differential
            && runs
                .parent
                .and_then(|at| runs.all.get(at))
                .is_none_or(|parent| parent.folder.is_none())
        {
            let list: Vec<Run> = runs.all.iter().map(|run| run.run.clone()).collect();
            let parent = parent_of(&list, &chosen.run)
                .and_then(|at| list.get(at))
                .map(Run::name)
                .or(chosen.run.parent.map(|id| id.to_string()))
                .unwrap_or_else(|| "the full run before it".into());
            let name = chosen.run.name();
            self.find(Finding::new(
                &codes::RUN_PARENT_MISSING,
                format!("the differential run {name} needs the full run {parent}"),
            ));
        }
    }

    /// Another severity for what is said of a run that is not chosen.
    fn of_run(
        &mut self,
        code: &'static Code,
        is_chosen: bool,
        message: String,
        file: Option<&str>,
    ) {
        let mut finding = Finding::new(code, message);
        if !is_chosen {
            finding = finding
                .severity(Severity::Note)
                .effect("none: another run is restored");
        }
        if let Some(file) = file {
            finding = finding.at_file(file);
        }
        self.find(finding);
    }

    fn judge_run(&mut self, farm: &FarmRun, is_chosen: bool, has_toc: bool) {
        let run = &farm.run;
        let name = run.name();
        if !run.is_backup {
            self.find(Finding::new(
                &codes::RUN_IS_RESTORE,
                format!("the entry {name} is a restore, which is left out"),
            ));
            return;
        }
        let manifest = farm.manifest.map(|at| self.path(at).to_owned());
        let file = manifest.as_deref();
        if run.errors > 0 || run.failure.is_some() {
            let count = match (run.errors, &run.failure) {
                (0, Some(text)) => format!("the backup {name} failed: {text}"),
                (errors, _) => format!("the backup {name} reports {errors} error(s)"),
            };
            self.of_run(&codes::RUN_ERRORS, is_chosen, count, file);
        }
        if run.warnings > 0 {
            let message = format!("the backup {name} reports {} warning(s)", run.warnings);
            self.of_run(&codes::RUN_WARNINGS, is_chosen, message, file);
        }
        let knows_times = farm.is_listed || run.started != RunTime::Missing;
        if run.finished == RunTime::Missing && knows_times {
            self.of_run(
                &codes::RUN_UNFINISHED,
                is_chosen,
                format!("the backup {name} did not finish"),
                file,
            );
        }
        for time in [&run.started, &run.finished] {
            if let RunTime::NotUnderstood(text) = time {
                self.find(Finding::new(
                    &codes::DATE_NOT_UNDERSTOOD,
                    format!("the run {name} has a date that is not understood: \"{text}\" (expected month/day/year)"),
                ));
            }
        }
        if run.settings_only {
            let message = format!("the backup {name} contains settings only, no data");
            self.of_run(&codes::RUN_SETTINGS_ONLY, is_chosen, message, file);
        }
        if farm.folder.is_none() {
            let folder = run.folder.as_deref().unwrap_or("without a name");
            let message = format!("the folder {folder} is listed but not in the set");
            self.of_run(&codes::RUN_FOLDER_MISSING, is_chosen, message, None);
        }
        if !farm.is_listed && has_toc {
            let folder = farm.folder.clone().unwrap_or_default();
            self.find(
                Finding::new(
                    &codes::RUN_UNLISTED,
                    format!("{folder} is not in the table of contents"),
                )
                .at_file(folder),
            );
        }
        self.judge_manifest(farm, is_chosen);
        self.judge_log(farm, is_chosen);
    }

    fn judge_manifest(&mut self, farm: &FarmRun, is_chosen: bool) {
        let members = self.members;
        let Some(member) = farm.manifest.and_then(|at| members.get(at)) else {
            return;
        };
        let Content::Manifest(Ok(manifest)) = &member.content else {
            return;
        };
        let own = manifest.run.as_ref().and_then(|run| run.id);
        if let (true, Some(own), Some(listed)) = (farm.is_listed, own, farm.run.id)
            && own != listed
        {
            let message =
                format!("the manifest is of the run {own}, the table of contents says {listed}");
            self.of_run(
                &codes::MANIFEST_OF_ANOTHER_RUN,
                is_chosen,
                message,
                Some(&member.path),
            );
        }
        if manifest.objects.is_empty() {
            self.find(
                Finding::new(
                    &codes::MANIFEST_PARTIAL,
                    "the component tree is not understood: only the headers of the files are used",
                )
                .at_file(&member.path),
            );
        }
        self.judge_objects(farm, manifest, &member.path, is_chosen);
    }

    fn judge_objects(
        &mut self,
        farm: &FarmRun,
        manifest: &RunManifest,
        path: &str,
        is_chosen: bool,
    ) {
        let members = self.members;
        let folder = farm.folder.as_deref().unwrap_or_default();
        let is_there = |file: &str| {
            members.iter().any(|member| {
                run_folder(&member.path) == Some(folder)
                    && file_name(&member.path).eq_ignore_ascii_case(file)
            })
        };
        for object in &manifest.objects {
            let severity = match (is_chosen, object.role().is_required()) {
                (false, _) => Severity::Note,
                (true, true) => Severity::Fatal,
                (true, false) => Severity::DataLoss,
            };
            let name = object.shown_name();
            if let Some(failure) = &object.failure {
                let message = format!("{name}: the backup failed: {failure}");
                self.find(
                    Finding::new(&codes::OBJECT_FAILED, message)
                        .severity(severity)
                        .at_file(path),
                );
            }
            for file in object.files.iter().filter(|file| !is_there(file)) {
                let message = format!("{folder}/{file}, which holds {name}, is missing");
                self.find(
                    Finding::new(&codes::OBJECT_FILE_MISSING, message)
                        .severity(severity)
                        .at_file(path),
                );
            }
        }
    }

    fn judge_log(&mut self, farm: &FarmRun, is_chosen: bool) {
        let members = self.members;
        let Some(member) = farm.log.and_then(|at| members.get(at)) else {
            return;
        };
        let Content::Log(log) = &member.content else {
            return;
        };
        if log.errors == 0 {
            return;
        }
        let severity = match (is_chosen, farm.run.errors > 0) {
            (false, _) => Severity::Note,
            (true, true) if names_required(log) => Severity::Fatal,
            (true, true) => Severity::DataLoss,
            (true, false) => Severity::Suspicious,
        };
        let first = log.first_errors.first();
        let object = first
            .and_then(|line| line.object.as_deref())
            .map_or(String::new(), |name| format!("[{name}] "));
        let text = first.map_or("", |line| line.text.as_str());
        let message = format!(
            "the log has {} line(s) of errors, the first: {object}{text}",
            log.errors
        );
        self.find(
            Finding::new(&codes::LOG_ERRORS, message)
                .severity(severity)
                .at_file(&member.path),
        );
    }

    /// Whether the times of the table are local ones: if so, all files of the run lie in it once the server's zone
    /// is taken off. And which files the run did not write.
    fn find_offset(&mut self) {
        let Some(folder) = self.runs.chosen_run().and_then(|run| run.folder.clone()) else {
            return;
        };
        let slack = self.options.run_slack;
        let own: Vec<(usize, Seconds, Option<i8>)> = (0..self.items.len())
            .filter_map(|at| {
                let item = self.items.get(at)?;
                let moment = item.started?;
                let is_own = item.run_folder.as_deref() == Some(folder.as_str());
                is_own.then_some((at, moment.seconds(), moment.zone_quarters))
            })
            .collect();
        let inside = |runs: &Runs| {
            let within = |at: Seconds| runs.contains(at, slack) == Some(true);
            own.iter().filter(|(_, at, _)| within(*at)).count()
        };
        let mut best = (inside(&self.runs), 0);
        let mut zones: Vec<i8> = own.iter().filter_map(|(_, _, zone)| *zone).collect();
        crate::sort::sort(&mut zones);
        zones.dedup();
        for zone in zones {
            self.runs.offset = i64::from(zone) * 900;
            let count = inside(&self.runs);
            if count > best.0 {
                best = (count, self.runs.offset);
            }
        }
        self.runs.offset = best.1;
        if best.1 != 0 {
            self.find(Finding::new(
                &codes::TOC_LOCAL_TIME,
                "the table of contents appears to be in the server's local time",
            ));
        }
        for (at, start, _) in own {
            if self.runs.contains(start, slack) != Some(false) {
                continue;
            }
            let path = self
                .item(at)
                .map_or("", |item| item.path(self.members))
                .to_owned();
            let message = format!(
                "{path} was not written by this run: it starts at {}",
                iso(start)
            );
            self.find(Finding::new(&codes::FILE_NOT_OF_RUN, message).at_file(path));
        }
    }
}

/// Whether a line of the log is about a database of the four roles.
fn names_required(log: &RunLog) -> bool {
    log.first_errors.iter().any(|line| {
        line.object
            .as_deref()
            .is_some_and(|name| role_of_name(name).0.is_required())
    })
}
