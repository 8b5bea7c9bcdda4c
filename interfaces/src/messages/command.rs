//! What is asked of the vehicle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::plan::Trajectory;
use super::validate::{Check, InvalidMessage, Validate};

/// A request to the vehicle, in either of the two forms that worlds take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actuation {
    /// Steering and acceleration.
    Control {
        /// Mean angle of the front wheels, left positive.
        steering_rad: f64,
        /// Acceleration along the vehicle, braking negative.
        acceleration_mps2: f64,
    },
    /// A trajectory to be followed exactly; times count from the command's stamp.
    Trajectory(Trajectory),
}

/// Why the gate changed a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Intervention {
    /// Steering angle or rate was beyond the vehicle's limits.
    SteeringLimit,
    /// Acceleration was beyond the vehicle's limits.
    AccelerationLimit,
    /// Change of acceleration was beyond the comfort limit.
    JerkLimit,
    /// A collision was imminent: full braking.
    EmergencyBraking,
    /// Inputs were missing or too old: stop in lane.
    MinimalRisk,
}

/// A steering and acceleration request (of the controller: the wish; of the gate: what is done).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Command {
    /// Time and order.
    pub header: Header,
    /// What to do.
    pub actuation: Actuation,
    /// What the gate changed, empty if nothing.
    pub interventions: Vec<Intervention>,
}

impl Validate for Command {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Command");
        match &self.actuation {
            Actuation::Control {
                steering_rad,
                acceleration_mps2,
            } => {
                check.finite("steering_rad", &[*steering_rad])?;
                check.finite("acceleration_mps2", &[*acceleration_mps2])
            }
            Actuation::Trajectory(trajectory) => trajectory.check(&check),
        }
    }
}
