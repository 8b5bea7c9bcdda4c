//! Recorded scenes by set and kind: means of the score and of every term, with what could not be
//! judged (docs/METRICS.md 4, 9).

use serde::{Deserialize, Serialize};
use trunkline_world::logs::{SceneKind, SceneSet};

use super::nuplan::Terms;
use super::recorded::RecordedRow;
use super::scorecard::Scorecard;
use super::statistics::{Interval, bootstrap_mean};

/// One recorded scene, driven and scored.
pub type LogRow = RecordedRow;

/// Means over one group of scenes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogGroup {
    /// `all`, `report`, `train`, `straight`, `turn`, `stationary`, `moving`, `report moving`,
    /// `train moving`.
    pub name: String,
    /// nuPlan's score with its 95 % interval.
    pub nuplan: Interval,
    /// CARLA's driving score 2.1.
    pub carla_driving: Option<Interval>,
    /// Mean of each term; what could not be judged counts as 1.
    pub terms: Terms,
    /// Share of scenes without a collision by the ego's fault.
    pub at_fault_collision_free: f64,
    /// Share of scenes in which a term could not be judged.
    pub speed_limit_not_evaluated: f64,
    /// The same for the drivable area.
    pub drivable_area_not_evaluated: f64,
    /// The same for comfort.
    pub comfort_not_evaluated: f64,
    /// Share of steps at which a speed limit is known, mean over scenes.
    pub speed_limit_known: f64,
    /// Scenes whose drive failed; they score 0.
    pub faults: usize,
}

/// A group's name, and which scenes are in it.
type Group = (&'static str, fn(&LogRow) -> bool);

/// Means by set and by kind. The headline is `moving`; groups without scenes are left out.
pub fn log_groups(rows: &[LogRow]) -> Vec<LogGroup> {
    fn moves(row: &LogRow) -> bool {
        row.kind != SceneKind::Stationary
    }
    let groups: [Group; 9] = [
        ("all", |_| true),
        ("moving", moves),
        ("report", |r| r.set == SceneSet::Report),
        ("report moving", |r| r.set == SceneSet::Report && moves(r)),
        ("train", |r| r.set == SceneSet::Train),
        ("train moving", |r| r.set == SceneSet::Train && moves(r)),
        ("straight", |r| r.kind == SceneKind::Straight),
        ("turn", |r| r.kind == SceneKind::Turn),
        ("stationary", |r| r.kind == SceneKind::Stationary),
    ];
    groups
        .iter()
        .filter_map(|(name, is_in)| {
            let members: Vec<&LogRow> = rows.iter().filter(|r| is_in(r)).collect();
            group(name, &members)
        })
        .collect()
}

/// Terms of a drive that failed.
const NOTHING: Terms = Terms {
    no_collision: 0.0,
    drivable: 0.0,
    making_progress: 0.0,
    direction: 0.0,
    progress: 0.0,
    ttc: 0.0,
    speed: 0.0,
    comfort: 0.0,
};

fn group(name: &str, rows: &[&LogRow]) -> Option<LogGroup> {
    let cards: Vec<&Scorecard> = rows.iter().map(|r| &r.scorecard).collect();
    let scores: Vec<f64> = cards
        .iter()
        .map(|c| c.nuplan_score().unwrap_or(0.0))
        .collect();
    let carla: Vec<f64> = cards.iter().filter_map(|c| c.carla_driving()).collect();
    let terms: Vec<Terms> = cards
        .iter()
        .map(|c| c.nuplan.as_ref().map_or(NOTHING, |n| n.terms()))
        .collect();
    let n = rows.len() as f64;
    let mean = |of: fn(&Terms) -> f64| terms.iter().map(of).sum::<f64>() / n;
    let missing = |term: &str| {
        let is_missing = |c: &&&Scorecard| {
            c.nuplan
                .as_ref()
                .is_none_or(|s| s.not_evaluated.iter().any(|t| t == term))
        };
        cards.iter().filter(is_missing).count() as f64 / n
    };
    let known = cards.iter().filter_map(|c| c.nuplan.as_ref());
    Some(LogGroup {
        name: name.to_string(),
        nuplan: bootstrap_mean(&scores)?,
        carla_driving: bootstrap_mean(&carla),
        terms: Terms {
            no_collision: mean(|t| t.no_collision),
            drivable: mean(|t| t.drivable),
            making_progress: mean(|t| t.making_progress),
            direction: mean(|t| t.direction),
            progress: mean(|t| t.progress),
            ttc: mean(|t| t.ttc),
            speed: mean(|t| t.speed),
            comfort: mean(|t| t.comfort),
        },
        at_fault_collision_free: cards.iter().filter(|c| c.is_collision_free()).count() as f64 / n,
        speed_limit_not_evaluated: missing("speed_limit"),
        drivable_area_not_evaluated: missing("drivable_area"),
        comfort_not_evaluated: missing("comfort"),
        speed_limit_known: known.map(|s| s.speed_limit.known_share).sum::<f64>() / n,
        faults: cards.iter().filter(|c| c.fault.is_some()).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{ScoringScene, score};
    use crate::{Drive, DriveRecord, RunConfig, Stack, drive};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use trunkline_interfaces::{ConfigSource, Registry};
    use trunkline_world::logs::{LogWorld, SceneIndex};

    fn folder() -> Option<PathBuf> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/driving_logs");
        if !path.exists() {
            println!("skipped: no recorded scenes at {}", path.display());
        }
        path.exists().then_some(path)
    }

    fn registry() -> Registry {
        let registry = trunkline_perception::register(Registry::new());
        let registry = trunkline_tracking::register(registry);
        let registry = trunkline_planning::register(registry);
        trunkline_control::register(registry)
    }

    fn config(planner: &str) -> ConfigSource {
        let text = format!(
            "[stack]\nlifter = \"oracle\"\ntracker = \"oracle\"\nplanner = \"{planner}\"\n"
        );
        ConfigSource::new().text("test.toml", &text).unwrap()
    }

    fn train_rows(folder: &Path, source: &ConfigSource) -> Vec<LogRow> {
        let index = SceneIndex::load(folder).unwrap();
        let registry = registry();
        let config = RunConfig::from_source(&registry, source).unwrap();
        let entries = index.entries().iter().filter(|e| e.set == SceneSet::Train);
        let row = |entry: &trunkline_world::logs::IndexEntry| {
            let scene = Arc::new(index.load_scene(entry).unwrap());
            let mut record = DriveRecord::default();
            drive(Drive {
                world: &mut LogWorld::new(Arc::clone(&scene)),
                stack: &mut Stack::build(&registry, source).unwrap(),
                config: &config,
                seed: config.seed(),
                sinks: vec![&mut record],
                abort: &AtomicBool::new(false),
                progress: &mut |_| {},
            })
            .unwrap();
            let scoring = ScoringScene::for_log(&scene, Some(entry), &record.map);
            LogRow {
                scene: entry.id.clone(),
                set: entry.set,
                kind: entry.kind,
                scorecard: score(&record, &scoring),
            }
        };
        entries.map(row).collect()
    }

    #[test]
    #[ignore = "slow: drives 48 recorded scenes with each planner"]
    fn planners_drive_the_train_scenes_and_every_sub_score_is_there() {
        let Some(folder) = folder() else { return };
        // Floors that a broken planner or scorer falls through, not targets.
        for (planner, floor) in [("idm", 75.0), ("proposal", 90.0)] {
            let rows = train_rows(&folder, &config(planner));
            assert_eq!(rows.len(), 48);
            print_table(planner, &rows);
            let groups = log_groups(&rows);
            let moving = groups.iter().find(|g| g.name == "train moving").unwrap();
            assert!(moving.nuplan.mean > floor, "{planner}: {moving:?}");
            assert_eq!(moving.faults, 0);
        }
    }

    #[test]
    fn a_failed_drive_counts_as_zero_in_its_groups() {
        let row = |kind, scorecard| LogRow {
            scene: "a".into(),
            set: SceneSet::Report,
            kind,
            scorecard,
        };
        let failed = Scorecard::failed("a", "it crashed".into());
        let groups = log_groups(&[row(SceneKind::Turn, failed)]);
        let names: Vec<&str> = groups.iter().map(|g| g.name.as_str()).collect();
        assert_eq!(names, ["all", "moving", "report", "report moving", "turn"]);
        assert!(groups.iter().all(|g| g.nuplan.mean == 0.0 && g.faults == 1));
        assert!(groups.iter().all(|g| g.at_fault_collision_free == 0.0));
        assert!(log_groups(&[]).is_empty());
    }

    fn print_table(planner: &str, rows: &[LogRow]) {
        println!("planner {planner}\nscene score NC DA MP DD P TTC S C why");
        for row in rows {
            let card = &row.scorecard;
            let Some(n) = &card.nuplan else {
                println!("{} fault {:?}", row.scene, card.fault);
                continue;
            };
            let t = n.terms();
            let mut why: Vec<String> = card
                .collisions
                .iter()
                .map(|c| {
                    format!(
                        "{:?} {} at {:.1} s fault {}",
                        c.kind, c.agent, c.time_s, c.is_at_fault
                    )
                })
                .collect();
            if t.drivable < 1.0 {
                why.push(format!("off at {:?}", n.drivable_area.first_off_s));
            }
            if t.ttc < 1.0 {
                let ttc = &n.time_to_collision;
                why.push(format!(
                    "ttc {:?} at {:?} {:?}",
                    ttc.least_s, ttc.least_at_s, ttc.least_agent
                ));
            }
            if t.progress < 0.99 {
                why.push(format!(
                    "{:.1} of {:.1} m",
                    n.progress.ego_m, n.progress.expert_m
                ));
            }
            let broken = n.comfort.bounds.iter().filter(|b| !b.holds);
            why.extend(broken.map(|b| format!("{} {:.2}..{:.2}", b.name, b.min, b.max)));
            println!(
                "{} {:?} {:.1} {} {} {} {} {:.2} {} {:.2} {} {}",
                row.scene,
                row.kind,
                n.score,
                t.no_collision,
                t.drivable,
                t.making_progress,
                t.direction,
                t.progress,
                t.ttc,
                t.speed,
                t.comfort,
                why.join("; ")
            );
        }
        for g in log_groups(rows) {
            println!("{} {:?} {:?}", g.name, g.nuplan, g.terms);
        }
    }
}
