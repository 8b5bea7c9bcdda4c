//! Ranges, with the place of what is out of them.

use trunkline_interfaces::ConfigError;

use super::format::Scenario;
use super::storyboard::{Action, Condition, Position, ScriptedAgent};
use crate::file_name::{RULE, is_file_name};

/// Nobody drives faster in a scenario.
const MAX_SPEED_MPS: f64 = 40.0;
/// Coordinates beyond this are a mistake.
const MAX_COORDINATE_M: f64 = 1e6;
/// More agents than a map has room for; each is tried at many places.
const MAX_AGENTS: u32 = 10_000;
/// More scripts than anybody writes; each is looked at beside all others.
const MAX_SCRIPTED: u32 = 1000;

/// Collects nothing, stops at the first value out of range.
struct Check<'s> {
    scenario: &'s Scenario,
    prefix: Vec<String>,
}

impl Check<'_> {
    fn require(&self, holds: bool, key: &str, value: f64, rule: &str) -> Result<(), ConfigError> {
        if holds {
            return Ok(());
        }
        let mut path: Vec<&str> = self.prefix.iter().map(String::as_str).collect();
        path.extend(key.split('.'));
        let name = path.join(".");
        Err(self
            .scenario
            .problem(&path, format!("`{name}` is {value}, but {rule}"), ""))
    }

    fn coordinate(&self, key: &str, value: f64) -> Result<(), ConfigError> {
        let holds = value.abs() <= MAX_COORDINATE_M;
        self.require(holds, key, value, "must be within ±1e6")
    }

    fn speed(&self, key: &str, value: f64) -> Result<(), ConfigError> {
        let holds = (0.0..=MAX_SPEED_MPS).contains(&value);
        self.require(holds, key, value, "must be in [0, 40] m/s")
    }

    fn positive(&self, key: &str, value: f64) -> Result<(), ConfigError> {
        let holds = value > 0.0 && value <= MAX_COORDINATE_M;
        self.require(holds, key, value, "must be > 0 and ≤ 1e6")
    }

    fn not_negative(&self, key: &str, value: f64) -> Result<(), ConfigError> {
        let holds = (0.0..=MAX_COORDINATE_M).contains(&value);
        self.require(holds, key, value, "must be ≥ 0 and ≤ 1e6")
    }

    fn share(&self, key: &str, value: f64, most: f64) -> Result<(), ConfigError> {
        let holds = (0.0..=most).contains(&value);
        self.require(holds, key, value, &format!("must be in [0, {most}]"))
    }
}

/// Checks the name and every number of a scenario.
pub(super) fn check(s: &Scenario) -> Result<(), ConfigError> {
    let top = Check {
        scenario: s,
        prefix: Vec::new(),
    };
    if !is_file_name(&s.name) {
        let problem = format!("`name` is `{}`, but {RULE}", s.name);
        return Err(s.problem(&["name"], problem, "write `_` for blanks"));
    }
    let holds = s.duration_s > 0.0 && s.duration_s <= 3600.0;
    top.require(holds, "duration_s", s.duration_s, "must be in (0, 3600] s")?;
    for (key, value) in [
        ("ego.start.x_m", s.ego.start.x_m),
        ("ego.start.y_m", s.ego.start.y_m),
        ("ego.start.yaw_rad", s.ego.start.yaw_rad),
        ("ego.goal.x_m", s.ego.goal.x_m),
        ("ego.goal.y_m", s.ego.goal.y_m),
    ] {
        top.coordinate(key, value)?;
    }
    for (i, via) in s.ego.via.iter().enumerate() {
        top.coordinate(&format!("ego.via.{i}.x_m"), via.x_m)?;
        top.coordinate(&format!("ego.via.{i}.y_m"), via.y_m)?;
    }
    top.speed("ego.speed_mps", s.ego.speed_mps)?;
    check_traffic(&top)?;
    for (key, time) in [
        ("signals.first_red_until_s", s.signals.first_red_until_s),
        ("signals.first_green_until_s", s.signals.first_green_until_s),
    ] {
        top.not_negative(key, time.unwrap_or(0.0))?;
    }
    let friction = s.weather.friction;
    let holds = (0.05..=1.2).contains(&friction);
    top.require(
        holds,
        "weather.friction",
        friction,
        "must be in [0.05, 1.2]",
    )?;
    top.not_negative("jitter.position_m", s.jitter.position_m)?;
    top.share("jitter.speed", s.jitter.speed, 0.5)?;
    top.share("jitter.trigger", s.jitter.trigger, 0.5)?;
    let completion = s.criteria.min_route_completion;
    top.share("criteria.min_route_completion", completion, 1.0)?;
    top.share(
        "criteria.min_nuplan",
        s.criteria.min_nuplan.unwrap_or(0.0),
        100.0,
    )?;
    for (seed, progress_m) in &s.reference_progress_m {
        let key = format!("reference_progress_m.{seed}");
        let is_seed = seed.parse::<u64>().is_ok();
        top.require(
            is_seed,
            &key,
            *progress_m,
            "its key must be a seed: 0, 1, …",
        )?;
        top.not_negative(&key, *progress_m)?;
    }
    for (index, agent) in s.agents.iter().enumerate() {
        check_agent(s, index, agent)?;
    }
    let count = |agent: &ScriptedAgent| agent.column.map_or(1, |column| column.count);
    let scripted = s.agents.iter().map(count).fold(0, u32::saturating_add);
    top.require(
        scripted <= MAX_SCRIPTED,
        "agents",
        f64::from(scripted),
        &format!("must be ≤ {MAX_SCRIPTED}, each of a column counted"),
    )
}

fn check_traffic(top: &Check<'_>) -> Result<(), ConfigError> {
    let traffic = &top.scenario.traffic;
    for (key, count) in [
        ("traffic.vehicles", traffic.vehicles),
        ("traffic.pedestrians", traffic.pedestrians),
    ] {
        top.require(
            count <= MAX_AGENTS,
            key,
            f64::from(count),
            &format!("must be ≤ {MAX_AGENTS}"),
        )?;
    }
    top.positive("traffic.radius_m", traffic.radius_m)?;
    top.not_negative("traffic.clear_m", traffic.clear_m)?;
    top.not_negative("traffic.clear_ahead_m", traffic.clear_ahead_m)?;
    let mix = &traffic.mix;
    let kinds = [
        ("traffic.mix.car", mix.car),
        ("traffic.mix.truck", mix.truck),
        ("traffic.mix.bus", mix.bus),
        ("traffic.mix.motorcycle", mix.motorcycle),
        ("traffic.mix.bicycle", mix.bicycle),
    ];
    for (key, value) in kinds {
        top.not_negative(key, value)?;
    }
    let sum: f64 = kinds.iter().map(|(_, value)| value).sum();
    top.require(
        sum > 0.0,
        "traffic.mix",
        sum,
        "one kind must have a share > 0",
    )
}

fn check_agent(s: &Scenario, index: usize, agent: &ScriptedAgent) -> Result<(), ConfigError> {
    let at = Check {
        scenario: s,
        prefix: vec!["agents".to_owned(), index.to_string()],
    };
    at.speed("speed_mps", agent.speed_mps)?;
    if let Some(column) = agent.column {
        let (count, holds) = (column.count, (1..=100).contains(&column.count));
        at.require(
            holds,
            "column.count",
            f64::from(count),
            "must be in [1, 100]",
        )?;
        at.positive("column.spacing_m", column.spacing_m)?;
    }
    match agent.position {
        Position::Route(p) => {
            at.coordinate("position.route.ahead_m", p.ahead_m)?;
            at.coordinate("position.route.left_m", p.left_m)?;
        }
        Position::World(p) => {
            at.coordinate("position.world.x_m", p.x_m)?;
            at.coordinate("position.world.y_m", p.y_m)?;
            at.coordinate("position.world.yaw_rad", p.yaw_rad)?;
        }
    }
    for (i, event) in agent.events.iter().enumerate() {
        for (j, condition) in event.conditions.iter().enumerate() {
            let key = |name: &str| format!("events.{i}.conditions.{j}.{name}");
            match *condition {
                Condition::SimulationTime { after_s } => {
                    at.not_negative(&key("simulation_time.after_s"), after_s)?;
                }
                Condition::RelativeDistance { below_m } => {
                    at.positive(&key("relative_distance.below_m"), below_m)?;
                }
                Condition::TimeHeadway { below_s } => {
                    at.positive(&key("time_headway.below_s"), below_s)?;
                }
                Condition::AheadOfEgo { above_m } => {
                    at.coordinate(&key("ahead_of_ego.above_m"), above_m)?;
                }
                Condition::ReachPosition { ahead_m } => {
                    at.not_negative(&key("reach_position.ahead_m"), ahead_m)?;
                }
            }
        }
        check_action(&at, i, &event.action)?;
    }
    Ok(())
}

fn check_action(at: &Check<'_>, event: usize, action: &Action) -> Result<(), ConfigError> {
    let key = |name: &str| format!("events.{event}.action.{name}");
    match action {
        Action::Speed {
            target_mps,
            rate_mps2,
        } => {
            at.speed(&key("speed.target_mps"), *target_mps)?;
            at.positive(&key("speed.rate_mps2"), *rate_mps2)
        }
        Action::LaneChange { lanes, duration_s } => {
            let (key_lanes, value) = (key("lane_change.lanes"), f64::from(*lanes));
            at.require(
                lanes.abs() == 1,
                &key_lanes,
                value,
                "must be 1 (left) or -1 (right)",
            )?;
            at.positive(&key("lane_change.duration_s"), *duration_s)
        }
        Action::LaneOffset { left_m, duration_s } => {
            at.coordinate(&key("lane_offset.left_m"), *left_m)?;
            at.positive(&key("lane_offset.duration_s"), *duration_s)
        }
        Action::FollowTrajectory { points, speed_mps } => {
            at.positive(&key("follow_trajectory.speed_mps"), *speed_mps)?;
            at.speed(&key("follow_trajectory.speed_mps"), *speed_mps)?;
            let key_points = key("follow_trajectory.points");
            at.require(
                !points.is_empty(),
                &key_points,
                0.0,
                "needs at least one point",
            )?;
            for (k, point) in points.iter().enumerate() {
                at.coordinate(&format!("{key_points}.{k}.ahead_m"), point.ahead_m)?;
                at.coordinate(&format!("{key_points}.{k}.left_m"), point.left_m)?;
            }
            Ok(())
        }
        Action::Controller(_) => Ok(()),
    }
}
