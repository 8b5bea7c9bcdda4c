//! What is refused, and in which words: what failed, where, what to do. Exit code 2, and nothing
//! on stdout.

use crate::run::Place;

#[test]
fn an_unknown_key_is_shown_with_its_line() {
    let place = Place::new();
    let file = place.file("urban.toml", "[run]\nseed = 3\nsede = 4\n");
    let said = place.run(&format!("config check {file}")).refused();
    insta::assert_snapshot!(said, @r"
    error: config `urban.toml` is not valid
      line 3, column 1, in [run]
    3 | sede = 4
      | ^
      unknown key `sede`

    hint: did you mean `seed`? Known here: record, seed
    ");
}

#[test]
fn an_unknown_module_lists_the_known_ones() {
    let said = Place::new()
        .run("drive --set stack.tracker=kallman")
        .refused();
    assert!(said.contains("no tracker is named `kallman`"), "{said}");
    assert!(said.contains("hint: did you mean `kalman`?"), "{said}");
}

#[test]
fn a_set_without_a_value_says_how_to_write_it() {
    let said = Place::new().run("drive --set stack.planner").refused();
    insta::assert_snapshot!(said, @r"
    error: `--set stack.planner` is not valid
      there is no `=`

    hint: write --set KEY.PATH=VALUE, as in --set planner.idm.driving.idm.headway_s=1.2
    ");
}

#[test]
fn an_unknown_scenario_lists_the_shipped_ones() {
    let said = Place::new().run("drive cutin").refused();
    assert!(said.contains("no scenario is named `cutin`"), "{said}");
    assert!(said.contains("did you mean `cut_in`?"), "{said}");
}

#[test]
fn a_scenario_off_the_map_is_refused_before_a_folder_is_made() {
    let place = Place::new();
    let text = "name = \"nowhere\"\npurpose = \"Is a start in a field refused?\"\ngroup = \"basic\"\n\
        map = \"urban\"\nduration_s = 10.0\n[ego]\nstart = { x_m = -4000.0, y_m = 9000.0, yaw_rad = 0.0 }\n\
        goal = { x_m = 275.0, y_m = 258.25 }\nspeed_mps = 0.0\n";
    let file = place.file("nowhere.toml", text);
    let said = place.run(&format!("drive {file}")).refused();
    assert!(said.contains("off") && said.contains("-4000"), "{said}");
    assert!(
        !place.path().join("runs").exists(),
        "a folder was made for a run that cannot be"
    );
}

#[test]
fn a_truncated_map_is_refused_with_its_place() {
    let place = Place::new();
    let urban = concat!(env!("CARGO_MANIFEST_DIR"), "/../world/maps/urban.xodr");
    let whole = std::fs::read_to_string(urban).unwrap();
    let half = &whole[..whole.len() / 2];
    let file = place.file("half.xodr", half);
    let said = place.run(&format!("map info {file}")).refused();
    assert!(said.contains("half.xodr"), "{said}");
    let said = place.run(&format!("map info {urban}"));
    assert_eq!(
        said.code,
        Some(0),
        "the whole file is fine: {}",
        said.whole()
    );
}

#[test]
fn what_is_not_there_is_named() {
    let place = Place::new();
    for (line, name) in [
        ("map info nowhere.xodr", "nowhere.xodr"),
        ("config check nowhere.toml", "nowhere.toml"),
        ("drive nowhere.toml", "nowhere.toml"),
        ("drive --log nowhere.json.gz", "nowhere.json.gz"),
        ("drive --config nowhere.toml", "nowhere.toml"),
        ("replay nowhere", "nowhere"),
        ("view nowhere --rerun save", "nowhere"),
        ("suite nowhere.toml", "nowhere.toml"),
        ("suite logs --data nowhere", "nowhere"),
        ("track kitti --data nowhere", "nowhere"),
    ] {
        let said = place.run(line).refused();
        assert!(
            said.starts_with("error: ") && said.contains(name),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = Place::new();
    place.file("taken", "a file, where a folder should be");
    let said = place.run("drive free_drive --out taken/run").refused();
    assert!(
        said.contains("taken/run") && said.contains("hint: "),
        "{said}"
    );
}

#[test]
fn a_file_that_is_no_recording_is_refused() {
    let place = Place::new();
    let file = place.file("messages.mcap", "not an MCAP file at all");
    let said = place.run(&format!("replay {file}")).refused();
    assert!(said.contains("is not a recording of trunkline"), "{said}");
}

#[test]
fn what_has_no_effect_on_pictures_is_refused() {
    let place = Place::new();
    for flag in ["--set stack.planner=idm", "--config a.toml", "--out a"] {
        let said = place.run(&format!("bench render {flag}")).refused();
        assert!(
            said.contains("have no effect on pictures"),
            "{flag}: {said}"
        );
        assert!(said.contains("hint: "), "{flag}: {said}");
    }
}

#[test]
fn an_unknown_stage_lists_the_stages() {
    let said = Place::new().run("modules plannner").refused();
    insta::assert_snapshot!(said, @r"
    error: no stage is named `plannner`

    hint: stages are perceiver, lifter, tracker, forecaster, planner, controller, gate
    ");
}

#[test]
fn a_rerun_mode_that_is_none_is_refused() {
    let said = Place::new().run("drive --rerun show").refused();
    assert!(
        said.contains("must be spawn, connect, connect=URL, save or off"),
        "{said}"
    );
}

#[cfg(not(feature = "viewer"))]
#[test]
fn showing_without_rerun_in_the_build_is_refused_by_name() {
    let place = Place::new();
    let said = place.run("drive free_drive --rerun save").refused();
    assert!(
        said.contains("`--rerun save` needs the feature `viewer`"),
        "{said}"
    );
}
