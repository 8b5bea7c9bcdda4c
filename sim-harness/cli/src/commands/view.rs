//! `trunkline view RUN`: the Rerun recording again, from what was recorded.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use trunkline_harness::RunDir;

use crate::recorded;
use crate::session::Session;
use crate::showing::{self, Rerun};
use crate::verdict::Verdict;

/// Show a recorded run in Rerun
#[derive(Debug, Args)]
pub(crate) struct View {
    /// The run's folder, or its messages.mcap
    run: PathBuf,
    /// Rerun: spawn a viewer, connect to one (connect=URL elsewhere), or save run.rrd
    #[arg(long, value_name = "spawn|connect|save", default_value = "spawn")]
    rerun: Rerun,
    /// Folder for run.rrd [default: the run's own]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl View {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let recording = recorded::read(session.ui, &self.run)?;
        let own = recording
            .path
            .parent()
            .map(PathBuf::from)
            .unwrap_or_default();
        showing::check(&self.rerun)?;
        let folder = match &self.out {
            Some(path) => RunDir::new(path)?,
            None => RunDir::at(&own)?,
        };
        let target = folder.rerun();
        let Some(mut shown) = showing::open(&self.rerun, &target, &own.display().to_string())?
        else {
            bail!("there is nothing to do with --rerun off\n\nhint: pass spawn, connect or save");
        };
        recording.play(shown.as_mut())??;
        drop(shown);
        recorded::tell_if_cut(session.ui, &recording, "shown");
        session.ui.document(&serde_json::json!({
            "schema": 1,
            "messages": recording.messages.len(),
            "complete": recording.truncation.is_none(),
            "file": (self.rerun == Rerun::Save).then(|| target.display().to_string()),
        }))?;
        let count = recording.messages.len();
        match &self.rerun {
            Rerun::Save => session.ui.result(format!(
                "{count} messages shown in {}\nlook: {}",
                target.display(),
                showing::how_to_look(&target)
            ))?,
            _ => session.ui.result(format!("{count} messages shown"))?,
        }
        Ok(Verdict::Passed)
    }
}
