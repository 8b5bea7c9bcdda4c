//! Forecasts against what happened: minADE, minFDE, miss rate (docs/METRICS.md 6).

use std::collections::BTreeMap;

use nalgebra::Vector2;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Forecast, ForecastMode, Forecasts};
use trunkline_interfaces::{AgentClass, Duration, Stamp};

use super::truth_lookup::{agent_at, position_at, truth_at};
use crate::drive_record::DriveRecord;

/// How far ahead is judged, s.
const HORIZONS_S: [f64; 2] = [3.0, 5.0];
/// Modes that are judged: the most probable ones (Argoverse, nuScenes and Waymo take 5 or 6).
const MODES: usize = 6;
/// A final error above this is a miss (Argoverse, nuScenes), m.
const MISS_M: f64 = 2.0;
/// Only who moves this far within the horizon is judged: standing is no forecast, m.
const MOVER_M: f64 = 1.0;
/// Time between forecasts that are judged: their neighbours say nearly the same, s.
const SAMPLING_S: f64 = 0.5;

/// Errors of one forecast over valid steps.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ForecastError {
    /// Smallest mean error over the modes.
    min_ade_m: f64,
    /// Smallest final error over the modes.
    min_fde_m: f64,
    /// Mean error of the most probable mode.
    likely_ade_m: f64,
    /// Smallest of final error + (1 − p)² over the modes.
    brier_min_fde: f64,
}

/// Mean errors over the forecasts of a group of road users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastScore {
    /// `all`, `vehicles`, `pedestrians` or `cyclists`.
    pub group: String,
    /// How far ahead.
    pub horizon_s: f64,
    /// Number of forecasts of moving road users with a whole future.
    pub n: usize,
    /// Mean of the smallest mean errors.
    pub min_ade_m: f64,
    /// Mean of the smallest final errors.
    pub min_fde_m: f64,
    /// Share of forecasts whose smallest final error is above 2 m.
    pub miss_rate: f64,
    /// Mean over the most probable modes.
    pub likely_ade_m: f64,
    /// Mean of the smallest Brier final errors.
    pub brier_min_fde: f64,
}

/// Errors of modes against the truth per step; `None` without a mode or a step.
/// The truth may have gaps: those steps do not count, nor do points beyond its end.
fn forecast_error(
    modes: &[ForecastMode],
    truth_m: &[Option<Vector2<f64>>],
) -> Option<ForecastError> {
    let mut ordered: Vec<&ForecastMode> = modes.iter().collect();
    ordered.sort_by(|a, b| b.probability.total_cmp(&a.probability)); // stable: first of equals first
    let mut result: Option<ForecastError> = None;
    for mode in ordered.into_iter().take(MODES) {
        let errors: Vec<f64> = mode
            .points
            .iter()
            .zip(truth_m)
            .filter_map(|(p, truth)| Some((p.position_m - (*truth)?).norm()))
            .collect();
        let Some(fde) = errors.last().copied() else {
            continue;
        };
        let ade = errors.iter().sum::<f64>() / errors.len() as f64;
        let brier = fde + (1.0 - mode.probability).powi(2);
        result = Some(match result {
            None => ForecastError {
                min_ade_m: ade,
                min_fde_m: fde,
                likely_ade_m: ade,
                brier_min_fde: brier,
            },
            Some(best) => ForecastError {
                min_ade_m: best.min_ade_m.min(ade),
                min_fde_m: best.min_fde_m.min(fde),
                likely_ade_m: best.likely_ade_m,
                brier_min_fde: best.brier_min_fde.min(brier),
            },
        });
    }
    result
}

/// Scores per group and horizon; empty where nothing could be judged.
pub(super) fn forecasting(record: &DriveRecord) -> Vec<ForecastScore> {
    let mut errors: BTreeMap<(usize, &'static str), Vec<ForecastError>> = BTreeMap::new();
    let mut next = Stamp::from_ns(i64::MIN);
    for message in &record.forecasts {
        if message.header.stamp < next {
            continue;
        }
        next = message.header.stamp + Duration::from_s(SAMPLING_S - 1e-3);
        for forecast in &message.forecasts {
            for (h, horizon_s) in HORIZONS_S.iter().enumerate() {
                if let Some((class, error)) = judged(record, message, forecast, *horizon_s) {
                    errors.entry((h, "all")).or_default().push(error);
                    errors.entry((h, group(class))).or_default().push(error);
                }
            }
        }
    }
    errors
        .into_iter()
        .map(|((h, group), errors)| mean_score(group, HORIZONS_S[h], &errors))
        .collect()
}

fn group(class: AgentClass) -> &'static str {
    match class {
        AgentClass::Pedestrian => "pedestrians",
        AgentClass::Bicycle => "cyclists",
        AgentClass::Car
        | AgentClass::Truck
        | AgentClass::Bus
        | AgentClass::Motorcycle
        | AgentClass::StaticObject => "vehicles",
    }
}

/// The error of one forecast over a horizon, if its agent is known, moves, and has its whole
/// future in the record.
fn judged(
    record: &DriveRecord,
    message: &Forecasts,
    forecast: &Forecast,
    horizon_s: f64,
) -> Option<(AgentClass, ForecastError)> {
    let stamp = message.header.stamp;
    let steps = (horizon_s / message.dt_s + 1e-6) as usize;
    let points = forecast.modes.iter().map(|m| m.points.len()).min()?;
    if !(message.dt_s > 0.0) || steps == 0 || points < steps {
        return None;
    }
    let tracks = record
        .tracks
        .iter()
        .rev()
        .find(|t| t.header.stamp <= stamp)?;
    let track = tracks.get(forecast.track)?;
    let now = truth_at(&record.truths, tracks.header.stamp)?;
    let agent = agent_at(now, track.bbox.center_m.xy())?;
    let at = |k: usize| stamp + Duration::from_s((k + 1) as f64 * message.dt_s);
    let truth_m: Vec<Option<Vector2<f64>>> = (0..steps)
        .map(|k| position_at(&record.truths, agent.id, at(k)))
        .collect();
    let end_m = (*truth_m.last()?)?;
    if (end_m - agent.bbox.center_m.xy()).norm() <= MOVER_M {
        return None;
    }
    Some((agent.class, forecast_error(&forecast.modes, &truth_m)?))
}

fn mean_score(group: &str, horizon_s: f64, errors: &[ForecastError]) -> ForecastScore {
    let mean = |of: fn(&ForecastError) -> f64| {
        errors.iter().map(of).sum::<f64>() / errors.len().max(1) as f64
    };
    ForecastScore {
        group: group.to_string(),
        horizon_s,
        n: errors.len(),
        min_ade_m: mean(|e| e.min_ade_m),
        min_fde_m: mean(|e| e.min_fde_m),
        miss_rate: mean(|e| if e.min_fde_m > MISS_M { 1.0 } else { 0.0 }),
        likely_ade_m: mean(|e| e.likely_ade_m),
        brier_min_fde: mean(|e| e.brier_min_fde),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, track, truth};
    use approx::assert_abs_diff_eq;
    use nalgebra::Matrix2;
    use std::sync::Arc;
    use trunkline_interfaces::TrackId;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::{ForecastPoint, Tracks};

    fn mode(probability: f64, points: [[f64; 2]; 2]) -> ForecastMode {
        ForecastMode {
            probability,
            points: points
                .map(|p| ForecastPoint {
                    position_m: p.into(),
                    yaw_rad: 0.0,
                    covariance_m2: Matrix2::identity(),
                })
                .to_vec(),
        }
    }

    #[test]
    fn the_worked_example_comes_out() {
        let truth = [Some(Vector2::new(1.0, 0.0)), Some(Vector2::new(2.0, 0.0))];
        let a = mode(0.7, [[1.0, 1.0], [2.0, 1.0]]); // errors 1, 1
        let b = mode(0.3, [[1.0, 0.0], [2.0, 3.0]]); // errors 0, 3
        let e = forecast_error(&[b, a], &truth).unwrap();
        assert_abs_diff_eq!(e.min_ade_m, 1.0, epsilon = 1e-12); // of 1 and 1.5
        assert_abs_diff_eq!(e.min_fde_m, 1.0, epsilon = 1e-12); // of 1 and 3: no miss
        assert_abs_diff_eq!(e.likely_ade_m, 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(e.brier_min_fde, 1.09, epsilon = 1e-12); // 1 + 0.3²
    }

    #[test]
    fn gaps_do_not_count_and_nothing_gives_nothing() {
        let gap = [None, Some(Vector2::new(2.0, 0.0))];
        let a = mode(1.0, [[100.0, 100.0], [2.0, 1.0]]);
        assert_abs_diff_eq!(
            forecast_error(std::slice::from_ref(&a), &gap)
                .unwrap()
                .min_ade_m,
            1.0,
            epsilon = 1e-12
        );
        assert!(forecast_error(&[a], &[]).is_none());
        assert!(forecast_error(&[], &gap).is_none());
    }

    /// A car that drives at `speed_mps` for 7 s, and forecasts that lie `off_m` beside its way.
    fn foreseen(speed_mps: f64, off_m: f64) -> Vec<ForecastScore> {
        let at = |k: u64, y_m: f64| {
            let x_m = 10.0 + 0.1 * speed_mps * k as f64;
            agent(1, AgentClass::Car, x_m, y_m, speed_mps)
        };
        let step = |k| truth(k, Pose2::default(), 0.0, vec![at(k, 0.0)]);
        let mut record = record((0..71).map(step).collect());
        for truth in &record.truths {
            let header = truth.header;
            let ahead = |j: u64| ForecastPoint {
                position_m: at(header.seq + j, off_m).bbox.center_m.xy(),
                yaw_rad: 0.0,
                covariance_m2: Matrix2::identity(),
            };
            record.tracks.push(Arc::new(Tracks {
                header,
                tracks: vec![track(1, &truth.agents[0])],
            }));
            record.forecasts.push(Arc::new(Forecasts {
                header,
                dt_s: 0.1,
                forecasts: vec![Forecast {
                    track: TrackId(1),
                    modes: vec![ForecastMode {
                        probability: 0.5,
                        points: (1..=60).map(ahead).collect(),
                    }],
                }],
            }));
        }
        forecasting(&record)
    }

    #[test]
    fn forecasts_twice_a_second_are_judged_where_their_future_is_whole() {
        let scores = foreseen(5.0, 1.0);
        let found: Vec<_> = scores
            .iter()
            .map(|s| (s.group.as_str(), s.horizon_s, s.n))
            .collect();
        // From 0.0 to 4.0 s, and from 0.0 to 2.0 s: of 7 s 3 and 5 lie ahead.
        let expected = [
            ("all", 3.0, 9),
            ("vehicles", 3.0, 9),
            ("all", 5.0, 5),
            ("vehicles", 5.0, 5),
        ];
        assert_eq!(found, expected);
        for score in scores {
            assert_abs_diff_eq!(score.min_ade_m, 1.0, epsilon = 1e-9);
            assert_abs_diff_eq!(score.min_fde_m, 1.0, epsilon = 1e-9);
            assert_abs_diff_eq!(score.likely_ade_m, 1.0, epsilon = 1e-9);
            assert_abs_diff_eq!(score.brier_min_fde, 1.25, epsilon = 1e-9); // 1 + 0.5²
            assert_eq!(score.miss_rate, 0.0);
        }
    }

    #[test]
    fn a_forecast_two_metres_off_is_a_miss_and_who_stands_is_not_judged() {
        assert_eq!(foreseen(5.0, 2.01)[0].miss_rate, 1.0);
        assert_eq!(foreseen(5.0, 1.99)[0].miss_rate, 0.0);
        // Within 3 s it moves 0.9 m, within 5 s 1.5 m.
        let slow = foreseen(0.3, 0.0);
        assert!(
            slow.iter().all(|s| s.horizon_s == 5.0) && slow.len() == 2,
            "{slow:?}"
        );
        assert!(foreseen(0.0, 0.0).is_empty());
    }
}
