//! A run again: equal to the byte, and every difference named.

use trunkline_tests::shared_data;

use crate::recordings::perturb;
use crate::run::Place;

#[test]
fn a_run_replays_to_the_byte_with_and_without_its_world() {
    let place = Place::new();
    place.run("drive cut_in --rerun off --out run");
    for line in ["replay run --json", "replay run --resimulate --json"] {
        let said = place.run(line);
        assert_eq!(said.code, Some(0), "{line}: {}", said.whole());
        let document = said.json();
        assert_eq!(document["equal"], true);
        assert!(
            document["messages"].as_u64() > Some(1000),
            "{}",
            document["messages"]
        );
    }
}

#[test]
fn one_perturbed_number_is_caught_with_topic_number_and_field() {
    let place = Place::new();
    place.run("drive cut_in --rerun off --out run");
    let recording = place.path().join("run/messages.mcap");
    perturb(&recording, "/plan", 7, "speed_mps").unwrap();
    let said = place.run("replay run --json");
    assert_eq!(said.code, Some(1), "{}", said.whole());
    let first = &said.json()["first_difference"];
    assert_eq!(
        (&first["topic"], &first["seq"]),
        (&"/plan".into(), &7.into())
    );
    let field = first["field"].as_str().unwrap();
    assert!(field.contains("speed_mps"), "{field}");
    let said = place.run("replay run");
    assert!(
        said.stdout.contains("/plan number 7, field `"),
        "{}",
        said.whole()
    );
}

#[test]
fn another_module_shows_what_it_changes() {
    let place = Place::new();
    place.run("drive cut_in --rerun off --out run");
    let said = place.run("replay run --set stack.planner=idm --json");
    assert_eq!(said.code, Some(1), "{}", said.whole());
    let document = said.json();
    let different = |topic: &str| document["by_topic"][topic]["different"].as_u64();
    assert!(
        different("/plan") > Some(0),
        "another planner plans otherwise: {document}"
    );
    assert_eq!(
        different("/tracks"),
        Some(0),
        "the tracker saw the same: {document}"
    );
}

#[test]
fn messages_of_one_side_alone_are_counted() {
    let place = Place::new();
    place.run("drive free_drive --rerun off --out run");
    for (hz, side) in [
        (5, " recorded, but not now"),
        (20, " now, but not recorded"),
    ] {
        let said = place.run(&format!("replay run --set rates.planning_hz={hz}"));
        assert_eq!(said.code, Some(1), "{}", said.whole());
        let line = said.stdout.lines().find(|l| l.contains("/plan")).unwrap();
        assert!(line.contains(side), "{}", said.whole());
    }
}

#[test]
fn a_light_recording_says_what_replay_needs() {
    let place = Place::new();
    place.run("drive free_drive --rerun off --record light --out run");
    let said = place.run("replay run").refused();
    assert!(said.contains("light recording") && said.contains("--record full"));
}

#[test]
fn a_recording_with_messages_of_another_form_is_compared_with_a_warning() {
    const KEY: &[u8] = b"\"message_schemas\":\"";
    let place = Place::new();
    place.run("drive free_drive --rerun off --out run");
    let said = place.run("replay run");
    assert!(!said.stderr.contains("another form"), "{}", said.whole());
    let file = place.path().join("run/messages.mcap");
    let mut bytes = std::fs::read(&file).unwrap();
    let key = bytes.windows(KEY.len()).position(|w| w == KEY).unwrap();
    let digit = &mut bytes[key + KEY.len()];
    *digit = if *digit == b'0' { b'1' } else { b'0' };
    std::fs::write(&file, bytes).unwrap();
    let said = place.run("replay run");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(
        said.stderr
            .starts_with("warning: recorded by trunkline 0.1.0 with messages of another form"),
        "{}",
        said.whole()
    );
}

#[test]
fn a_recorded_kitti_drive_replays_with_the_detections_that_were_recorded() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let place = Place::new();
    let data = data.display();
    let line = format!("track kitti --data {data} --sequence 12 --rerun off --out out");
    place.run(&line);
    let said = place.run("replay out/0012 --json");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert_eq!(said.json()["by_topic"]["/tracks"]["messages"], 78);
    let said = place.run("replay out/0012 --set tracker.kalman.confirm_hits=9 --json");
    assert_eq!(said.code, Some(1), "another tracker says other things");
    let said = place
        .run("replay out/0012 --set stack.lifter=oracle")
        .refused();
    assert!(
        said.contains("`stack.lifter` has no part in a recorded drive"),
        "{said}"
    );
    let said = place.run("replay out/0012 --resimulate").refused();
    assert!(said.contains("made of recorded files"), "{said}");
}
