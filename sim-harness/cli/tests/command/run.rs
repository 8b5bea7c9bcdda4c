//! Starting the binary in a folder of its own, and what it said.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder in which a test runs the command; it goes away with the test.
pub(crate) struct Place(TempDir);

/// What a command said and how it ended.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and gives its name.
    pub(crate) fn file<'n>(&self, name: &'n str, text: &str) -> &'n str {
        std::fs::write(self.path().join(name), text).unwrap();
        name
    }

    /// The command with its arguments, split at spaces, ready to start. Drives take detections from
    /// the truth unless the line says who perceives: tests of the command need no pictures.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
        let drives = line.starts_with("drive") || line.starts_with("suite");
        let is_told = line.contains("stack.perceiver") || line.contains("--write-reference");
        let blind = ["--set", "stack.perceiver=none"];
        command
            .args(line.split_whitespace())
            .args(blind.iter().filter(|_| drives && !is_told))
            .current_dir(self.path())
            .env("NO_COLOR", "1");
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, line: &str) -> Said {
        self.command(line).output().unwrap().into()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Said {
    /// Exit code and both outputs, as one text for snapshots.
    pub(crate) fn whole(&self) -> String {
        let code = self.code.map_or("a signal".to_owned(), |c| c.to_string());
        format!(
            "exit code {code}\n--- stdout\n{}--- stderr\n{}",
            self.stdout, self.stderr
        )
    }

    /// The one JSON document on stdout.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The words of a refusal: exit code 2, and nothing on stdout.
    pub(crate) fn refused(self) -> String {
        assert_eq!(self.code, Some(2), "{}", self.whole());
        assert_eq!(self.stdout, "", "data goes to stdout, refusals do not");
        self.stderr
    }
}
