//! A controller's answer.

use trunkline_interfaces::StepContext;
use trunkline_interfaces::messages::{Actuation, Command};
use trunkline_interfaces::stages::ControllerInput;

/// A steering angle and an acceleration within the vehicle's range, with a header that rests on
/// the data of plan and ego.
pub(crate) fn command(
    input: &ControllerInput<'_>,
    steering_rad: f64,
    acceleration_mps2: f64,
    ctx: &StepContext<'_>,
) -> Command {
    let v = ctx.vehicle;
    let captured = input.plan.header.captured.min(input.ego.header.captured);
    Command {
        header: ctx.header(ctx.now, captured),
        actuation: Actuation::Control {
            steering_rad: steering_rad.clamp(-v.max_steering_rad, v.max_steering_rad),
            acceleration_mps2: acceleration_mps2
                .clamp(-v.max_braking_mps2, v.max_acceleration_mps2),
        },
        interventions: Vec::new(),
    }
}
