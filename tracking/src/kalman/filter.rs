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
