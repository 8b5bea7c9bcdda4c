//! Finished rows on disk, one file each, so that an interrupted suite can go on.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::course_drive::CourseDriveError;
use crate::documents::DriveDocument;
use crate::fault::json_text;
use crate::recording::{RecordingError, RunDir, write_whole};

/// A row as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// blake3 of everything that decides the row.
    config: String,
    row: DriveDocument,
}

/// The folder of finished rows.
#[derive(Debug, Clone)]
pub(super) struct RowStore(PathBuf);

/// Its name in a suite's folder.
const ROWS: &str = "rows";

impl RowStore {
    /// Whether there is one in a folder: a suite was begun there.
    pub(super) fn is_in(out: &Path) -> bool {
        out.join(ROWS).is_dir()
    }

    /// `rows/` in a suite's folder.
    pub(super) fn new(out: &Path) -> Result<Self, RecordingError> {
        let folder = RunDir::at(&out.join(ROWS))?;
        Ok(Self(folder.path().to_owned()))
    }

    /// A row that was finished under the same config. Anything else is as if it were not there.
    pub(super) fn load(&self, id: &str, config: &str) -> Option<DriveDocument> {
        let text = std::fs::read_to_string(self.file(id)).ok()?;
        let kept: Kept = serde_json::from_str(&text).ok()?;
        (kept.config == config).then_some(kept.row)
    }

    /// Keeps a finished row.
    pub(super) fn save(
        &self,
        id: &str,
        config: &str,
        row: &DriveDocument,
    ) -> Result<(), CourseDriveError> {
        let kept = Kept {
            config: config.to_owned(),
            row: row.clone(),
        };
        let text = json_text("the row of a run", &kept)?;
        Ok(write_whole(&self.file(id), &text)?)
    }

    fn file(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.json"))
    }
}
