//! What could not be kept of a drive is told, the recording first.

use std::sync::atomic::AtomicBool;

use trunkline_harness::{
    Course, CourseDrive, CourseDriveError, DrivenCourse, RunConfig, RunDir, Sink, SinkError,
    drive_course,
};
use trunkline_interfaces::WorldInfo;
use trunkline_interfaces::messages::Message;

use crate::lockstep::source;
use crate::toy_modules::registry;

/// A sink on a disk that is full from the start.
struct Full;

impl Sink for Full {
    fn begin(&mut self, _: &WorldInfo) -> Result<(), SinkError> {
        Err(SinkError {
            target: "run.rrd".into(),
            at_s: 0.0,
            reason: "No space left on device".into(),
            fault: None,
        })
    }
    fn message(&mut self, _: &Message) -> Result<(), SinkError> {
        Ok(())
    }
}

fn driven(folder: &RunDir, mut full: Option<Full>) -> DrivenCourse {
    let file = folder.path().join("short.toml");
    std::fs::write(&file, include_str!("../data/short.toml")).unwrap();
    let source = source(&["run.record=light"]);
    drive_course(CourseDrive {
        course: &Course::scenario(&file.display().to_string()).unwrap(),
        registry: &registry(),
        source: &source,
        config: &RunConfig::from_source(&registry(), &source).unwrap(),
        run_dir: Some(folder),
        sinks: full.iter_mut().map(|f| f as &mut dyn Sink).collect(),
        abort: &AtomicBool::new(false),
        progress: &mut |_| {},
    })
    .unwrap()
}

#[test]
fn a_sink_that_failed_is_told_even_if_the_scorecard_cannot_be_written_either() {
    let root = tempfile::tempdir().unwrap();
    let folder = RunDir::at(root.path()).unwrap();
    assert!(driven(&folder, None).whole().is_ok());
    // A folder where the scorecard should be.
    std::fs::remove_file(folder.metrics()).unwrap();
    std::fs::create_dir(folder.metrics()).unwrap();
    std::fs::write(folder.metrics().join("inside"), "").unwrap();
    let alone = driven(&folder, None).whole().unwrap_err();
    assert!(alone.to_string().contains("metrics.json"), "{alone}");
    let both = driven(&folder, Some(Full));
    assert!(both.metrics_written.is_err());
    assert!(both.scorecard.steps > 0, "the drive was made all the same");
    let error = both.whole().unwrap_err();
    assert!(matches!(error, CourseDriveError::Sink(_)), "{error}");
    assert!(error.to_string().contains("run.rrd"), "{error}");
}
