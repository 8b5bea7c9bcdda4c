//! The ego's drive as a series of equally spaced samples: what the closed-loop terms are made of.

use std::sync::Arc;

use nalgebra::Vector2;
use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_interfaces::messages::{Truth, Validate as _};

use super::lane_index::{LaneIndex, LanePlace};

/// Slack beside the lane before the ego counts as being in several, m (docs/METRICS.md 4.3).
const LANE_SLACK_M: f64 = 0.3;

/// The ego at one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct EgoSample {
    /// Time since the first sample.
    pub(super) time_s: f64,
    /// Pose of the rear axle.
    pub(super) rear_axle: Pose2,
    /// Box centre.
    pub(super) center_m: Vector2<f64>,
    /// Outline.
    pub(super) footprint: Rectangle,
    /// Velocity of the box centre, world.
    pub(super) velocity_mps: Vector2<f64>,
    /// Its magnitude.
    pub(super) speed_mps: f64,
    /// Lane that the box centre is in.
    pub(super) lane: Option<LanePlace>,
    /// Whether it is outside lanes or sticks out of its lane.
    pub(super) is_in_several_lanes: bool,
}

impl EgoSample {
    /// Whether the ego's lane lies in a junction.
    pub(super) fn is_in_intersection(&self) -> bool {
        self.lane.is_some_and(|l| l.is_in_junction)
    }

    /// Angle between the ego's heading at the rear axle and a point, in `[0, π]`.
    pub(super) fn bearing_rad(&self, p_m: Vector2<f64>) -> f64 {
        let local = self.rear_axle.inverse_transform_point(p_m);
        libm::atan2(local.y, local.x).abs()
    }

    /// From the ego's front bumper to the nearest end of a box ahead, along the ego's axis, m;
    /// negative where they are beside each other.
    pub(super) fn gap_ahead_m(&self, other: &Rectangle) -> f64 {
        let axis = self.footprint.axis;
        let between_m = (other.center_m - self.footprint.center_m).dot(&axis);
        between_m - self.footprint.half_length_m - other.half_extent_m(axis)
    }
}

/// The ego's drive, sample by sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct EgoSeries {
    /// Time between samples.
    pub(super) dt_s: f64,
    /// The samples.
    pub(super) samples: Vec<EgoSample>,
}

impl EgoSeries {
    /// The ego's samples from the world's truths.
    ///
    /// # Errors
    /// In words, the first truth that is not fit to be judged (NaN, times that go back).
    pub(super) fn new(
        truths: &[Arc<Truth>],
        vehicle: &VehicleParams,
        lanes: &LaneIndex,
    ) -> Result<Self, String> {
        let mut samples: Vec<EgoSample> = Vec::with_capacity(truths.len());
        let mut previous = None;
        for truth in truths {
            truth
                .validate()
                .map_err(|e| format!("at {}: {e}", truth.header.stamp))?;
            let sample = sample(truth, truths[0].header.stamp.s(), vehicle, lanes, previous);
            if samples
                .last()
                .is_some_and(|last| sample.time_s <= last.time_s)
            {
                return Err(format!(
                    "at {}: time does not go forward",
                    truth.header.stamp
                ));
            }
            previous = sample.lane.map(|l| l.lane);
            samples.push(sample);
        }
        let steps = samples.len().saturating_sub(1).max(1) as f64;
        Ok(Self {
            dt_s: samples.last().map_or(0.0, |s| s.time_s) / steps,
            samples,
        })
    }

    /// Positions of the box centre.
    pub(super) fn centers_m(&self) -> Vec<Vector2<f64>> {
        self.samples.iter().map(|s| s.center_m).collect()
    }

    /// Time from the first to the last sample.
    pub(super) fn duration_s(&self) -> f64 {
        self.samples.last().map_or(0.0, |s| s.time_s)
    }
}

fn sample(
    truth: &Truth,
    start_s: f64,
    vehicle: &VehicleParams,
    lanes: &LaneIndex,
    previous: Option<trunkline_interfaces::LaneId>,
) -> EgoSample {
    let ego = &truth.ego;
    let rear_axle = ego.pose();
    let footprint = ego.footprint(vehicle);
    let to_center = Vector2::new(0.0, ego.yaw_rate_radps * vehicle.center_from_rear_axle_m());
    let velocity_mps = rear_axle.rotate(ego.velocity_mps + to_center);
    let lane = lanes.place(footprint.center_m, ego.yaw_rad, previous);
    EgoSample {
        time_s: truth.header.stamp.s() - start_s,
        rear_axle,
        center_m: footprint.center_m,
        footprint,
        velocity_mps,
        speed_mps: velocity_mps.norm(),
        lane,
        is_in_several_lanes: lane.is_none_or(|place| sticks_out(&place, vehicle)),
    }
}

/// Offset + w/2 · |cos Δψ| + l/2 · |sin Δψ| > lane width / 2 + 0.3 m (docs/METRICS.md 4.3).
fn sticks_out(place: &LanePlace, vehicle: &VehicleParams) -> bool {
    let (sin, cos) = libm::sincos(place.yaw_gap_rad);
    let half_m = 0.5 * (vehicle.width_m * cos.abs() + vehicle.length_m * sin.abs());
    place.distance_m + half_m > 0.5 * place.width_m + LANE_SLACK_M
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{map, truth, vehicle};
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::LaneId;

    #[test]
    fn the_box_centre_of_a_turning_ego_moves_sideways_as_well() {
        let mut turning = (*truth(0, Pose2::new(5.0, 0.0, 0.0), 10.0, Vec::new())).clone();
        turning.ego.yaw_rate_radps = 0.5;
        let vehicle = VehicleParams {
            rear_overhang_m: 1.0, // the centre is 1 m ahead of the axle
            ..vehicle()
        };
        let lanes = LaneIndex::new(&map());
        let series = EgoSeries::new(&[Arc::new(turning)], &vehicle, &lanes).unwrap();
        let sample = series.samples[0];
        assert_abs_diff_eq!(
            sample.velocity_mps,
            Vector2::new(10.0, 0.5),
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(sample.speed_mps, 100.25_f64.sqrt(), epsilon = 1e-12);
        assert_abs_diff_eq!(sample.center_m, Vector2::new(6.0, 0.0), epsilon = 1e-12);
        assert_eq!((series.dt_s, series.duration_s()), (0.0, 0.0));
    }

    #[test]
    fn an_ego_across_its_lane_sticks_out_sooner() {
        let place = |distance_m: f64, yaw_gap_rad: f64| LanePlace {
            lane: LaneId(1),
            s_m: 0.0,
            distance_m,
            yaw_gap_rad,
            width_m: 3.6,
            is_in_junction: false,
            speed_limit_mps: None,
        };
        let out = |distance_m, yaw| sticks_out(&place(distance_m, yaw), &vehicle());
        // 1.8 + 0.3 = 2.1 m of room; half the width is 1 m.
        assert!(!out(1.09, 0.0) && out(1.11, 0.0));
        // 0.6 rad: ½ · (2 · 0.8253 + 4 · 0.5646) = 1.9546 m, to either side.
        for yaw in [0.6, -0.6] {
            assert!(!out(0.14, yaw) && out(0.15, yaw));
        }
    }

    #[test]
    fn samples_are_a_mean_step_apart_and_know_their_bearings() {
        let at = |k: u64| truth(k, Pose2::new(k as f64, 0.0, 0.0), 10.0, Vec::new());
        let truths: Vec<_> = (0..4).map(at).collect();
        let series = EgoSeries::new(&truths, &vehicle(), &LaneIndex::new(&map())).unwrap();
        assert_abs_diff_eq!(series.dt_s, 0.1, epsilon = 1e-12);
        assert_abs_diff_eq!(series.duration_s(), 0.3, epsilon = 1e-12);
        let bearing = |x, y| series.samples[3].bearing_rad(Vector2::new(x, y));
        assert_abs_diff_eq!(
            bearing(4.0, 1.0),
            std::f64::consts::FRAC_PI_4,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            bearing(3.0, -1.0),
            std::f64::consts::FRAC_PI_2,
            epsilon = 1e-12
        );
    }
}
