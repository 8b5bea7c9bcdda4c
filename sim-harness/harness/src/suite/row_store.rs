//! Finished rows on disk, one file each, so that an interrupted suite can go on.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::documents::DriveDocument;
use crate::recording::{RecordingError, write_whole};

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

/// Why finished rows cannot be kept.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct RowStoreError(#[from] RecordingError);

impl RowStore {
    /// `rows/` in a suite's folder.
    pub(super) fn new(out: &Path) -> Result<Self, RowStoreError> {
        let folder = out.join("rows");
        std::fs::create_dir_all(&folder).map_err(|e| RecordingError::Io {
            action: "create",
            path: folder.display().to_string(),
            reason: e.to_string(),
            hint: "pass --out DIR for a place where there is room and leave to write",
        })?;
        Ok(Self(folder))
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
    ) -> Result<(), RowStoreError> {
        let kept = Kept {
            config: config.to_owned(),
            row: row.clone(),
        };
        let text = serde_json::to_string(&kept).map_err(|e| RecordingError::Io {
            action: "write",
            path: self.file(id).display().to_string(),
            reason: e.to_string(),
            hint: "a row must go into JSON",
        })?;
        Ok(write_whole(&self.file(id), &text)?)
    }

    fn file(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.json"))
    }
}
