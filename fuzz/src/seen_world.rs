//! Some steps of a world, looked at: what it shows must be fit to be consumed.

use trunkline_interfaces::messages::{Actuation, Validate as _};
use trunkline_interfaces::{World, WorldError};

/// Steps of the world between two looks at everything.
const STEPS_PER_LOOK: u32 = 10;

/// Resets a world and drives so many steps in it, braking gently to the left.
///
/// # Errors
/// [`WorldError`], as the world gives it.
///
/// # Panics
/// If a message of the world holds a value that is not finite.
pub fn look_at(world: &mut dyn World, steps: u32) -> Result<(), WorldError> {
    let info = world.reset(1)?;
    let actuation = Actuation::Control {
        steering_rad: 0.05,
        acceleration_mps2: -0.5,
    };
    for step in 0..=steps {
        world.ego().validate().expect("the ego");
        if step % STEPS_PER_LOOK == 0 {
            let seen = world.observe();
            if let Some(truth) = &seen.truth {
                truth.validate().expect("the truth");
            }
            if let Some(route) = &seen.route {
                route.validate().expect("the route");
                // Whether it is a path is asked by whoever drives along it.
                drop(route.polyline());
            }
            if let Some(future) = world.future(None, 2.0, 0.5) {
                future.validate().expect("the future");
            }
            if seen.ending.is_some() {
                break;
            }
        }
        world.act(&actuation)?;
    }
    drop(info);
    Ok(())
}
