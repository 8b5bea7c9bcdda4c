//! The motion model of a class: turn rate for what has wheels, constant velocity for the rest.

use trunkline_interfaces::AgentClass;

use super::config::KalmanConfig;
use crate::motion::{ConstantVelocity, Estimate, FilterError, Measurement, ProcessNoise, TurnRate};

/// Acceleration noise of static objects, m²/s³: they may be pushed, no more.
const STATIC_ACCELERATION_M2PS3: f64 = 0.01;

/// Filter of one agent.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    Wheels(TurnRate),
    Feet(ConstantVelocity),
    Static(ConstantVelocity),
}

impl Filter {
    /// The filter for a class, from a first measurement.
    pub(super) fn new(class: AgentClass, m: &Measurement, length_m: f64) -> Self {
        match class {
            AgentClass::Pedestrian => {
                Self::Feet(ConstantVelocity::new(m, speed_deviation_mps(class)))
            }
            AgentClass::StaticObject => {
                Self::Static(ConstantVelocity::new(m, speed_deviation_mps(class)))
            }
            AgentClass::Car
            | AgentClass::Truck
            | AgentClass::Bus
            | AgentClass::Motorcycle
            | AgentClass::Bicycle => {
                Self::Wheels(TurnRate::new(m, length_m, speed_deviation_mps(class)))
            }
        }
    }

    pub(super) fn predict(&mut self, dt_s: f64, config: &KalmanConfig) {
        let noise = |acceleration_m2ps3| ProcessNoise {
            acceleration_m2ps3,
            yaw_acceleration_rad2ps3: config.vehicle_yaw_acceleration_rad2ps3,
            slip_m2ps: config.slip_m2ps,
        };
        match self {
            Self::Wheels(filter) => filter.predict(dt_s, &noise(config.vehicle_acceleration_m2ps3)),
            Self::Feet(filter) => {
                filter.predict(dt_s, &noise(config.pedestrian_acceleration_m2ps3))
            }
            Self::Static(filter) => {
                let still = ProcessNoise {
                    slip_m2ps: 0.0,
                    ..noise(STATIC_ACCELERATION_M2PS3)
                };
                filter.predict(dt_s, &still);
            }
        }
    }

    pub(super) fn update(&mut self, m: &Measurement, length_m: f64) -> Result<(), FilterError> {
        match self {
            Self::Wheels(filter) => filter.update(m, length_m),
            Self::Feet(filter) | Self::Static(filter) => filter.update(m),
        }
    }

    pub(super) fn estimate(&self) -> Estimate {
        match self {
            Self::Wheels(filter) => filter.estimate(),
            Self::Feet(filter) | Self::Static(filter) => filter.estimate(),
        }
    }
}

/// Spread of the speed of an agent of which nothing is known yet, m/s: about half of what its
/// class does at most in towns.
fn speed_deviation_mps(class: AgentClass) -> f64 {
    match class {
        AgentClass::Pedestrian => 1.5,
        AgentClass::Bicycle => 5.0,
        AgentClass::Car | AgentClass::Truck | AgentClass::Bus | AgentClass::Motorcycle => 10.0,
        AgentClass::StaticObject => 0.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::{Matrix3, Vector2};

    fn at(x: f64) -> Measurement {
        Measurement {
            center_m: Vector2::new(x, 0.0),
            yaw_rad: 0.0,
            covariance: Matrix3::identity() * 1e-4,
            velocity_mps: None,
        }
    }

    #[test]
    fn every_class_starts_as_fast_as_it_may_be_and_wanders_as_it_does() {
        let config = KalmanConfig::default();
        // Standard deviation of the speed at birth, m/s; variance of the speed gained in 1 s.
        let cases = [
            (
                AgentClass::Pedestrian,
                1.5,
                config.pedestrian_acceleration_m2ps3,
            ),
            (AgentClass::Car, 10.0, config.vehicle_acceleration_m2ps3),
            (AgentClass::Truck, 10.0, config.vehicle_acceleration_m2ps3),
            (AgentClass::Bus, 10.0, config.vehicle_acceleration_m2ps3),
            (
                AgentClass::Motorcycle,
                10.0,
                config.vehicle_acceleration_m2ps3,
            ),
            (AgentClass::Bicycle, 5.0, config.vehicle_acceleration_m2ps3),
            (AgentClass::StaticObject, 0.1, STATIC_ACCELERATION_M2PS3),
        ];
        for (class, deviation_mps, gained_m2ps2) in cases {
            let mut filter = Filter::new(class, &at(0.0), 4.0);
            let variance = |f: &Filter| f.estimate().covariance[(3, 3)];
            assert_abs_diff_eq!(
                variance(&filter),
                deviation_mps * deviation_mps,
                epsilon = 1e-9
            );
            filter.predict(1.0, &config);
            let expected = deviation_mps * deviation_mps + gained_m2ps2;
            assert_abs_diff_eq!(variance(&filter), expected, epsilon = 1e-9);
        }
    }

    #[test]
    fn a_thing_does_not_slip_and_a_pedestrian_does() {
        let config = KalmanConfig {
            slip_m2ps: 7.0,
            ..KalmanConfig::default()
        };
        let grown = |class| {
            let mut filter = Filter::new(class, &at(0.0), 1.0);
            filter.predict(1.0, &config);
            filter.estimate().covariance[(0, 0)]
        };
        // Variances of place and speed (times 1 s²), a third of the noise, the slip.
        assert_abs_diff_eq!(
            grown(AgentClass::StaticObject),
            1e-4 + 0.01 + 0.01 / 3.0,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            grown(AgentClass::Pedestrian),
            1e-4 + 2.25 + 0.5 / 3.0 + 7.0,
            epsilon = 1e-12
        );
    }

    #[test]
    fn every_kind_of_filter_follows_what_it_measures() {
        for class in AgentClass::ALL {
            let mut filter = Filter::new(class, &at(0.0), 0.0);
            filter.predict(0.1, &KalmanConfig::default());
            filter.update(&at(0.01), 0.0).unwrap();
            let x_m = filter.estimate().center_m.x;
            assert!((0.004..=0.0101).contains(&x_m), "{class:?}: {x_m}");
        }
    }
}
