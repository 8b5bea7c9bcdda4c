//! Ctrl-C: the first asks the running work to end cleanly, the second ends the process. Work that
//! has nothing to show for what it did until then ends with an error that is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use trunkline_harness::eval::EvalError;
use trunkline_harness::still::MomentError;

/// A flag that Ctrl-C raises.
///
/// # Errors
/// If the system does not let us listen, or somebody in this process already does.
pub(crate) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::SeqCst) {
            // Recordings are written chunk by chunk: what is on disk stays readable, the open chunk
            // and what waits for the writer are lost.
            #[expect(clippy::exit, reason = "the user asked twice")]
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(flag)
}

/// Whether an error only says that Ctrl-C was pressed before there was a result.
pub(crate) fn is_told(error: &anyhow::Error) -> bool {
    let of_moment = matches!(error.downcast_ref(), Some(MomentError::Interrupted));
    let of_eval = matches!(
        error.downcast_ref(),
        Some(EvalError::Moment(MomentError::Interrupted))
    );
    of_moment || of_eval
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    use crate::command_line::CommandLine;
    use crate::session::Session;
    use crate::ui::Ui;

    /// How a command ends if Ctrl-C is pressed as soon as it starts.
    fn interrupted(line: &[&str]) -> anyhow::Error {
        let session = Session {
            registry: crate::builtin(),
            ui: Ui::new(false, true),
            interrupted: Arc::new(AtomicBool::new(true)),
        };
        let words = ["trunkline"].iter().chain(line);
        let line = CommandLine::try_parse_from(words).unwrap();
        line.command.run(&session).unwrap_err()
    }

    #[test]
    fn work_without_a_result_says_that_it_was_interrupted_and_leaves_no_folder() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("out");
        let folder = out.to_str().unwrap();
        let lines = [
            vec!["render", "cut_in", "--out", folder],
            vec!["render", "--sheet", "2", "--out", folder],
            vec!["eval", "lifter", "--dataset", "rendered", "--seeds", "1"],
        ];
        for line in lines {
            let error = interrupted(&line);
            assert!(is_told(&error), "{line:?}: {error:?}");
            assert!(error.to_string().starts_with("interrupted"), "{error}");
        }
        assert!(!out.exists());
        let refused = interrupted(&["render", "nothing"]);
        assert!(!is_told(&refused), "{refused:?}");
    }
}
