//! What a config may say, and that it can be written back.

use trunkline_harness::{Record, RunConfig};
use trunkline_interfaces::ConfigSource;

use crate::toy_modules::registry;

fn read(text: &str) -> Result<RunConfig, String> {
    let source = ConfigSource::new().text("run.toml", text).unwrap();
    RunConfig::from_source(&registry(), &source).map_err(|e| e.to_string())
}

#[test]
fn the_effective_config_is_complete_and_reads_back_to_the_same_run() {
    let given = "[run]\nseed = 5\nrecord = \"light\"\n[planner.proposal]\njitter = 0.25\n\
                 [latency]\ntracker = 12.5\n[world]\nscenario = \"cut_in\"\n";
    let config = read(given).unwrap();
    let text = config.effective();
    assert_eq!(read(&text).unwrap(), config, "{text}");
    assert_eq!(read(&text).unwrap().effective(), text);
    assert_eq!((config.seed(), config.run.record), (5, Record::Light));
    for stated in [
        "jitter = 0.25",
        "control_hz = 50.0",
        "lifter = \"oracle\"",
        "[gate.safety]",
    ] {
        assert!(text.contains(stated), "{stated} in\n{text}");
    }
}

#[test]
fn what_nobody_knows_is_shown_with_its_line_and_the_nearest_name() {
    let cases = [
        ("[stak]\n", "line 1", "did you mean `stack`?"),
        (
            "\n[planner.propsal]\n",
            "line 2",
            "did you mean `proposal`?",
        ),
        (
            "[rates]\ncontrol_hertz = 5\n",
            "line 2",
            "did you mean `control_hz`?",
        ),
        (
            "[rates]\ncontrol_hz = 0\n",
            "line 2",
            "must be in (0, 1000] Hz",
        ),
        (
            "[latency]\nlifter = nan\n",
            "line 2",
            "must be in [0, 10000] ms",
        ),
        (
            "[run]\nrecord = \"loud\"\n",
            "line 2",
            "unknown variant `loud`",
        ),
        ("[gate.safety]\njitter = -1\n", "line 2", "must be ≥ 0"),
        (
            "[forecaster.oracle]\njitter = -1\n",
            "line 2",
            "must be ≥ 0",
        ),
        (
            "[world]\nscenario = \"a\"\nlog = \"b\"\n",
            "line 3",
            "keep one",
        ),
    ];
    for (text, place, words) in cases {
        let error = read(text).unwrap_err();
        assert!(
            error.contains(place) && error.contains(words),
            "{text}: {error}"
        );
    }
    let error = read("[stack]\nplanner = \"propsal\"\n").unwrap_err();
    assert!(error.contains("no planner is named `propsal`"), "{error}");
}
