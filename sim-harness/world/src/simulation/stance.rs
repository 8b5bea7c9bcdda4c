//! How the ego stands on the road: height and pitch.

use trunkline_interfaces::geometry::Pose2;

use crate::roads::RoadSurface;

/// Height of the rear axle's place on the ground, and pitch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Stance {
    pub(super) elevation_m: f64,
    /// Nose down positive (ISO 8855).
    pub(super) pitch_rad: f64,
}

impl Stance {
    /// With both axles on the road. Where there is none, the ground goes on as it was.
    pub(super) fn on(
        surface: &RoadSurface,
        pose: Pose2,
        wheelbase_m: f64,
        before: Option<Self>,
    ) -> Self {
        let near_m = before.map(|before| before.elevation_m);
        let rear = surface.at(pose.position_m(), near_m);
        let front = surface.at(pose.forward(wheelbase_m).position_m(), near_m);
        match (rear, front) {
            (Some(rear_m), Some(front_m)) => Self {
                elevation_m: rear_m,
                pitch_rad: libm::atan2(rear_m - front_m, wheelbase_m),
            },
            _ => before.unwrap_or_default(),
        }
    }

    /// Sine of the road's angle ahead, uphill positive.
    pub(super) fn climb(self) -> f64 {
        -libm::sin(self.pitch_rad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::Roads;
    use approx::assert_abs_diff_eq;

    #[test]
    fn uphill_the_nose_is_up_and_the_other_way_down() {
        let map = Roads::builtin("rural").unwrap().unwrap().map;
        let surface = RoadSurface::new(&map);
        let steep = map
            .driving_lanes()
            .filter(|l| l.centerline.length_m() > 100.0);
        let mut steepest: f64 = 0.0;
        for lane in steep {
            for i in 0..(lane.centerline.length_m() / 10.0) as usize {
                let s_m = 10.0 * i as f64;
                let pose = lane.centerline.pose_at(s_m, 0.0);
                let near = Stance {
                    elevation_m: lane.elevation_at(s_m),
                    pitch_rad: 0.0,
                };
                let stance = Stance::on(&surface, pose, 2.75, Some(near));
                let rise_m = lane.elevation_at(s_m + 2.75) - lane.elevation_at(s_m);
                assert_abs_diff_eq!(stance.climb(), rise_m / 2.75, epsilon = 0.02);
                steepest = steepest.max(stance.climb().abs());
            }
        }
        assert!(steepest > 0.05, "{steepest}");
    }

    #[test]
    fn on_level_ground_everything_is_zero_to_the_bit() {
        let map = Roads::builtin("urban").unwrap().unwrap().map;
        let surface = RoadSurface::new(&map);
        let stance = Stance::on(&surface, Pose2::new(125.0, 258.25, 0.3), 2.75, None);
        assert_eq!(stance.pitch_rad.to_bits(), 0);
        assert_eq!(stance.elevation_m.to_bits(), 0);
    }
}
