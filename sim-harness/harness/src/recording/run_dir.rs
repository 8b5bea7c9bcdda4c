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

    /// A folder of a given name for what is to be made now, made if it is not there. One that holds
    /// anything is refused: nothing of anybody's is overwritten.
    ///
    /// # Errors
    /// [`RecordingError::NotEmpty`], or [`RecordingError::Io`] if the system refuses.
    pub fn new(path: &Path) -> Result<Self, RecordingError> {
        Self::check_new(path)?;
        Self::at(path)
    }

    /// Whether [`RunDir::new`] would take a folder; makes nothing.
    ///
    /// # Errors
    /// [`RecordingError::NotEmpty`], or [`RecordingError::Io`] if the system refuses.
    pub fn check_new(path: &Path) -> Result<(), RecordingError> {
        match fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
            Ok(true) => Err(RecordingError::NotEmpty {
                path: path.display().to_string(),
            }),
            Err(e) if e.kind() != ErrorKind::NotFound => Err(io("use", path, &e)),
            _ => Ok(()),
        }
    }

    /// The folder of a run that was begun before and is made again. The files that a run's drive
    /// leaves go, by their names, links as links; other files stay.
    ///
    /// # Errors
    /// [`RecordingError::Io`] if the folder is a link, or the system refuses.
    pub(crate) fn begun_before(path: &Path) -> Result<Self, RecordingError> {
        if path.is_symlink() {
            let reason = std::io::Error::other("it is a link, and a run's folder never is");
            return Err(io("use", path, &reason));
        }
        let run = Self::at(path)?;
        for file in [run.config(), run.recording(), run.metrics()] {
            match fs::remove_file(&file) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(io("write", &file, &e)),
                _ => {}
            }
        }
        Ok(run)
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

fn io(action: &'static str, path: &Path, error: &std::io::Error) -> RecordingError {
    let hint = "pass --out DIR for a place where there is room and leave to write";
    RecordingError::io(action, path, error, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_holds_anything_is_refused_and_keeps_it() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        RunDir::check_new(&path).unwrap();
        assert!(!path.exists(), "nothing is made by asking");
        RunDir::new(&path).unwrap();
        RunDir::new(&path).unwrap(); // empty still
        fs::write(path.join("config.toml"), "mine").unwrap();
        let error = RunDir::new(&path).unwrap_err().to_string();
        assert!(error.contains("run` is not empty\n\nhint: "), "{error}");
        let kept = fs::read_to_string(path.join("config.toml")).unwrap();
        assert_eq!(kept, "mine");
        let error = RunDir::new(&path.join("config.toml")).unwrap_err();
        assert!(error.to_string().starts_with("cannot use "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_run_that_is_made_again_overwrites_its_own_files_and_follows_no_link() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().unwrap();
        let theirs = root.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        fs::write(theirs.join("messages.mcap"), "theirs").unwrap();
        let run = root.path().join("run");
        fs::create_dir(&run).unwrap();
        for name in ["config.toml", "notes.md"] {
            fs::write(run.join(name), "old").unwrap();
        }
        symlink(theirs.join("messages.mcap"), run.join("messages.mcap")).unwrap();
        RunDir::begun_before(&run).unwrap();
        let left: Vec<_> = fs::read_dir(&run).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0].file_name(), "notes.md");
        let link = root.path().join("link");
        symlink(&theirs, &link).unwrap();
        assert!(RunDir::begun_before(&link).is_err());
        let kept = fs::read_to_string(theirs.join("messages.mcap")).unwrap();
        assert_eq!(kept, "theirs");
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
