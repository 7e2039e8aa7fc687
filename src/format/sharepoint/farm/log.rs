//! `spbackup.log`: errors and warnings of a run (section 2.4).

/// Lines that are kept of each severity.
const KEPT: usize = 20;
/// Letters of a line that are kept.
const KEPT_LETTERS: usize = 400;

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Object that the line is about.
    pub object: Option<String>,
    /// Text.
    pub text: String,
}

/// What a log says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunLog {
    /// Number of lines of severity Error.
    pub errors: u64,
    /// Number of lines of severity Warning.
    pub warnings: u64,
    /// The first errors.
    pub first_errors: Vec<LogLine>,
    /// The first warnings.
    pub first_warnings: Vec<LogLine>,
    /// Whether the log says in English that the backup completed.
    pub says_completed: bool,
}

/// Reads a log.
pub fn read_log(text: &str) -> RunLog {
    let mut log = RunLog::default();
    for line in text.lines() {
        let line = line.trim();
        if line.contains("Backup completed successfully.") {
            log.says_completed = true;
        }
        let rest = match line.strip_prefix('[') {
            Some(stamped) => stamped
                .split_once(']')
                .map_or(line, |(_, rest)| rest.trim_start()),
            None => line,
        };
        let Some((severity, message)) = rest.split_once(':') else {
            continue;
        };
        let (count, kept) = match severity.trim() {
            "Error" => (&mut log.errors, &mut log.first_errors),
            "Warning" => (&mut log.warnings, &mut log.first_warnings),
            _ => continue,
        };
        *count += 1;
        if kept.len() < KEPT {
            kept.push(line_of(message.trim()));
        }
    }
    log
}

fn line_of(message: &str) -> LogLine {
    let (object, text) = match message
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((object, text)) => (Some(object.trim().to_owned()), text.trim()),
        None => (None, message),
    };
    LogLine {
        object,
        text: text.chars().take(KEPT_LETTERS).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_their_severity() {
        let log = read_log(
            "[11/5/2016 2:30:00 AM] Error: [WSS_Content] Cannot open backup device 'x'. Operating system error 3\r\n\
             Warning: be careful\nVerbose: Error: no\n[note] nothing\nImportant: x\nBackup completed successfully.\n",
        );
        assert_eq!((log.errors, log.warnings, log.says_completed), (1, 1, true));
        assert_eq!(log.first_errors[0].object.as_deref(), Some("WSS_Content"));
        assert!(log.first_errors[0].text.starts_with("Cannot open"));
        assert_eq!(log.first_warnings[0].object, None);
    }
}
