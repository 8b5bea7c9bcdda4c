//! The ego: its box, where it drove, its speed beside the plan's.

use nalgebra::Vector2;
use rerun::LineStrips3D;

use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::EgoState;
use trunkline_interfaces::{Stamp, VehicleParams};

use crate::colors;
use crate::error::ViewerError;
use crate::messages::command::show_steering;
use crate::messages::plan::LastPlan;
use crate::paths;
use crate::recent::Recent;
use crate::recording::Recording;
use crate::shapes::{boxes, point, strip, transform};

/// How long the driven path stays in sight.
const DRIVEN_S: f64 = 8.0;
/// Time between two points of it.
const DRIVEN_STEP_S: f64 = 0.2;
/// How long states are kept, for messages whose stamp lies in the past.
const STATES_S: f64 = 2.0;

/// Where the ego is and was.
#[derive(Default)]
pub(crate) struct Ego {
    states: Recent<EgoState>,
    driven: Recent<Vector2<f64>>,
    /// Height of the ground under it.
    pub(crate) ground_m: f64,
}

impl Ego {
    /// The state at a time, as far as it is remembered.
    pub(crate) fn state_at(&self, stamp: Stamp) -> Option<EgoState> {
        self.states.at(stamp)
    }

    /// The last known position.
    pub(crate) fn position_m(&self) -> Option<Vector2<f64>> {
        self.states.newest().map(|ego| ego.position_m.xy())
    }

    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        ego: &EgoState,
        plan: &LastPlan,
    ) -> Result<(), ViewerError> {
        let now = ego.header.stamp;
        self.ground_m = ego.position_m.z;
        self.states.push(now, ego.clone());
        self.states.forget(now, STATES_S);
        recording.log(paths::EGO, &transform(&ego.world_from_ego()))?;
        self.show_driven(recording, now, ego.position_m.xy())?;

        recording.scalar(&format!("{}/actual", paths::PLOT_SPEED), ego.speed_mps())?;
        if let Some(planned) = plan.at(now) {
            recording.scalar(&format!("{}/plan", paths::PLOT_SPEED), planned.speed_mps)?;
        }
        show_steering(recording, ego.steering_rad, "actual")?;
        recording.scalar(
            &format!("{}/actual", paths::PLOT_ACCELERATION),
            ego.acceleration_mps2.x,
        )
    }

    fn show_driven(
        &mut self,
        recording: &Recording,
        now: Stamp,
        p_m: Vector2<f64>,
    ) -> Result<(), ViewerError> {
        if !self.driven.is_due(now, DRIVEN_STEP_S) {
            return Ok(());
        }
        self.driven.push(now, p_m);
        self.driven.forget(now, DRIVEN_S);
        let line = strip(self.driven.values(), self.ground_m + 0.05);
        let line = LineStrips3D::new([line])
            .with_colors([colors::DRIVEN])
            .with_radii([0.08]);
        recording.log(paths::EGO_TRAIL, &line)
    }
}

/// The ego's own box and nose, in its own frame.
pub(crate) fn show_body(recording: &Recording, vehicle: &VehicleParams) -> Result<(), ViewerError> {
    let center_m = vehicle.center_from_rear_axle_m();
    let body = OrientedBox {
        center_m: nalgebra::Vector3::new(center_m, 0.0, 0.5 * vehicle.height_m),
        size_m: nalgebra::Vector3::new(vehicle.length_m, vehicle.width_m, vehicle.height_m),
        yaw_rad: 0.0,
    };
    recording.log_static(paths::EGO_BODY, &boxes(&[(body, colors::EGO)]))?;
    // A wedge on the roof that points forward.
    let (front_m, half_m, roof_m) = (
        center_m + 0.4 * vehicle.length_m,
        0.35 * vehicle.width_m,
        vehicle.height_m,
    );
    let wedge = [(-half_m, center_m), (0.0, front_m), (half_m, center_m)];
    let wedge = wedge.map(|(left_m, forward_m)| point(Vector2::new(forward_m, left_m), roof_m));
    let nose = LineStrips3D::new([wedge])
        .with_colors([colors::EGO])
        .with_radii([0.08]);
    recording.log_static(paths::EGO_NOSE, &nose)
}

/// Lines of the plots that the ego fills.
pub(crate) fn style(recording: &Recording) -> Result<(), ViewerError> {
    let line = |path: &str, name: &str, color, width_px| {
        recording.series(&format!("{path}/{name}"), name, color, width_px)
    };
    line(paths::PLOT_SPEED, "actual", colors::ACTUAL, 2.0)?;
    line(paths::PLOT_SPEED, "plan", colors::PLANNED, 1.5)?;
    line(paths::PLOT_STEERING, "actual", colors::ACTUAL, 2.0)?;
    line(paths::PLOT_ACCELERATION, "actual", colors::ACTUAL, 2.0)
}
