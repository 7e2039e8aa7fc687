//! `diff A B`: how two backups go together, and what differs.

use std::io::{self, Write};
use std::path::Path;

use backup_inspector::error::Error;
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::export::Piece;
use backup_inspector::report::words;

use super::args::TargetArguments;
use super::{Failure, check, complain};

/// What could not be read and is named.
const MAX_NAMED: usize = 20;

/// The command.
pub fn run(first: &Path, second: &Path, target: &TargetArguments) -> Result<u8, Failure> {
    let options = target.to_options()?;
    let open = |path: &Path| {
        check::one_unread(path, Opening::default())
            .map(|(set, _)| set)
            .map_err(|error| Failure::Run(format!("{}: {error}", path.display())))
    };
    let (a, b) = (open(first)?, open(second)?);
    let mut out = io::stdout().lock();
    let mut failure = None;
    let compared = a
        .compare(&b, &options, &mut |piece| {
            let done = match piece {
                Piece::File { .. } | Piece::Read { .. } => Ok(()),
                Piece::Bytes(bytes) => out.write_all(bytes),
            };
            failure = done.err();
            failure.is_none()
        })
        .map_err(|error| match error {
            Error::Invalid(why) => Failure::Run(why),
            error => Failure::Run(error.to_string()),
        })?;
    if let Some(error) = failure {
        return Err(Failure::Output(error));
    }
    out.flush()?;
    for one in compared.told.left_out.iter().take(MAX_NAMED) {
        complain(&words::visible(&one.why));
    }
    Ok(u8::from(compared.different))
}
