//! What is refused, and in which words: what failed, where, what to do. Exit code 2, and nothing
//! on stdout.

use crate::run::{Place, Said};

fn refused(said: &Said) -> String {
    assert_eq!(said.code, Some(2), "{}", said.whole());
    assert_eq!(said.stdout, "", "data goes to stdout, refusals do not");
    said.stderr.clone()
}

#[test]
fn an_unknown_key_is_shown_with_its_line() {
    let place = Place::new().unwrap();
    let file = place
        .file("urban.toml", "[run]\nseed = 3\nsede = 4\n")
        .unwrap();
    let said = refused(&place.run(&format!("config check {file}")).unwrap());
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
    let said = refused(
        &Place::new()
            .unwrap()
            .run("drive --set stack.tracker=kallman")
            .unwrap(),
    );
    assert!(said.contains("no tracker is named `kallman`"), "{said}");
    assert!(said.contains("hint: did you mean `kalman`?"), "{said}");
}

#[test]
fn a_set_without_a_value_says_how_to_write_it() {
    let said = refused(
        &Place::new()
            .unwrap()
            .run("drive --set stack.planner")
            .unwrap(),
    );
    insta::assert_snapshot!(said, @r"
    error: `--set stack.planner` is not valid
      there is no `=`

    hint: write --set KEY.PATH=VALUE, as in --set planner.idm.driving.idm.headway_s=1.2
    ");
}

#[test]
fn an_unknown_scenario_lists_the_shipped_ones() {
    let said = refused(&Place::new().unwrap().run("drive cutin").unwrap());
    assert!(said.contains("no scenario is named `cutin`"), "{said}");
    assert!(said.contains("did you mean `cut_in`?"), "{said}");
}

#[test]
fn a_scenario_off_the_map_is_refused_before_a_folder_is_made() {
    let place = Place::new().unwrap();
    let text = "name = \"nowhere\"\npurpose = \"Is a start in a field refused?\"\ngroup = \"basic\"\n\
        map = \"urban\"\nduration_s = 10.0\n[ego]\nstart = { x_m = -4000.0, y_m = 9000.0, yaw_rad = 0.0 }\n\
        goal = { x_m = 275.0, y_m = 258.25 }\nspeed_mps = 0.0\n";
    let file = place.file("nowhere.toml", text).unwrap();
    let said = refused(&place.run(&format!("drive {file}")).unwrap());
    assert!(said.contains("off") && said.contains("-4000"), "{said}");
    assert!(
        !place.path().join("runs").exists(),
        "a folder was made for a run that cannot be"
    );
}

#[test]
fn a_truncated_map_is_refused_with_its_place() {
    let place = Place::new().unwrap();
    let urban = concat!(env!("CARGO_MANIFEST_DIR"), "/../world/maps/urban.xodr");
    let whole = std::fs::read_to_string(urban).unwrap();
    let half = &whole[..whole.len() / 2];
    let file = place.file("half.xodr", half).unwrap();
    let said = refused(&place.run(&format!("map info {file}")).unwrap());
    assert!(said.contains("half.xodr"), "{said}");
    let said = place.run(&format!("map info {urban}")).unwrap();
    assert_eq!(
        said.code,
        Some(0),
        "the whole file is fine: {}",
        said.whole()
    );
}

#[test]
fn what_is_not_there_is_named() {
    let place = Place::new().unwrap();
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
        let said = refused(&place.run(line).unwrap());
        assert!(
            said.starts_with("error: ") && said.contains(name),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = Place::new().unwrap();
    place
        .file("taken", "a file, where a folder should be")
        .unwrap();
    let said = refused(&place.run("drive free_drive --out taken/run").unwrap());
    assert!(
        said.contains("taken/run") && said.contains("hint: "),
        "{said}"
    );
}

#[test]
fn a_file_that_is_no_recording_is_refused() {
    let place = Place::new().unwrap();
    let file = place
        .file("messages.mcap", "not an MCAP file at all")
        .unwrap();
    let said = refused(&place.run(&format!("replay {file}")).unwrap());
    assert!(said.contains("is not a recording of trunkline"), "{said}");
}

#[test]
fn what_has_no_effect_on_pictures_is_refused() {
    let place = Place::new().unwrap();
    for flag in ["--set stack.planner=idm", "--config a.toml", "--out a"] {
        let said = refused(&place.run(&format!("bench render {flag}")).unwrap());
        assert!(
            said.contains("have no effect on pictures"),
            "{flag}: {said}"
        );
        assert!(said.contains("hint: "), "{flag}: {said}");
    }
}

#[test]
fn an_unknown_stage_lists_the_stages() {
    let said = refused(&Place::new().unwrap().run("modules plannner").unwrap());
    insta::assert_snapshot!(said, @r"
    error: no stage is named `plannner`

    hint: stages are perceiver, lifter, tracker, forecaster, planner, controller, gate
    ");
}

#[test]
fn a_rerun_mode_that_is_none_is_refused() {
    let said = refused(&Place::new().unwrap().run("drive --rerun show").unwrap());
    assert!(
        said.contains("must be spawn, connect, connect=URL, save or off"),
        "{said}"
    );
}

#[cfg(not(feature = "viewer"))]
#[test]
fn showing_without_rerun_in_the_build_is_refused_by_name() {
    let place = Place::new().unwrap();
    let said = refused(&place.run("drive free_drive --rerun save").unwrap());
    assert!(
        said.contains("`--rerun save` needs the feature `viewer`"),
        "{said}"
    );
}
