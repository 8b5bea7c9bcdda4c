//! Runs in Rerun: what `--rerun` says, as a sink. Without the feature `viewer` it is refused by name.

use std::path::Path;
use std::str::FromStr;

use trunkline_harness::Sink;

/// Where a viewer on this machine listens.
const DEFAULT_ADDRESS: &str = "rerun+http://127.0.0.1:9876/proxy";

/// `--rerun`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rerun {
    /// Open a viewer on this machine.
    Spawn,
    /// Send to a viewer that listens at an address.
    Connect(String),
    /// Save `run.rrd` in the run folder.
    Save,
    /// Nothing.
    Off,
}

impl FromStr for Rerun {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=').unwrap_or((text, "")) {
            ("spawn", "") => Ok(Self::Spawn),
            ("connect", "") => Ok(Self::Connect(DEFAULT_ADDRESS.to_owned())),
            ("connect", address) => Ok(Self::Connect(address.to_owned())),
            ("save", "") => Ok(Self::Save),
            ("off", "") => Ok(Self::Off),
            _ => Err("must be spawn, connect, connect=URL, save or off".to_owned()),
        }
    }
}

impl Rerun {
    /// What holds if nothing was asked for: a recording in the run folder, where Rerun is built in.
    pub(crate) fn or_default(asked: Option<&Self>) -> Self {
        match asked {
            Some(mode) => mode.clone(),
            None if cfg!(feature = "viewer") => Self::Save,
            None => Self::Off,
        }
    }
}

/// Refuses what this build cannot show, before anything is made.
///
/// # Errors
/// Names the mode and the feature, without `viewer`.
#[cfg(feature = "viewer")]
pub(crate) fn check(_mode: &Rerun) -> anyhow::Result<()> {
    Ok(())
}

/// Without Rerun only "off" can be done.
#[cfg(not(feature = "viewer"))]
pub(crate) fn check(mode: &Rerun) -> anyhow::Result<()> {
    match mode {
        Rerun::Off => Ok(()),
        asked => anyhow::bail!(
            "`--rerun {}` needs the feature `viewer`, which is not in this build\n\n\
             hint: pass --rerun off, or build with: cargo build --release",
            asked.name()
        ),
    }
}

/// A sink that shows a run; `None` if nothing is to be shown. `path` is where `save` saves.
#[cfg(feature = "viewer")]
pub(crate) fn open(mode: &Rerun, path: &Path, run: &str) -> anyhow::Result<Option<Box<dyn Sink>>> {
    use trunkline_viewer::Viewer;
    let viewer = match mode {
        Rerun::Off => return Ok(None),
        Rerun::Spawn => Viewer::spawn(run)?,
        Rerun::Connect(address) => Viewer::connect(address, run)?,
        Rerun::Save => Viewer::save(path, run)?,
    };
    Ok(Some(Box::new(sink::ViewerSink::new(viewer, path))))
}

/// A sink that shows a run: none, without Rerun.
#[cfg(not(feature = "viewer"))]
pub(crate) fn open(
    mode: &Rerun,
    _path: &Path,
    _run: &str,
) -> anyhow::Result<Option<Box<dyn Sink>>> {
    check(mode).map(|()| None)
}

#[cfg(not(feature = "viewer"))]
impl Rerun {
    fn name(&self) -> &'static str {
        match self {
            Self::Spawn => "spawn",
            Self::Connect(_) => "connect",
            Self::Save => "save",
            Self::Off => "off",
        }
    }
}

/// How to look at a recording: the command, and how to get the viewer where there is none.
pub(crate) fn how_to_look(recording: &Path) -> String {
    let look = format!("rerun {}", recording.display());
    match (is_viewer_installed(), version()) {
        (false, Some(version)) => format!("{look}   (pip install rerun-sdk=={version})"),
        _ => look,
    }
}

fn version() -> Option<&'static str> {
    #[cfg(feature = "viewer")]
    return Some(trunkline_viewer::RERUN_VERSION);
    #[cfg(not(feature = "viewer"))]
    return None;
}

fn is_viewer_installed() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("rerun").is_file())
}

#[cfg(feature = "viewer")]
mod sink {
    use std::path::Path;

    use trunkline_harness::{Sink, SinkError};
    use trunkline_interfaces::WorldInfo;
    use trunkline_interfaces::messages::Message;
    use trunkline_viewer::{Viewer, ViewerError};

    /// The viewer as a sink of the harness.
    pub(super) struct ViewerSink {
        viewer: Viewer,
        target: String,
        newest_s: f64,
    }

    impl ViewerSink {
        pub(super) fn new(viewer: Viewer, path: &Path) -> Self {
            Self {
                viewer,
                target: path.display().to_string(),
                newest_s: 0.0,
            }
        }

        fn told(&self, result: Result<(), ViewerError>) -> Result<(), SinkError> {
            result.map_err(|error| SinkError {
                target: self.target.clone(),
                at_s: self.newest_s,
                reason: error.to_string(),
                fault: None,
            })
        }
    }

    impl Sink for ViewerSink {
        fn begin(&mut self, info: &WorldInfo) -> Result<(), SinkError> {
            let result = self.viewer.begin(&info.map, &info.vehicle, &info.name);
            self.told(result)
        }

        fn message(&mut self, message: &Message) -> Result<(), SinkError> {
            self.newest_s = message.header().produced.s();
            let result = self.viewer.message(message);
            self.told(result)
        }

        fn finish(&mut self) -> Result<(), SinkError> {
            let result = self.viewer.finish();
            self.told(result)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_and_others_refused() {
        assert_eq!("save".parse(), Ok(Rerun::Save));
        assert_eq!(
            "connect".parse(),
            Ok(Rerun::Connect(DEFAULT_ADDRESS.to_owned()))
        );
        assert_eq!(
            "connect=rerun+http://far:9876/proxy".parse(),
            Ok(Rerun::Connect("rerun+http://far:9876/proxy".to_owned()))
        );
        assert!("save=here".parse::<Rerun>().is_err() && "show".parse::<Rerun>().is_err());
    }
}
