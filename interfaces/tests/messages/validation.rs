//! What no consumer could use is refused, and the field is named.

use nalgebra::Vector2;
use ndarray::Array2;
use trunkline_interfaces::messages::{Actuation, InvalidMessage, Validate};
use trunkline_interfaces::{AgentId, TrackId};

use crate::samples::{
    Numbers, camera_frame, command, detections, forecasts, future, perception, plan, route, tracks,
    truth, wish,
};

const NAN: f64 = f64::NAN;

/// What is done to a sound message, and the field that its error names.
type Spoil<M> = (&'static str, fn(&mut M));

/// A sound message passes, and each thing that is done to it is named.
fn each_is_named<M: Validate>(sound: fn(&mut Numbers) -> M, spoils: &[Spoil<M>]) {
    assert_eq!(sound(&mut n()).validate(), Ok(()));
    for (number, (field, spoil)) in spoils.iter().enumerate() {
        let mut message = sound(&mut n());
        spoil(&mut message);
        let InvalidMessage { field: named, .. } = message.validate().unwrap_err();
        assert_eq!(&named, field, "case {number}");
    }
}

/// The same numbers every time.
fn n() -> Numbers {
    Numbers::new(3)
}

#[test]
fn camera_frames() {
    each_is_named(
        camera_frame,
        &[
            ("intrinsics", |m| m.intrinsics.width_px = 0),
            ("intrinsics", |m| m.intrinsics.height_px = 0),
            ("intrinsics", |m| m.intrinsics.cy_px = NAN),
            ("intrinsics.distortion", |m| {
                m.intrinsics.distortion.k3 = NAN
            }),
            ("ego_from_camera.translation", |m| {
                m.ego_from_camera.translation.z = NAN
            }),
            ("ego_from_camera.rotation", |m| {
                m.ego_from_camera.rotation.as_mut_unchecked().w = NAN
            }),
        ],
    );
}

#[test]
fn ego_states() {
    each_is_named(
        Numbers::ego,
        &[
            ("position_m", |m| m.position_m.z = f64::INFINITY),
            ("orientation", |m| m.roll_rad = NAN),
            ("velocity_mps", |m| m.velocity_mps.y = NAN),
            ("acceleration_mps2", |m| m.acceleration_mps2.x = NAN),
            ("yaw_rate_radps", |m| m.yaw_rate_radps = NAN),
            ("steering_rad", |m| m.steering_rad = f64::NEG_INFINITY),
        ],
    );
}

#[test]
fn routes() {
    each_is_named(
        route,
        &[
            ("path[0].position_m", |m| m.path[0].position_m.y = NAN),
            ("path[0].room", |m| m.path[0].right_m = NAN),
            ("path[0].speed_limit_mps", |m| {
                m.path[0].speed_limit_mps = Some(NAN)
            }),
            ("goal_s_m", |m| m.goal_s_m = NAN),
            ("signals[0].stop_s_m", |m| m.signals[0].stop_s_m = NAN),
            ("yields[0]", |m| m.yields[0].clear_s_m = NAN),
        ],
    );
}

#[test]
fn truths() {
    each_is_named(
        truth,
        &[
            ("velocity_mps", |m| m.ego.velocity_mps.x = NAN),
            ("agents[0].bbox", |m| m.agents[0].bbox.size_m.x = -1.0),
            ("agents[0].velocity_mps", |m| {
                m.agents[0].velocity_mps.x = NAN
            }),
            ("agents[0].yaw_rate_radps", |m| {
                m.agents[0].yaw_rate_radps = NAN
            }),
            ("agents[0].visibility", |m| m.agents[0].visibility = 1.5),
            ("agents", |m| m.agents.push(m.agents[0])),
            ("collisions[0].closing_mps", |m| {
                m.collisions[0].closing_mps = NAN
            }),
            ("views[0].agents[0].pixels", |m| {
                m.views[0].agents[0].pixels = 0
            }),
        ],
    );
}

#[test]
fn futures() {
    each_is_named(
        future,
        &[
            ("dt_s", |m| m.dt_s = -0.1),
            ("dt_s", |m| m.dt_s = NAN),
            ("agents[0].poses", |m| m.agents[0].poses[0].yaw_rad = NAN),
            ("agents", |m| {
                let mut earlier = m.agents[0].clone();
                earlier.id = AgentId(4);
                m.agents.push(earlier);
            }),
        ],
    );
}

#[test]
fn perceptions() {
    each_is_named(
        perception,
        &[
            ("detections_2d[0].box_px", |m| {
                m.detections_2d.as_mut().unwrap()[0].box_px[3] = NAN
            }),
            ("detections_2d[0].score", |m| {
                m.detections_2d.as_mut().unwrap()[0].score = -0.1
            }),
            ("detections_3d[0].score", |m| {
                m.detections_3d.as_mut().unwrap()[0].score = NAN
            }),
            ("depth_noise", |m| m.depth_noise = Some(1.1)),
            ("depth_m[0, 0]", |m| {
                m.depth_m = Some(Array2::from_elem((2, 2), f32::NAN))
            }),
        ],
    );
}

#[test]
fn lists_of_detections() {
    each_is_named(
        detections,
        &[
            ("detections[0].bbox", |m| m.detections[0].bbox.yaw_rad = NAN),
            ("detections[0].velocity_mps", |m| {
                m.detections[0].velocity_mps = Some(Vector2::new(0.0, NAN))
            }),
            ("detections[0].covariance", |m| {
                m.detections[0].covariance[(3, 0)] = NAN
            }),
            ("detections[0].score", |m| m.detections[0].score = 1.01),
        ],
    );
}

#[test]
fn lists_of_tracks() {
    each_is_named(
        tracks,
        &[
            ("tracks[0].bbox", |m| m.tracks[0].bbox.center_m.x = NAN),
            ("tracks[0].velocity_mps", |m| {
                m.tracks[0].velocity_mps.y = NAN
            }),
            ("tracks[0].yaw_rate_radps", |m| {
                m.tracks[0].yaw_rate_radps = NAN
            }),
            ("tracks[0].covariance", |m| {
                m.tracks[0].covariance[(2, 1)] = NAN
            }),
            ("tracks[0].existence", |m| m.tracks[0].existence = -1e-9),
            ("tracks", |m| m.tracks.push(m.tracks[0].clone())),
        ],
    );
}

#[test]
fn lists_of_forecasts() {
    each_is_named(
        forecasts,
        &[
            ("dt_s", |m| m.dt_s = NAN),
            ("dt_s", |m| m.dt_s = 0.0),
            ("forecasts[0].modes", |m| {
                m.forecasts[0].modes[0].probability = 0.9
            }),
            ("forecasts[0].modes[0].position_m", |m| {
                m.forecasts[0].modes[0].points[0].position_m.x = NAN
            }),
            ("forecasts[0].modes[0].yaw_rad", |m| {
                m.forecasts[0].modes[0].points[0].yaw_rad = NAN
            }),
            ("forecasts[0].modes[0].covariance_m2", |m| {
                m.forecasts[0].modes[0].points[0].covariance_m2[(1, 1)] = NAN
            }),
            ("forecasts[0].modes[0].probability", |m| {
                // Together they are still one.
                let mut other = m.forecasts[0].modes[0].clone();
                (m.forecasts[0].modes[0].probability, other.probability) = (-0.5, 1.5);
                m.forecasts[0].modes.push(other);
            }),
            ("forecasts", |m| {
                let mut earlier = m.forecasts[0].clone();
                earlier.track = TrackId(10);
                m.forecasts.push(earlier);
            }),
        ],
    );
    let mut nobody = forecasts(&mut n());
    (nobody.dt_s, nobody.forecasts) = (0.0, Vec::new());
    assert_eq!(
        nobody.validate(),
        Ok(()),
        "steps do not matter where there are none"
    );
}

#[test]
fn plans() {
    each_is_named(
        plan,
        &[
            ("trajectory", |m| m.trajectory.points.clear()),
            ("trajectory", |m| {
                m.trajectory.points[2].time_s = m.trajectory.points[1].time_s
            }),
            ("trajectory[1]", |m| {
                m.trajectory.points[1].curvature_1pm = NAN
            }),
            ("trajectory[1].position_m", |m| {
                m.trajectory.points[1].position_m.y = NAN
            }),
            ("candidates[0].cost", |m| {
                m.candidates[0].cost = f64::INFINITY
            }),
            ("candidates[0].path_m", |m| {
                m.candidates[0].path_m[0].x = NAN
            }),
            ("candidates[0].terms, jerk", |m| {
                m.candidates[0].terms[0].value = NAN
            }),
            ("chosen", |m| m.chosen = Some(1)),
        ],
    );
    let mut other = plan(&mut n());
    other.chosen = None;
    assert_eq!(other.validate(), Ok(()));
}

#[test]
fn commands() {
    each_is_named(
        wish,
        &[
            ("steering_rad", |m| {
                let acceleration_mps2 = 0.0;
                m.actuation = Actuation::Control {
                    steering_rad: NAN,
                    acceleration_mps2,
                };
            }),
            ("acceleration_mps2", |m| {
                let steering_rad = 0.0;
                m.actuation = Actuation::Control {
                    steering_rad,
                    acceleration_mps2: NAN,
                };
            }),
        ],
    );
    each_is_named(
        command,
        &[("trajectory[2]", |m| {
            if let Actuation::Trajectory(t) = &mut m.actuation {
                t.points[2].acceleration_mps2 = NAN;
            }
        })],
    );
}

#[test]
fn an_error_tells_the_message_the_field_and_the_value() {
    let mut broken = detections(&mut n());
    broken.detections[0].score = 2.0;
    assert_eq!(
        broken.validate().unwrap_err().to_string(),
        "Detections3d: field `detections[0].score` is `2`, must be a probability in [0, 1]"
    );
}
