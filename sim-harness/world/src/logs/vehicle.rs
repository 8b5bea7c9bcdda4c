//! The recorded ego's body as our vehicle.

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::Pose2;

use super::Scene;

/// Rear axle behind the box centre, share of the length. The files give box centres only;
/// nuPlan's vehicle has (5.176 / 2 − 1.127) / 5.176 = 0.282, ours 0.293.
const REAR_AXLE_BEHIND_CENTER: f64 = 0.28;
/// Wheelbase, share of the length. nuPlan's vehicle has 3.089 / 5.176 = 0.597, ours 0.598.
const WHEELBASE: f64 = 0.6;

/// Our vehicle with the size of the recorded one; limits are the defaults.
pub fn vehicle_of(scene: &Scene) -> VehicleParams {
    let ego = scene.ego();
    VehicleParams {
        length_m: ego.length_m,
        width_m: ego.width_m,
        height_m: ego.height_m,
        wheelbase_m: WHEELBASE * ego.length_m,
        rear_overhang_m: (0.5 - REAR_AXLE_BEHIND_CENTER) * ego.length_m,
        ..VehicleParams::default()
    }
}

/// Pose of the rear axle for a pose of the box centre.
pub(super) fn rear_axle_pose(vehicle: &VehicleParams, center: &Pose2) -> Pose2 {
    center.forward(-vehicle.center_from_rear_axle_m())
}
