//! The scenario format: what is taken, and what is said of what is not.

use std::collections::BTreeMap;

use super::Scenario;
use crate::generate::Kind;
use crate::random_drive;

const GOOD: &str = r#"name = "test"
purpose = "Does it parse?"
group = "test"
map = "urban"
duration_s = 10.0

[ego]
start = { x_m = 0.0, y_m = 0.0, yaw_rad = 0.0 }
goal = { x_m = 100.0, y_m = 0.0 }
speed_mps = 8.0

[[agents]]
name = "lead"
class = "car"
position.route = { ahead_m = 20.0 }
speed_mps = 8.0

[[agents.events]]
name = "brake"
conditions = [{ simulation_time = { after_s = 5.0 } }]
action.speed = { target_mps = 0.0, rate_mps2 = 6.0 }
"#;

fn error(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "`{from}` is not in the text");
    let text = GOOD.replacen(from, to, 1);
    Scenario::from_text("test.toml", &text)
        .unwrap_err()
        .to_string()
}

#[test]
fn a_good_scenario_is_taken() {
    let scenario = Scenario::from_text("test.toml", GOOD).unwrap();
    assert_eq!(scenario.agents[0].events[0].name, "brake");
    assert_eq!(scenario.criteria.max_at_fault_collisions, 0);
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    insta::assert_snapshot!(error(
        "duration_s = 10.0",
        "duration_s = 10.0\nlength_s = 3.0"
    ));
}

#[test]
fn a_speed_out_of_range_is_named_with_its_line() {
    insta::assert_snapshot!(error(
        "position.route = { ahead_m = 20.0 }\nspeed_mps = 8.0",
        "position.route = { ahead_m = 20.0 }\nspeed_mps = -8.0"
    ));
}

#[test]
fn a_rate_out_of_range_deep_inside_is_named_with_its_line() {
    insta::assert_snapshot!(error("rate_mps2 = 6.0", "rate_mps2 = 0.0"));
}

#[test]
fn an_unknown_condition_is_named_with_its_line() {
    insta::assert_snapshot!(error(
        "simulation_time = { after_s",
        "simulated_time = { after_s"
    ));
}

#[test]
fn a_name_that_cannot_name_a_file_is_refused_with_its_line() {
    let line = GOOD.lines().find(|line| line.starts_with("name")).unwrap();
    for name in ["../out", "a b", "", "a/b"] {
        let said = error(line, &format!("name = \"{name}\""));
        assert!(
            said.contains(&format!("`name` is `{name}`")) && said.contains("name = "),
            "{said}"
        );
    }
}

#[test]
fn more_scripted_agents_than_anybody_writes_are_refused() {
    let column = "controller = \"stand\"\ncolumn = { count = 100, spacing_m = 1.0 }\n";
    let one = GOOD.find("[[agents]]").unwrap();
    let more = |columns: usize| {
        let begin =
            "[[agents]]\nname = \"c\"\nclass = \"car\"\nposition.route = { ahead_m = 9.0 }\n";
        let text = format!(
            "{}{}",
            &GOOD[..one],
            format!("{begin}{column}").repeat(columns)
        );
        Scenario::from_text("test.toml", &text)
    };
    assert!(more(10).is_ok());
    let said = more(11).unwrap_err().to_string();
    assert!(
        said.contains("`agents` is 1100") && said.contains("line 12"),
        "{said}"
    );
}

#[test]
fn more_traffic_than_a_map_has_room_for_is_refused() {
    for key in ["vehicles", "pedestrians"] {
        let with = |count: u32| {
            let text = format!("{GOOD}\n[traffic]\n{key} = {count}\n");
            Scenario::from_text("test.toml", &text)
        };
        assert!(with(10_000).is_ok());
        let said = with(10_001).unwrap_err().to_string();
        let words = format!("`traffic.{key}` is 10001, but must be ≤ 10000");
        assert!(said.contains(&words), "{said}");
    }
}

#[test]
fn nan_is_refused() {
    assert!(error("ahead_m = 20.0", "ahead_m = nan").contains("position.route.ahead_m"));
    assert!(error("duration_s = 10.0", "duration_s = nan").contains("line 5"));
}

#[test]
fn every_builtin_scenario_is_valid_and_described() {
    let names = Scenario::builtin_names();
    assert!(names.len() >= 14);
    let readme = include_str!("../../scenarios/README.md");
    for name in names {
        let scenario = Scenario::builtin(name).unwrap().unwrap();
        assert_eq!(scenario.name, name);
        assert!(
            readme.contains(&format!("`{name}`")),
            "{name} is missing in the README"
        );
        assert!(
            readme.contains(&scenario.purpose),
            "{name}: the README says another purpose"
        );
    }
    assert!(Scenario::builtin("no such").is_none());
}

/// A scenario as it is read back from what is written of it.
fn written_and_read(scenario: &Scenario) -> Scenario {
    let text = toml::to_string(scenario).unwrap();
    let mut again = Scenario::from_text("again.toml", &text).unwrap();
    again.source.clone_from(&scenario.source);
    again
}

#[test]
fn every_scenario_is_read_back_as_it_is_written() {
    let mut scenarios: Vec<Scenario> = Scenario::builtin_names()
        .into_iter()
        .map(|name| Scenario::builtin(name).unwrap().unwrap())
        .collect();
    for kind in Kind::ALL {
        scenarios.push(random_drive(kind, 1).unwrap().0);
    }
    for scenario in &scenarios {
        assert_eq!(written_and_read(scenario), *scenario, "{}", scenario.name);
    }
    // See it fail: a number that is another one.
    let mut other = scenarios[0].clone();
    other.ego.start.x_m += 1e-9;
    assert_ne!(written_and_read(&other), scenarios[0]);
}

#[test]
fn reference_progress_is_written_and_read_back() {
    let scenario = Scenario::from_text("test.toml", GOOD).unwrap();
    assert_eq!(scenario.reference_progress(3), None);
    let table: BTreeMap<u64, f64> = [(0, 101.25), (3, 99.0)].into();
    let text = scenario.text_with_reference(&table).unwrap();
    let again = Scenario::from_text("test.toml", &text).unwrap();
    assert_eq!(again.reference_progress(3), Some(99.0));
    // Written twice, it stands there once.
    assert_eq!(again.text_with_reference(&table).unwrap(), text);
    // Another seed is added; the others stay.
    let more = again.text_with_reference(&[(5, 1.5)].into()).unwrap();
    let more = Scenario::from_text("test.toml", &more).unwrap();
    assert_eq!(more.reference_progress(3), Some(99.0));
    assert_eq!(more.reference_progress(5), Some(1.5));
}

#[test]
fn writing_reference_progress_keeps_what_stands_behind_it() {
    let table = "[reference_progress_m]\n2 = 7.0\n\n";
    let text = GOOD.replacen("[[agents]]", &format!("{table}[[agents]]"), 1);
    let scenario = Scenario::from_text("test.toml", &text).unwrap();
    let written = scenario.text_with_reference(&[(3, 99.0)].into()).unwrap();
    let again = Scenario::from_text("test.toml", &written).unwrap();
    assert_eq!(again.agents, scenario.agents);
    assert_eq!(again.reference_progress(2), Some(7.0));
    assert_eq!(again.reference_progress(3), Some(99.0));
}

#[test]
fn reference_progress_that_is_no_table_of_its_own_is_refused_with_its_line() {
    let inline = "reference_progress_m = { 2 = 7.0 }\n\n[ego]";
    let text = GOOD.replacen("[ego]", inline, 1);
    let scenario = Scenario::from_text("test.toml", &text).unwrap();
    let error = scenario.text_with_reference(&[(3, 99.0)].into());
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("line 7") && error.contains("at the end of the file"),
        "{error}"
    );
}

#[test]
fn a_missing_file_is_named() {
    let message = Scenario::load(std::path::Path::new("no_such.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("no_such.toml") && message.contains("free_drive"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_refused() {
    let endless = Scenario::load(std::path::Path::new("/dev/zero"));
    let message = endless.unwrap_err().to_string();
    assert!(
        message.contains("`/dev/zero`") && message.contains("1048576 bytes"),
        "{message}"
    );
}
