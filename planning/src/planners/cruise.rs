//! The wished speed where no limit is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::within;
use trunkline_interfaces::messages::Tracks;

use crate::scene::Start;

/// Traffic within this distance tells how fast one drives here, m.
const AROUND_M: f64 = 60.0;
/// Only vehicles that drive about our way count: cosine of 30°.
const OUR_WAY_COSINE: f64 = 0.866;
/// Slower vehicles are in a queue or parked: they tell nothing, m/s.
const MOVING_MPS: f64 = 3.0;

/// Parameters of the wished speed.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CruiseConfig {
    /// Wished speed where no limit is known, m/s, in [1, 60].
    pub speed_mps: f64,
    /// Highest wished speed that faster traffic around may suggest, m/s, at least `speed_mps`.
    pub max_speed_mps: f64,
}

impl Default for CruiseConfig {
    fn default() -> Self {
        Self {
            speed_mps: 12.0,
            max_speed_mps: 36.0,
        }
    }
}

impl CruiseConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        within("speed_mps", self.speed_mps, 1.0..=60.0)?;
        ConfigError::require(
            self.max_speed_mps >= self.speed_mps,
            "max_speed_mps",
            self.max_speed_mps,
            "must be at least `speed_mps`",
        )
    }

    /// The highest of: the configured speed, what the ego has driven before, what traffic that
    /// goes our way drives.
    pub(crate) fn speed_mps(&self, driven_mps: f64, start: &Start, tracks: &Tracks) -> f64 {
        let direction = start.pose.direction();
        let traffic_mps = tracks
            .tracks
            .iter()
            .filter(|t| t.class.is_motor_vehicle() && t.speed_mps() > MOVING_MPS)
            .filter(|t| (t.bbox.center_m.xy() - start.pose.position_m()).norm() < AROUND_M)
            .filter(|t| t.velocity_mps.dot(&direction) > OUR_WAY_COSINE * t.speed_mps())
            .map(|t| t.speed_mps())
            .fold(0.0, f64::max);
        let suggested_mps = driven_mps.max(traffic_mps).min(self.max_speed_mps);
        self.speed_mps.max(suggested_mps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::track;
    use trunkline_interfaces::AgentClass;
    use trunkline_interfaces::messages::Track;

    fn cruise_mps(driven_mps: f64, others: Vec<Track>) -> f64 {
        let tracks = Tracks {
            tracks: others,
            ..Tracks::default()
        };
        Bench::straight(5.0)
            .look(|scene| CruiseConfig::default().speed_mps(driven_mps, scene.start, &tracks))
    }

    fn car(x: f64, yaw: f64, speed: f64) -> Vec<Track> {
        vec![track(1, AgentClass::Car, x, 3.5, yaw, speed)]
    }

    #[test]
    fn the_fastest_of_what_is_configured_driven_and_seen_counts() {
        assert_eq!(cruise_mps(5.0, Vec::new()), 12.0);
        assert_eq!(cruise_mps(15.0, Vec::new()), 15.0);
        assert_eq!(cruise_mps(15.0, car(30.0, 0.0, 20.0)), 20.0);
        assert_eq!(cruise_mps(50.0, Vec::new()), 36.0);
        assert_eq!(
            cruise_mps(5.0, [car(30.0, 0.0, 20.0), car(20.0, 0.0, 14.0)].concat()),
            20.0
        );
    }

    #[test]
    fn only_vehicles_near_that_drive_our_way_tell() {
        assert_eq!(cruise_mps(5.0, car(59.0, 0.0, 20.0)), 20.0);
        assert_eq!(cruise_mps(5.0, car(60.0, 0.0, 20.0)), 12.0);
        assert_eq!(cruise_mps(5.0, car(30.0, 0.5, 20.0)), 20.0);
        assert_eq!(cruise_mps(5.0, car(30.0, 0.55, 20.0)), 12.0);
        let walker = vec![track(1, AgentClass::Pedestrian, 9.0, 0.0, 0.0, 20.0)];
        assert_eq!(cruise_mps(5.0, walker), 12.0);
    }

    #[test]
    fn distance_and_direction_are_those_from_the_ego() {
        // The ego at (30, −5) looks along (0.6, 0.8); it wishes for 1 m/s by itself.
        let config = CruiseConfig {
            speed_mps: 1.0,
            ..CruiseConfig::default()
        };
        let ahead = 0.8_f64.atan2(0.6);
        let seen_mps = |distance_m: f64, angle: f64, speed: f64| {
            let (x, y) = (30.0 - 0.8 * distance_m, -5.0 + 0.6 * distance_m);
            let other = track(1, AgentClass::Truck, x, y, ahead + angle, speed);
            let tracks = Tracks {
                tracks: vec![other],
                ..Tracks::default()
            };
            let wished_mps = Bench::straight(2.0)
                .ego_at(30.0, -5.0, ahead)
                .look(|scene| config.speed_mps(2.0, scene.start, &tracks));
            (10.0 * wished_mps).round() / 10.0
        };
        assert_eq!(
            (seen_mps(59.9, 0.0, 7.0), seen_mps(60.1, 0.0, 7.0)),
            (7.0, 2.0)
        );
        for side in [1.0, -1.0] {
            // cosine 0.866 at 0.5236 rad
            assert_eq!(seen_mps(20.0, 0.52 * side, 7.0), 7.0);
            assert_eq!(seen_mps(20.0, 0.53 * side, 7.0), 2.0);
        }
        // slower than 3 m/s it is in a queue
        assert_eq!(
            (seen_mps(20.0, 0.0, 2.9), seen_mps(20.0, 0.0, 3.1)),
            (2.0, 3.1)
        );
        assert_eq!(seen_mps(20.0, 0.0, 40.0), 36.0);
    }

    #[test]
    fn values_out_of_their_range_are_refused_by_name() {
        for (speed_mps, max_speed_mps, key) in [
            (0.9, 36.0, "speed_mps"),
            (61.0, 99.0, "speed_mps"),
            (12.0, 11.9, "max_speed_mps"),
            (12.0, f64::NAN, "max_speed_mps"),
        ] {
            let config = CruiseConfig {
                speed_mps,
                max_speed_mps,
            };
            let error = config.check().unwrap_err().to_string();
            assert!(error.contains(&format!("`{key}`")), "{error}");
        }
        for at_the_bound in [1.0, 60.0] {
            let config = CruiseConfig {
                speed_mps: at_the_bound,
                max_speed_mps: at_the_bound,
            };
            assert!(config.check().is_ok());
        }
    }
}
