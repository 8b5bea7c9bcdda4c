//! Recorded scenes as worlds: reading, refusing, replaying.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use trunkline_interfaces::messages::{Actuation, Header, SignalState, Validate as _};
use trunkline_interfaces::{AgentId, Ending, World as _};
use trunkline_tests::shared_data;

use super::fixtures::{json, scene, scene_of};
use super::{IndexEntry, LogWorld, Scene, SceneIndex, recorded_path, recorded_truths};

const STRAIGHT_ON: Actuation = Actuation::Control {
    steering_rad: 0.0,
    acceleration_mps2: 0.0,
};

fn changed(pointer: &str, value: Value) -> String {
    let mut scene = json();
    *scene.pointer_mut(pointer).unwrap() = value;
    scene_of(&scene).unwrap_err().to_string()
}

#[test]
fn every_refusal_names_the_file_and_the_field() {
    for (pointer, value, field) in [
        ("/format", json!("other"), "format"),
        ("/dt", json!(0.05), "dt"),
        ("/n_steps", json!(1), "n_steps"),
        ("/n_steps", json!(u32::MAX), "n_steps"),
        ("/history_steps", json!(40), "history_steps"),
        ("/ego", json!(7), "ego"),
        ("/agents/0/length", json!(-1.0), "agents[0].length"),
        ("/agents/1/n", json!(40), "agents[1].x"),
        ("/agents/1/start", json!(5), "agents[1].n"),
        ("/agents/1/start", json!(usize::MAX), "agents[1].n"),
        ("/agents/1/x/7", json!(1e9), "agents[1].*[7]"),
        ("/agents/0/x/7", json!(null), "agents[0]"),
        ("/agents/0/x/7", json!(33.0), "agents[0].*[7]"), // 30 m from 3.0 in one step
        ("/lanes/0/centerline/1/0", json!(1e5), "lanes"), // 100.05 km and the others
        (
            "/lanes/0/centerline",
            json!([[1.0, 1.0]]),
            "lanes[0].centerline",
        ),
        ("/lanes/0/width", json!(0.0), "lanes[0].width"),
        ("/lanes/0/speed_limit", json!(-5.0), "lanes[0].speed_limit"),
        (
            "/road_edges/0/points/0/0",
            json!(1e300),
            "road_edges[0].points[0]",
        ),
        (
            "/signals/0/states_rle/0/0",
            json!("blue"),
            "signals[0].states_rle",
        ),
        ("/agents/0/cls", json!("ghost"), "ghost"),
        ("/agents", json!({}), "agents"),
    ] {
        let text = changed(pointer, value);
        assert!(text.contains("fixture.json"), "{text}");
        assert!(
            text.contains(field) || text.contains("line 1"),
            "{pointer}: {text}"
        );
    }
}

#[test]
fn gaps_are_kept_as_gaps() {
    let scene = scene();
    let lead = &scene.agents[1];
    assert!(lead.at(3).is_some() && lead.at(4).is_none() && lead.at(5).is_some());
    assert!(lead.interpolated(3.5).is_none());
    assert!((lead.interpolated(6.5).unwrap().pose.x_m - (20.0 + 6.0 * 0.65)).abs() < 1e-9);
    assert!(lead.interpolated(40.5).is_none() && lead.interpolated(-1.0).is_none());
    assert!(lead.interpolated(f64::NAN).is_none());
}

#[test]
fn the_recorded_drive_has_the_recorded_velocity_at_the_centre() {
    let truths = recorded_truths(&scene());
    assert_eq!(truths.len(), 31);
    let last = &truths[30];
    assert!((last.header.stamp.s() - 3.0).abs() < 1e-9);
    assert!((last.ego.position_m.x - (20.0 - 0.28 * 4.0)).abs() < 1e-9);
    assert!((last.ego.velocity_mps.x - 5.0).abs() < 1e-9);
    assert!(truths.iter().all(|t| t.validate().is_ok()));
}

#[test]
fn progress_is_along_the_recorded_path_and_ten_metres_more_at_both_ends() {
    let path = recorded_path(&scene());
    assert!((path.start_m().x - (5.0 - 10.0)).abs() < 1e-9);
    assert!((path.end_m().x - (20.0 + 10.0)).abs() < 1e-9);
}

#[test]
fn a_scene_that_stands_still_has_a_path_all_the_same() {
    let mut standing = json();
    for part in ["x", "vx"] {
        standing["agents"][0][part] = json!(vec![0.0; super::fixtures::STEPS]);
    }
    let scene = scene_of(&standing).unwrap();
    assert!((recorded_path(&scene).length_m() - 20.0).abs() < 1e-9);
    let mut world = LogWorld::new(Arc::new(scene));
    world.reset(0).unwrap();
    assert!(world.observe().route.unwrap().path.len() > 10);
}

#[test]
fn an_ego_that_rolls_on_ends_where_the_recorded_driver_ends() {
    let mut world = LogWorld::new(Arc::new(scene()));
    let info = world.reset(0).unwrap();
    assert!((info.duration.s() - 3.0).abs() < 1e-9);
    let mut steps = 0;
    while world.observe().ending.is_none() {
        world.act(&STRAIGHT_ON).unwrap();
        steps += 1;
        assert!(steps <= 300);
    }
    assert_eq!(steps, 300);
    assert_eq!(world.observe().ending, Some(Ending::SourceEnded));
    assert!((world.ego().position_m.x - (20.0 - 0.28 * 4.0)).abs() < 1e-6);
    world.act(&STRAIGHT_ON).unwrap(); // beyond the end nothing moves
    assert!((world.ego().position_m.x - (20.0 - 0.28 * 4.0)).abs() < 1e-6);
}

#[test]
fn the_route_follows_lanes_beyond_the_recording_and_tells_the_light() {
    let mut world = LogWorld::new(Arc::new(scene()));
    world.reset(0).unwrap();
    let first = world.observe();
    let route = first.route.unwrap();
    assert!(route.validate().is_ok());
    let path = route.polyline().unwrap();
    assert!(path.end_m().x > 150.0 && path.start_m().x < -5.0);
    assert!(path.points_m().iter().all(|p| p.y.abs() < 1e-9));
    // Lane 3 m wide: 1.5 m on both sides; lane b is wider, but the edge is 2.5 m to the left.
    let near = route.path.iter().find(|p| p.position_m.x > 5.0).unwrap();
    assert!((near.left_m - 1.5).abs() < 1e-9 && (near.right_m - 1.5).abs() < 1e-9);
    assert_eq!(near.speed_limit_mps, Some(13.9));
    // The light of the lane that the route takes, not the one of the lane that crosses.
    assert_eq!(route.signals.len(), 1);
    assert_eq!(route.signals[0].state, SignalState::Stop);
    for _ in 0..199 {
        world.act(&STRAIGHT_ON).unwrap();
        assert!(world.observe().route.is_none());
    }
    world.act(&STRAIGHT_ON).unwrap();
    assert_eq!(
        world.observe().route.unwrap().signals[0].state,
        SignalState::Go
    );
}

#[test]
fn a_lane_of_no_length_that_leads_into_itself_is_left_again() {
    let mut scene = json();
    scene["lanes"] = json!([
        {"id": "a", "type": "lane", "centerline": [[20.0, 0.0], [20.001, 0.0]], "successors": ["a"]},
    ]);
    let scene = Arc::new(scene_of(&scene).unwrap());
    let world = LogWorld::new(Arc::clone(&scene));
    let route = super::route(&scene, world.map(), Header::default(), 0);
    // The recording ends at 20 m; the route goes on straight for 150 m.
    assert!(route.path.last().unwrap().position_m.x > 150.0);
}

#[test]
fn lanes_that_cross_are_an_intersection() {
    let world = LogWorld::new(Arc::new(scene()));
    let inside: Vec<&str> = world
        .map()
        .lanes
        .values()
        .filter(|l| l.junction.is_some())
        .map(|l| l.name.as_str())
        .collect();
    assert_eq!(inside, ["b", "c"]);
    assert!(world.map().drivable.contains([10.0, 1.0].into()));
    assert!(!world.map().drivable.contains([10.0, 9.0].into()));
}

#[test]
fn the_future_is_the_recording_and_ends_with_it() {
    let mut world = LogWorld::new(Arc::new(scene()));
    world.reset(0).unwrap();
    let future = world.future(None, 8.0, 0.5).unwrap();
    assert_eq!(future.agents.len(), 1);
    assert_eq!(future.agents[0].id, AgentId(1));
    assert_eq!(future.agents[0].poses.len(), 6); // 3 s are left
    assert!((future.agents[0].poses[1].x_m - (20.0 + 6.0 * 2.0)).abs() < 1e-9);
    assert!(world.future(None, 8.0, 0.0).is_none());
    assert!(world.future(None, f64::INFINITY, 0.1).is_none());
}

#[test]
fn a_contact_is_told_once() {
    let mut near = json();
    near["agents"][1]["x"] = json!(vec![10.0; super::fixtures::STEPS]);
    let mut world = LogWorld::new(Arc::new(scene_of(&near).unwrap()));
    world.reset(0).unwrap();
    let mut contacts = 0;
    for _ in 0..300 {
        contacts += world.observe().truth.unwrap().collisions.len();
        world.act(&STRAIGHT_ON).unwrap();
    }
    assert_eq!(contacts, 1);
}

#[test]
fn an_index_names_sets_kinds_and_faults_of_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let index = |rows: Value| {
        let text = json!({"format": "trunkline-scene-index-1", "scenes": rows}).to_string();
        std::fs::write(folder.path().join("index.json"), text).unwrap();
        SceneIndex::load(folder.path())
    };
    std::fs::write(folder.path().join("fixture.json"), json().to_string()).unwrap();
    let issue = "ego box overlaps vehicle lead at step 0";
    let row =
        |id: &str| json!([{"id": id, "set": "train", "kind": "turn", "known_issues": [issue]}]);
    let good = index(row("fixture")).unwrap();
    let entry: &IndexEntry = &good.entries()[0];
    let scene = Scene::load(&good.path_of(entry)).unwrap();
    assert_eq!(entry.ignored_agents(&scene), [AgentId(1)]);
    let bad = index(row("../../etc/passwd")).unwrap_err().to_string();
    assert!(bad.contains("scenes[0].id"), "{bad}");
    assert!(index(json!([{"id": "a", "set": "mine"}])).is_err());
    let twice = |id: &str| json!([row("a")[0], row("b")[0], row(id)[0]]);
    assert!(index(twice("c")).is_ok());
    let bad = index(twice("a")).unwrap_err().to_string();
    assert!(
        bad.contains("`scenes[2].id` is `a`, as scenes[0].id is"),
        "{bad}"
    );
}

#[test]
fn a_scene_is_called_what_can_name_a_file() {
    let named = |id: &str| {
        let mut file = json();
        file["scene_id"] = id.into();
        scene_of(&file)
    };
    assert_eq!(named("nusc_scene-0757").unwrap().id, "nusc_scene-0757");
    for id in ["../../etc/passwd", "a/b", "", "a b"] {
        let bad = named(id).unwrap_err().to_string();
        assert!(
            bad.contains("`scene_id`") && bad.contains("it names a file"),
            "{bad}"
        );
    }
}

#[test]
#[ignore = "slow: sets up all 72 recorded scenes"]
fn every_shared_scene_becomes_a_world_and_no_recorded_driver_runs_a_red_light() {
    let Some(folder) = shared_data("driving_logs") else {
        return;
    };
    let index = SceneIndex::load(&folder).unwrap();
    assert_eq!(index.entries().len(), 72);
    let mut lights = 0;
    for entry in index.entries() {
        let scene = Arc::new(Scene::load(&index.path_of(entry)).unwrap());
        let mut world = LogWorld::new(Arc::clone(&scene));
        world.reset(0).unwrap();
        let route = world.observe().route.unwrap();
        route.validate().unwrap();
        let path = route.polyline().unwrap();
        lights += route.signals.len();
        let truths = recorded_truths(&scene);
        let feet: Vec<f64> = truths
            .iter()
            .map(|t| path.project(t.ego.pose().position_m()).s_m)
            .collect();
        // The smoothed path stays with the recorded one; farthest off it is where the recording
        // ends and the lane begins.
        for t in &truths {
            let off_m = path.project(t.ego.pose().position_m()).d_m.abs();
            assert!(
                off_m < 0.45,
                "{}: {off_m} m at {}",
                scene.id,
                t.header.stamp
            );
        }
        for (k, w) in feet.windows(2).enumerate() {
            for signal in &route.signals {
                let state = truths[k + 1]
                    .signals
                    .iter()
                    .find(|(id, _)| *id == signal.id)
                    .unwrap()
                    .1;
                let passes = w[0] < signal.stop_s_m && w[1] >= signal.stop_s_m;
                assert!(
                    !passes || state != SignalState::Stop,
                    "{}: {signal:?}",
                    scene.id
                );
            }
        }
    }
    assert!(lights > 5, "only {lights} lights rule any route");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hostile_bytes_are_refused_or_read_and_never_panic(
        place in 0.0..1.0_f64, byte in any::<u8>(), cut in 0.0..1.0_f64,
    ) {
        let mut bytes = json().to_string().into_bytes();
        let at = (place * bytes.len() as f64) as usize;
        bytes[at] = byte;
        for text in [&bytes[..], &bytes[..(cut * bytes.len() as f64) as usize]] {
            if let Ok(scene) = Scene::from_json(text, Path::new("hostile.json")) {
                let mut world = LogWorld::new(Arc::new(scene));
                world.reset(0).unwrap();
                prop_assert!(world.observe().truth.unwrap().validate().is_ok());
            }
        }
    }
}
