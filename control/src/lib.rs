//! Control: plans in, commands out, with the safety gate.
//!
//! Start at [`Lqr`] (the default controller), [`SafetyGate`] (the last check), or
//! [`Controller`](trunkline_interfaces::stages::Controller) to write your own.

mod gate; // the last check before actuation
mod longitudinal; // speed: PID, standstill
mod lqr; // optimal feedback, lateral and longitudinal
mod oracle; // the plan followed exactly
mod pure_pursuit; // steer to a point ahead
mod reference; // the plan at a time and at a place
mod register; // names under which configs find the modules
mod stanley; // steer the front axle onto the path
mod steering; // comfortable steering rates

pub use gate::{SafetyConfig, SafetyGate};
pub use longitudinal::SpeedPidConfig;
pub use lqr::{Lqr, LqrConfig};
pub use oracle::{OracleController, OracleControllerConfig};
pub use pure_pursuit::{PurePursuit, PurePursuitConfig};
pub use register::register;
pub use stanley::{Stanley, StanleyConfig};
