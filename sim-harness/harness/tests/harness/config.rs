//! What a config may say, and that it can be written back.

use trunkline_harness::{Record, RunConfig};
use trunkline_interfaces::ConfigSource;

use crate::toy_modules::{registry, seeing_registry};

/// The config of a registry that can see.
fn seeing(sets: &[&str]) -> Result<RunConfig, String> {
    let add = |source: ConfigSource, set: &&str| source.set(set);
    let source = sets.iter().try_fold(ConfigSource::new(), add);
    let config = source.and_then(|source| RunConfig::from_source(&seeing_registry(), &source));
    config.map_err(|e| e.to_string())
}

fn eyes(config: &RunConfig) -> (&str, &str, Vec<String>) {
    let mounted = config.mounted_cameras().into_iter().map(|c| c.mount.name);
    let stack = &config.stack;
    (&stack.perceiver, &stack.lifter, mounted.collect())
}

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

#[test]
fn parameters_of_a_module_that_is_not_in_the_stack_change_no_drive() {
    let read = |text: &str| read(text).unwrap();
    let plain = read("");
    for other in [
        "[forecaster.oracle]\n",
        "[run]\nseed = 3\nrecord = \"off\"\n",
    ] {
        let other = read(other);
        assert_ne!(plain, other);
        assert!(plain.drives_as(&other));
    }
    let (wide, blind) = (
        "cameras.front.horizontal_fov_deg=120.0",
        "stack.perceiver=none",
    );
    let seeing = |sets: &[&str]| seeing(sets).unwrap();
    assert!(seeing(&[blind]).drives_as(&seeing(&[blind, wide])));
    assert!(!seeing(&[]).drives_as(&seeing(&[wide])));
    for other in [
        "[stack]\nforecaster = \"oracle\"\n",
        "[planner.proposal]\njitter = 0.25\n",
        "[rates]\nplanning_hz = 5.0\n",
        "[latency]\nplanner = 30.0\n",
        "[world]\nscenario = \"following\"\n",
    ] {
        assert!(!plain.drives_as(&read(other)), "{other}");
    }
}

#[test]
fn the_car_sees_where_the_world_shows_images_unless_it_is_told() {
    let rig = || ["front", "left", "right"].map(String::from).to_vec();
    let cases: [(&[&str], _); 7] = [
        (&[], ("oracle", "clusters", rig())),
        (&["world.log=scene.json.gz"], ("none", "oracle", vec![])),
        (&["stack.perceiver=none"], ("none", "oracle", vec![])),
        (&["stack.lifter=oracle"], ("none", "oracle", vec![])),
        (
            &["stack.perceiver=oracle", "stack.lifter=oracle"],
            ("oracle", "oracle", rig()),
        ),
        (
            &["world.cameras=[\"front\"]"],
            ("oracle", "clusters", vec!["front".into()]),
        ),
        (
            &["cameras.rear.yaw_deg=180"],
            ("oracle", "clusters", [rig(), vec!["rear".into()]].concat()),
        ),
    ];
    for (sets, expected) in cases {
        let config = seeing(sets).unwrap();
        assert_eq!(eyes(&config), expected, "{sets:?}");
        // What was chosen stands in the config, and is chosen again.
        let text = config.effective();
        let again = ConfigSource::new().text("config.toml", &text).unwrap();
        let again = RunConfig::from_source(&seeing_registry(), &again).unwrap();
        assert_eq!(again, config, "{text}");
    }
    // Who registers nothing that sees gets a stack that is told.
    assert_eq!(eyes(&read("").unwrap()), ("none", "oracle", vec![]));
}

#[test]
fn one_value_of_a_camera_changes_and_the_others_keep_theirs() {
    let config = seeing(&["cameras.left.width_px=160", "cameras.left.sensor.noise=5"]).unwrap();
    let cameras = config.mounted_cameras();
    let (left, right) = (&cameras[1], &cameras[2]);
    assert_eq!(
        (left.mount.intrinsics.width_px, left.sensor.noise),
        (160, 5.0)
    );
    assert_eq!(left.sensor.blur_px, right.sensor.blur_px);
    assert_eq!(
        (
            left.mount.intrinsics.height_px,
            right.mount.intrinsics.width_px
        ),
        (180, 320)
    );
    // Half the width over the tangent of half the angle, for another number of pixels: half the focal length.
    assert_eq!(
        left.mount.intrinsics.fx_px,
        0.5 * right.mount.intrinsics.fx_px
    );
}

#[test]
fn cameras_that_cannot_be_are_refused_in_words() {
    let cases = [
        ("cameras.front.width_px=0", "must be in [16, 4096] px"),
        ("cameras.front.width_px=-3", "invalid value"),
        ("cameras.front.height_px=99999", "must be in [16, 4096] px"),
        (
            "cameras.front.x_m=nan",
            "`x_m` is NaN, but must be in [-20, 20] m",
        ),
        (
            "cameras.front.yaw_deg=inf",
            "must be in [-180, 180] degrees",
        ),
        (
            "cameras.front.horizontal_fov_deg=180",
            "must be in [5, 170]",
        ),
        ("cameras.front.sensor.noise=nan", "must be in [0, 50]"),
        ("cameras.front.sensor.nois=1", "unknown field `nois`"),
        (
            "cameras.front.distortion.k1=-5",
            "must show every point once",
        ),
        ("cameras.front.witdh_px=3", "did you mean `width_px`?"),
        ("cameras.front=3", "must be a table"),
        ("cameras=3", "must hold a table for each camera"),
        ("cameras.\"a/b\".x_m=1", "`a/b` cannot name a camera"),
        ("world.cameras=[\"fornt\"]", "there is no camera `fornt`"),
        ("world.cameras=[]", "perceiver `oracle` needs one"),
        ("world.cameras=[\"left\", \"left\"]", "stands there twice"),
        ("world.cameras=3", "invalid type"),
        (
            "stack.perceiver=[\"oracle\", \"oracle\"]",
            "invalid type: sequence",
        ),
        ("stack.perceiver=orcale", "no perceiver is named `orcale`"),
    ];
    for (set, words) in cases {
        let error = seeing(&[set]).unwrap_err();
        assert!(error.contains(words), "{set}: {error}");
    }
    let blind = seeing(&["stack.perceiver=none", "stack.lifter=clusters"]).unwrap_err();
    for words in [
        "there is no perceiver",
        "stack.lifter=oracle",
        "stack.perceiver=oracle",
    ] {
        assert!(blind.contains(words), "{blind}");
    }
    let log = seeing(&["world.log=a.json", "stack.lifter=clusters"]).unwrap_err();
    assert!(log.contains("a recorded scene has no images"), "{log}");
}
