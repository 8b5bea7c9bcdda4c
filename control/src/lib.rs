//! Control: plans in, commands out, with the safety gate.
//!
//! Start at [`Lqr`] (the default controller), [`SafetyGate`] (the last check), or
//! [`Controller`](trunkline_interfaces::stages::Controller) to write your own.

mod command; // a controller's answer
mod gate; // the last check before actuation
mod geometric; // what geometric controllers do alike
mod lqr; // optimal feedback, lateral and longitudinal
mod oracle; // the plan followed exactly
mod pure_pursuit; // steer to a point ahead
mod reference; // the plan at a time and at a place
mod register; // names under which configs find the modules
mod speed_pid; // proportional, integral, derivative, with feed-forward
mod standstill; // when the vehicle stands, and what keeps it there
mod stanley; // steer the front axle onto the path
mod steering; // comfortable steering rates

pub use gate::{SafetyConfig, SafetyGate};
pub use lqr::{Lqr, LqrConfig};
pub use oracle::{OracleController, OracleControllerConfig};
pub use pure_pursuit::{PurePursuit, PurePursuitConfig};
pub use register::register;
pub use speed_pid::SpeedPidConfig;
pub use stanley::{Stanley, StanleyConfig};
