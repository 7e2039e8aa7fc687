//! `estimate` and `explain`: how long a restore takes, and why one failed.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use backup_inspector::format::squidex::ask::{self, Question};
use backup_inspector::format::squidex::estimate::{Calibration, PHASES, Profile};
use backup_inspector::format::squidex::explain::Fit;
use backup_inspector::format::squidex::report::Estimate;
use backup_inspector::format::{Answer, Options, Question as Asked};
use backup_inspector::open::Set;
use backup_inspector::report::words;

use super::args::Reading;
use super::{Failure, check, exit_status};

/// What is known of a restore that somebody once ran.
pub struct Known {
    pub log: Option<PathBuf>,
    pub took: Option<String>,
    pub calibration: Option<PathBuf>,
    pub save_calibration: Option<PathBuf>,
}

/// A pasted log is a page of text; more than this is another file.
const MAX_TEXT_BYTES: u64 = 16 << 20;

fn read_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().take(MAX_TEXT_BYTES).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_TEXT_BYTES).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::Run(format!("{}: {error}", path.display())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

pub fn run(
    file: &Path,
    mut options: Options,
    known: &Known,
    as_json: bool,
    reading: &Reading,
) -> Result<u8, Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure::Run(format!("{}: {error}", file.display()));
    if let Some(profile) = &options.squidex.profile {
        Profile::parse(profile).map_err(|error| Failure::Usage(error.to_string()))?;
    }
    if known.save_calibration.is_some() && known.log.is_none() && known.took.is_none() {
        return Err(Failure::Usage(
            "--save-calibration needs --log or --took".into(),
        ));
    }
    if let Some(path) = &known.save_calibration
        && super::file::is_same(path, file)
    {
        return Err(Failure::Usage(
            "the calibration can't take the place of the backup".into(),
        ));
    }
    if let Some(path) = &known.calibration {
        let not_one =
            |error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", path.display()));
        let value = serde_json::from_str(&read_text(path)?).map_err(|error| not_one(&error))?;
        Calibration::from_json(&value).map_err(|error| not_one(&error))?;
        options.squidex.calibration = Some(value);
    }
    let set = check::one(file, &options, reading).map_err(|error| fail(&error))?;
    let pasted = match (&known.log, &known.took) {
        (Some(log), _) => Some(read_text(log)?),
        (None, took) => took.clone(),
    };
    if let Some(pasted) = pasted {
        let ask::Answer::Calibrated { calibration } =
            answer(&set, &options, Question::Calibrate { pasted }).map_err(|error| fail(&error))?
        else {
            return Err(fail(&"no calibration came of it"));
        };
        if let Some(path) = &known.save_calibration {
            std::fs::write(path, format!("{}\n", calibration.to_json()))
                .map_err(|error| Failure::Run(format!("{}: {error}", path.display())))?;
        }
        options.squidex.calibration = serde_json::to_value(calibration).ok();
    }
    let report = set.report(&options);
    match (&report.estimate, as_json) {
        (estimate, true) => {
            let object =
                serde_json::json!({ "estimate": estimate, "outcome": report.verdict.outcome });
            writeln!(io::stdout(), "{object}")?;
        }
        (Some(estimate), false) => print_estimate(estimate)?,
        (None, false) => writeln!(
            io::stdout(),
            "no estimate: {}",
            words::visible(&report.verdict.summary)
        )?,
    }
    Ok(exit_status(&report))
}

/// Asks what only a Squidex backup can tell.
fn answer(
    set: &Set,
    options: &Options,
    question: Question,
) -> Result<ask::Answer, Box<dyn std::error::Error>> {
    match set.ask(options, &Asked::Squidex(question))? {
        Answer::Squidex(answer) => Ok(answer),
        _ => Err("this is no Squidex backup".into()),
    }
}

fn print_estimate(estimate: &Estimate) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{}{}  ({})\n",
        estimate.in_words(),
        if estimate.calibrated {
            ", calibrated"
        } else {
            ""
        },
        estimate.profile
    )?;
    let width = PHASES
        .iter()
        .map(|phase| phase.len())
        .max()
        .unwrap_or_default();
    for phase in &estimate.phases {
        writeln!(
            out,
            "  {:<width$}  {:>12}",
            phase.name,
            words::duration(phase.likely_seconds)
        )?;
    }
    writeln!(out, "\nassumed")?;
    for assumption in &estimate.assumptions {
        writeln!(out, "  {assumption}")?;
    }
    Ok(())
}

pub fn explain_log(
    file: &Path,
    log: &Path,
    options: &Options,
    as_json: bool,
    reading: &Reading,
) -> Result<u8, Failure> {
    let pasted = read_text(log)?;
    let fail = |error: &dyn std::fmt::Display| Failure::Run(format!("{}: {error}", file.display()));
    let set = check::one(file, options, reading).map_err(|error| fail(&error))?;
    let ask::Answer::Explained { explanation } =
        answer(&set, options, Question::Explain { pasted }).map_err(|error| fail(&error))?
    else {
        return Err(fail(&"no explanation came of it"));
    };
    let mut out = io::stdout().lock();
    if as_json {
        let line = serde_json::to_string(&explanation).map_err(|error| fail(&error))?;
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{}", words::visible(&explanation.summary))?;
        for (label, text) in [
            ("stopped after", &explanation.stage),
            ("was doing", &explanation.doing),
            ("message", &explanation.message),
            ("cause", &explanation.cause),
        ] {
            if let Some(text) = text {
                writeln!(out, "  {label:<14}{}", words::visible(text))?;
            }
        }
        if let Some(at) = &explanation.fails_at {
            writeln!(out, "  {:<14}{}", "fails at", words::visible(&at.entry))?;
        }
        for reason in &explanation.reasons {
            writeln!(out, "  - {}", words::visible(reason))?;
        }
        for finding in &explanation.findings {
            writeln!(
                out,
                "  [{}] {}: {}",
                words::severity(finding.severity),
                finding.code,
                words::visible(&finding.message)
            )?;
        }
    }
    Ok(if matches!(explanation.fit, Fit::NoLog) {
        super::EXIT_UNCHECKED
    } else {
        0
    })
}
