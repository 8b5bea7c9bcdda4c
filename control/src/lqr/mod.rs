//! Linear quadratic regulation: optimal feedback on the errors' dynamics, actuator lag included.

mod config; // weights
mod controller; // the stage
mod lateral; // offset, heading, steering
mod longitudinal; // distance, speed, acceleration
mod riccati; // the equation behind both

pub use config::LqrConfig;
pub use controller::Lqr;
