//! The run folder: numbered, and made by one process alone even if many start at once.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::RecordingError;

/// Every message.
pub(super) const RECORDING: &str = "messages.mcap";

/// The folder of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDir(PathBuf);

impl RunDir {
    /// Makes the next numbered folder below `root`: 0001, 0002, …
    ///
    /// # Errors
    /// [`RecordingError::Io`] if the system refuses.
    pub fn create(root: &Path) -> Result<Self, RecordingError> {
        fs::create_dir_all(root).map_err(|e| io("create", root, &e))?;
        let taken = fs::read_dir(root).map_err(|e| io("read", root, &e))?;
        let newest = taken
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
            .max();
        let mut number = newest.unwrap_or(0);
        loop {
            number = number.saturating_add(1);
            let path = root.join(format!("{number:04}"));
            // Fails if another process was faster; then the next number is tried.
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(e) => return Err(io("create", &path, &e)),
            }
        }
    }

    /// A folder of a given name, made if it is not there.
    ///
    /// # Errors
    /// [`RecordingError::Io`] if the system refuses.
    pub fn at(path: &Path) -> Result<Self, RecordingError> {
        fs::create_dir_all(path).map_err(|e| io("create", path, &e))?;
        Ok(Self(path.to_owned()))
    }

    /// A folder of a given name for a run that is to be made now: what a run before left in it goes
    /// away, file by file of ours; other files stay.
    ///
    /// # Errors
    /// [`RecordingError::Io`] if the system refuses.
    pub fn fresh(path: &Path) -> Result<Self, RecordingError> {
        let run = Self::at(path)?;
        run.clear()?;
        Ok(run)
    }

    /// Removes what a run leaves here, and nothing else.
    ///
    /// # Errors
    /// [`RecordingError::Io`] if the system refuses.
    pub fn clear(&self) -> Result<(), RecordingError> {
        let ours = [
            self.config(),
            self.recording(),
            self.metrics(),
            self.report(),
            self.rerun(),
        ];
        ours.iter().try_for_each(|file| remove(file))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The effective config.
    pub fn config(&self) -> PathBuf {
        self.0.join("config.toml")
    }

    /// Every message.
    pub fn recording(&self) -> PathBuf {
        self.0.join(RECORDING)
    }

    /// The scorecard.
    pub fn metrics(&self) -> PathBuf {
        self.0.join("metrics.json")
    }

    /// The page for people.
    pub fn report(&self) -> PathBuf {
        self.0.join("report.html")
    }

    /// The Rerun recording.
    pub fn rerun(&self) -> PathBuf {
        self.0.join("run.rrd")
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// [`RecordingError::Io`] if the system refuses.
pub fn write_whole(path: &Path, text: &str) -> Result<(), RecordingError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, path));
    written.map_err(|e| {
        // Half a file is of no use to anybody, and takes room on a disk that may be full.
        drop(fs::remove_file(&partial));
        io("write", path, &e)
    })
}

/// Removes a file, if it is there.
///
/// # Errors
/// [`RecordingError::Io`] if the system refuses.
pub(crate) fn remove(file: &Path) -> Result<(), RecordingError> {
    match fs::remove_file(file) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(io("remove", file, &e)),
        _ => Ok(()),
    }
}

fn io(action: &'static str, path: &Path, error: &std::io::Error) -> RecordingError {
    RecordingError::Io {
        action,
        path: path.display().to_string(),
        reason: error.to_string(),
        hint: "pass --out DIR for a place where there is room and leave to write",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_folder_has_lost_our_files_and_no_others() {
        let root = tempfile::tempdir().unwrap();
        for name in ["run.rrd", "report.html", "messages.mcap", "notes.md"] {
            fs::write(root.path().join(name), "old").unwrap();
        }
        RunDir::fresh(root.path()).unwrap();
        let left: Vec<_> = fs::read_dir(root.path()).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0].file_name(), "notes.md");
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        // A folder is in the way of the last step, as a full disk is of the first.
        let taken = root.path().join("metrics.json");
        fs::create_dir(&taken).unwrap();
        fs::write(taken.join("inside"), "").unwrap();
        let error = write_whole(&taken, "{}").unwrap_err().to_string();
        assert!(error.starts_with("cannot write "), "{error}");
        assert!(!root.path().join("metrics.json.partial").exists());
    }

    #[test]
    fn folders_are_numbered_and_never_shared() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("0041")).unwrap();
        fs::write(root.path().join("notes.txt"), "").unwrap();
        let mut made: Vec<PathBuf> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| RunDir::create(root.path()).unwrap().path().to_owned()))
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        made.sort();
        let expected: Vec<_> = (42..50)
            .map(|n| root.path().join(format!("{n:04}")))
            .collect();
        assert_eq!(made, expected);
    }
}
