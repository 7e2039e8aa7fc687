//! `schedule`: when an App Service schedule makes backups, what is kept, when it stops working.

use std::fmt::Write as _;
use std::io::{self, Write};

use backup_inspector::format::Options;
use backup_inspector::format::app_service::ask::{Answer, Question};
use backup_inspector::format::app_service::options::AppServiceOptions;
use backup_inspector::format::app_service::schedule::{Mode, Simulation, Typed};
use backup_inspector::report::{Finding, words};

use super::app_service::{Documents, read_tier};
use super::args::{ModeArgument, ScheduleArguments, present};
use super::{EXIT_USAGE, Failure, complain, print_json};

/// Runs and removals that are printed as text.
const SHOWN: usize = 40;

/// The command.
pub fn run(arguments: &ScheduleArguments) -> Result<u8, Failure> {
    let documents = Documents::read(arguments.file.as_slice())?;
    let options = Options {
        now: Some(present(arguments.now.as_deref())?),
        app_service: AppServiceOptions {
            tier: read_tier(arguments.tier.as_deref())?,
            ..AppServiceOptions::default()
        },
        ..Options::default()
    };
    let question = Question::Schedule {
        typed: typed(arguments),
        project: documents.have_records(),
    };
    let answer = documents.ask(&options, &question)?;
    let Answer::Schedule {
        simulation,
        findings,
        fault,
        ..
    } = answer
    else {
        return Err(Failure::Run("the schedule has no answer".into()));
    };
    match (simulation, fault) {
        (_, Some(fault)) => {
            complain(&fault);
            Ok(EXIT_USAGE)
        }
        (Some(simulation), None) => {
            if arguments.json {
                print_json(&simulation)?;
            } else {
                write!(io::stdout(), "{}", to_text(&simulation, &findings))?;
            }
            Ok(0)
        }
        (None, None) => Err(Failure::Run("the schedule has no answer".into())),
    }
}

fn typed(arguments: &ScheduleArguments) -> Typed {
    Typed {
        start: arguments.start.clone(),
        every: arguments.every.clone(),
        keep_days: arguments.keep_days,
        keep_one: arguments.keep_one,
        enabled: None,
        saved: arguments.saved.clone(),
        tier: arguments.tier.clone(),
        duration: arguments.duration.clone(),
        outcomes: arguments.outcome.clone(),
        manual: arguments.manual.clone(),
        sas_expiry: arguments.sas_expiry.clone(),
        sas_permissions: arguments.sas_permissions.clone(),
        mode: arguments.mode.map(|mode| match mode {
            ModeArgument::Eager => Mode::Eager,
            ModeArgument::AfterRun => Mode::AfterRun,
        }),
        until: arguments.until.clone(),
        size: arguments.size.clone(),
    }
}

fn to_text(simulation: &Simulation, findings: &[Finding]) -> String {
    let mut out = String::new();
    let _ = write_text(&mut out, simulation, findings);
    out
}

fn write_text(out: &mut String, simulation: &Simulation, findings: &[Finding]) -> std::fmt::Result {
    writeln!(
        out,
        "A model of the schedule up to {}; the service's own timing is not public.\n",
        simulation.until
    )?;
    writeln!(out, "runs")?;
    for run in simulation.runs.iter().take(SHOWN) {
        let slot = run
            .slot
            .map_or_else(|| "-".to_owned(), |slot| slot.to_string());
        let end = if run.final_status == run.status {
            ""
        } else {
            run.final_status.as_str()
        };
        writeln!(
            out,
            "  {slot:>6}  {:<30}{:<20}{end}",
            run.created.to_string(),
            run.status
        )?;
    }
    if simulation.runs.len() > SHOWN {
        writeln!(
            out,
            "  … {} more",
            words::count((simulation.runs.len() - SHOWN) as u64)
        )?;
    }
    writeln!(
        out,
        "\nexisting at the end: {}",
        words::counted(simulation.existing.len() as u64, "backup")
    )?;
    if let Some(bytes) = simulation.stored_bytes {
        writeln!(out, "stored at the end: {}", words::bytes(bytes))?;
    }
    writeln!(
        out,
        "removed or to be removed: {}",
        words::count(simulation.removed.len() as u64)
    )?;
    if let Some(at) = simulation.first_failing_run {
        writeln!(out, "first run that fails because of the signature: {at}")?;
    }
    if let Some(at) = simulation.first_failing_deletion {
        writeln!(
            out,
            "first removal that fails because of the signature: {at}"
        )?;
    }
    if let Some(gap) = simulation.longest_gap_seconds {
        let hours = gap as f64 / 3_600.0;
        writeln!(out, "longest time between usable backups: {hours:.1} h")?;
    }
    if !findings.is_empty() {
        writeln!(out, "\nfindings")?;
        for finding in findings {
            let rule = finding.rule.as_deref().unwrap_or("");
            writeln!(
                out,
                "  {} {rule}: {}",
                words::severity(finding.severity),
                words::visible(&finding.message)
            )?;
        }
    }
    Ok(())
}
