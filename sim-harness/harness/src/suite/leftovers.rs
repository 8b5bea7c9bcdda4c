//! What a suite before left in a folder that is used again.

use std::path::Path;

use crate::recording::{RecordingError, RunDir, remove};

/// Removes what suites leave in a folder: documents, rows, runs, and the same of a second
/// configuration. Other files stay.
///
/// # Errors
/// [`RecordingError::Io`] if the system refuses.
pub(super) fn clear(out: &Path) -> Result<(), RecordingError> {
    for folder in [out.to_owned(), out.join("vs")] {
        for document in ["suite.json", "report.html"] {
            remove(&folder.join(document))?;
        }
        for row in entries(&folder.join("rows")) {
            if row.extension().is_some_and(|e| e == "json") && is_run(&row) {
                remove(&row)?;
            }
        }
        for run in entries(&folder.join("runs")).filter(|run| run.is_dir() && is_run(run)) {
            RunDir::at(&run)?.clear()?;
            // Stays if there is something of somebody else's in it.
            drop(std::fs::remove_dir(&run));
        }
    }
    Ok(())
}

/// What is in a folder; nothing if there is no folder.
fn entries(folder: &Path) -> impl Iterator<Item = std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path()))
}

/// Whether a file or folder is named like a run: `cut_in-seed3`.
fn is_run(path: &Path) -> bool {
    let name = path.file_stem().and_then(|name| name.to_str());
    name.and_then(|name| name.rsplit_once("-seed"))
        .is_some_and(|(_, seed)| seed.parse::<u64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn rows_and_runs_of_a_suite_go_and_other_files_stay() {
        let root = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "old").unwrap();
            path
        };
        let ours = [
            "suite.json",
            "rows/cut_in-seed1.json",
            "runs/cut_in-seed1/messages.mcap",
            "runs/cut_in-seed1/run.rrd",
            "vs/rows/cut_in-seed1.json",
        ]
        .map(file);
        let others = [
            "notes.md",
            "rows/notes.json",
            "runs/cut_in-seed2/notes.md",
            "runs/mine/report.html",
        ]
        .map(file);
        clear(root.path()).unwrap();
        let left = |files: &[std::path::PathBuf]| files.iter().filter(|f| f.exists()).count();
        assert_eq!((left(&ours), left(&others)), (0, others.len()));
        assert!(!root.path().join("runs/cut_in-seed1").exists());
    }
}
