//! nuPlan's closed-loop score: the terms and their product (docs/METRICS.md 2).

use serde::{Deserialize, Serialize};

use super::collisions::{self, CollisionEvent};
use super::comfort::{Comfort, comfort};
use super::drivable_area::{DrivableArea, drivable_area};
use super::driving_direction::{DrivingDirection, driving_direction};
use super::ego_series::EgoSeries;
use super::progress::{Progress, progress};
use super::scoring_scene::ScoringScene;
use super::speed_limit::{SpeedLimit, speed_limit};
use super::time_to_collision::{StepTtc, TimeToCollision, time_to_collision};

/// The closed-loop score with all its terms. A term that could not be judged is null and counts
/// as 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NuPlanScore {
    /// 0 to 100.
    pub score: f64,
    /// Multiplier: 1, ½ or 0.
    pub no_at_fault_collisions: f64,
    /// Multiplier: 1 or 0.
    pub drivable_area: DrivableArea,
    /// Multiplier: 1, ½ or 0.
    pub driving_direction: DrivingDirection,
    /// Multiplier (making progress) and part with weight 5 (ratio).
    pub progress: Progress,
    /// Part with weight 5.
    pub time_to_collision: TimeToCollision,
    /// Part with weight 4.
    pub speed_limit: SpeedLimit,
    /// Part with weight 2.
    pub comfort: Comfort,
    /// Names of the terms that could not be judged.
    pub not_evaluated: Vec<String>,
}

/// Values of the terms, as they enter the score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// No collision by the ego's fault.
    pub no_collision: f64,
    /// Kept to the drivable area.
    pub drivable: f64,
    /// Made progress at all.
    pub making_progress: f64,
    /// Drove with the traffic.
    pub direction: f64,
    /// Progress over the expert's.
    pub progress: f64,
    /// Time to collision within bound.
    pub ttc: f64,
    /// Kept the speed limit.
    pub speed: f64,
    /// Comfortable.
    pub comfort: f64,
}

impl Terms {
    /// Π multipliers · (5 · progress + 5 · TTC + 4 · speed + 2 · comfort) / 16, in `[0, 1]`.
    fn score(&self) -> f64 {
        let multiplier = self.no_collision * self.drivable * self.making_progress * self.direction;
        let parts = 5.0 * self.progress + 5.0 * self.ttc + 4.0 * self.speed + 2.0 * self.comfort;
        multiplier * parts / 16.0
    }
}

impl NuPlanScore {
    /// Values of the terms; what could not be judged is 1.
    pub fn terms(&self) -> Terms {
        Terms {
            no_collision: self.no_at_fault_collisions,
            drivable: self.drivable_area.score.unwrap_or(1.0),
            making_progress: self.progress.making_progress,
            direction: self.driving_direction.score,
            progress: self.progress.ratio.unwrap_or(1.0),
            ttc: self.time_to_collision.score,
            speed: self.speed_limit.score.unwrap_or(1.0),
            comfort: self.comfort.score.unwrap_or(1.0),
        }
    }
}

/// The score of a drive; `None` if it has no step.
pub(super) fn nuplan(
    series: &EgoSeries,
    scene: &ScoringScene,
    is_off: &[bool],
    events: &[CollisionEvent],
    ttc: &[Option<StepTtc>],
) -> Option<NuPlanScore> {
    if series.samples.is_empty() {
        return None;
    }
    let recorded = scene
        .progress
        .path
        .as_ref()
        .filter(|_| scene.progress.is_recorded);
    let mut score = NuPlanScore {
        score: 0.0,
        no_at_fault_collisions: collisions::score(events),
        drivable_area: drivable_area(series, is_off, &scene.drivable),
        driving_direction: driving_direction(series, recorded),
        progress: progress(
            scene.progress.path.as_ref(),
            scene.progress.expert_m,
            &series.centers_m(),
        ),
        time_to_collision: time_to_collision(series, ttc),
        speed_limit: speed_limit(series),
        comfort: comfort(series, scene.is_comfort_evaluated),
        not_evaluated: Vec::new(),
    };
    let judged = [
        ("drivable_area", score.drivable_area.score.is_some()),
        ("progress", score.progress.ratio.is_some()),
        ("speed_limit", score.speed_limit.score.is_some()),
        ("comfort", score.comfort.score.is_some()),
    ];
    let missing = judged.iter().filter(|(_, is_judged)| !is_judged);
    score.not_evaluated = missing.map(|(name, _)| (*name).to_string()).collect();
    score.score = 100.0 * score.terms().score();
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::FULL;
    use approx::assert_abs_diff_eq;

    #[test]
    fn each_term_weighs_what_the_formula_says() {
        assert_eq!(FULL.score(), 1.0);
        let without = |change: fn(&mut Terms)| {
            let mut terms = FULL;
            change(&mut terms);
            terms.score()
        };
        for multiplier in [
            without(|t| t.no_collision = 0.0),
            without(|t| t.drivable = 0.0),
            without(|t| t.making_progress = 0.0),
            without(|t| t.direction = 0.0),
        ] {
            assert_eq!(multiplier, 0.0);
        }
        assert_eq!(without(|t| t.progress = 0.0), 11.0 / 16.0);
        assert_eq!(without(|t| t.ttc = 0.0), 11.0 / 16.0);
        assert_eq!(without(|t| t.speed = 0.0), 12.0 / 16.0);
        assert_eq!(without(|t| t.comfort = 0.0), 14.0 / 16.0);
    }

    #[test]
    fn the_worked_examples_of_the_score_come_out() {
        let terms = Terms {
            progress: 0.8,
            speed: 0.95,
            comfort: 0.0,
            ..FULL
        };
        // (4 + 5 + 3.8 + 0) / 16 = 12.8 / 16
        assert_abs_diff_eq!(terms.score(), 0.8, epsilon = 1e-12);
        // One object hit: × ½
        let object = Terms {
            no_collision: 0.5,
            ..terms
        };
        assert_abs_diff_eq!(object.score(), 0.4, epsilon = 1e-12);
        // Driving direction ½ too
        let both = Terms {
            direction: 0.5,
            ..object
        };
        assert_abs_diff_eq!(both.score(), 0.2, epsilon = 1e-12);
    }
}
