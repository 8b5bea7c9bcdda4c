//! Is a collision imminent that only full braking can avoid or soften?
//!
//! The ego goes on along its present arc, others keep speed and turn rate. The brake acts if even
//! hard braking would not avoid that the ego's front hits somebody. Contacts of the flanks and the
//! rear are not braked for: braking does not mend them.

use nalgebra::Vector2;
use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_interfaces::messages::{EgoState, Track};

/// Time between looks, s.
const STEP_S: f64 = 0.05;
/// Farthest look ahead, s: stopping from 22 m/s at 5.5 m/s² takes 4 s.
const HORIZON_S: f64 = 4.0;
/// Time until brakes bite: lag of drive and brakes, s.
const BRAKE_DELAY_S: f64 = 0.2;
/// What is cut from each flank, m: passing closely is no collision.
const FLANK_M: f64 = 0.2;
/// Others' turn rates are believed for this long, s; then they go straight.
const TURN_BELIEVED_S: f64 = 1.0;
/// Turn rates below this are noise, rad/s.
const TURN_NOISE_RADPS: f64 = 0.05;
/// Below this speed the ego is not braked for anybody, m/s.
const STANDING_MPS: f64 = 0.3;

/// Whether the ego's front hits one of the tracks, `age_s` after their stamp, if it brakes with
/// `braking_mps2` after the brakes' delay (0: goes on as it does).
pub(super) fn hits<'t>(
    ego: &EgoState,
    tracks: impl Iterator<Item = &'t Track>,
    age_s: f64,
    braking_mps2: f64,
    vehicle: &VehicleParams,
) -> bool {
    if ego.speed_mps() < STANDING_MPS {
        return false;
    }
    // Once the ego stands it hits nobody; whoever runs into it then is not braked for.
    let ways_m: Vec<f64> = (0..=(HORIZON_S / STEP_S) as usize)
        .map(|k| travelled(ego.speed_mps(), braking_mps2, k as f64 * STEP_S))
        .take_while(|(_, speed_mps)| *speed_mps > 0.0)
        .map(|(distance_m, _)| distance_m)
        .collect();
    let horizon_s = ways_m.len() as f64 * STEP_S;
    let reach_m = ego.speed_mps() * horizon_s + vehicle.length_m;
    let mut near = tracks
        .filter(|t| {
            let distance_m = (t.bbox.center_m.xy() - ego.position_m.xy()).norm();
            distance_m
                < reach_m + t.speed_mps() * (age_s + horizon_s) + t.bbox.footprint().radius_m()
        })
        .peekable();
    if near.peek().is_none() {
        return false; // most steps: the arc is not needed
    }
    let curvature_1pm = libm::tan(ego.steering_rad) / vehicle.wheelbase_m;
    let courses: Vec<Pose2> = ways_m
        .iter()
        .map(|distance_m| along_arc(&ego.pose(), curvature_1pm, *distance_m))
        .collect();
    near.any(|t| is_front_hit(t, &courses, age_s, vehicle))
}

/// Whether the first contact with a track is one of the ego's front.
fn is_front_hit(track: &Track, courses: &[Pose2], age_s: f64, vehicle: &VehicleParams) -> bool {
    let reach_m = track.bbox.footprint().radius_m()
        + 0.5 * Vector2::new(vehicle.length_m, vehicle.width_m).norm();
    courses.iter().enumerate().find_map(|(k, rear_axle)| {
        let other = track_at(track, age_s + k as f64 * STEP_S);
        let center_m = rear_axle
            .forward(vehicle.center_from_rear_axle_m())
            .position_m();
        let is_near = (other.center_m - center_m).norm_squared() < reach_m * reach_m;
        let touches = is_near
            && vehicle
                .footprint(rear_axle)
                .grown(0.0, -FLANK_M)
                .overlaps(&other);
        touches.then(|| front_half(rear_axle, vehicle).overlaps(&other))
    }) == Some(true)
}

/// Distance and speed after `time_s`, braking after the delay.
fn travelled(speed_mps: f64, braking_mps2: f64, time_s: f64) -> (f64, f64) {
    let braked_s = (time_s - BRAKE_DELAY_S).max(0.0);
    let stop_s = if braking_mps2 > 0.0 {
        speed_mps / braking_mps2
    } else {
        f64::INFINITY
    };
    let t = braked_s.min(stop_s);
    let distance_m =
        speed_mps * time_s.min(BRAKE_DELAY_S) + speed_mps * t - 0.5 * braking_mps2 * t * t;
    (
        distance_m,
        if t < braked_s {
            0.0
        } else {
            speed_mps - braking_mps2 * t
        },
    )
}

/// The pose after a distance along an arc.
fn along_arc(pose: &Pose2, curvature_1pm: f64, distance_m: f64) -> Pose2 {
    let turn_rad = distance_m * curvature_1pm;
    // Chord of an arc: 2/κ·sin(turn/2) along the mean direction.
    let chord_m = if turn_rad.abs() > 1e-9 {
        2.0 / curvature_1pm * libm::sin(0.5 * turn_rad)
    } else {
        distance_m
    };
    let moved = Pose2::new(pose.x_m, pose.y_m, pose.yaw_rad + 0.5 * turn_rad).forward(chord_m);
    Pose2::new(moved.x_m, moved.y_m, pose.yaw_rad + turn_rad)
}

/// The front half of the vehicle, without its flanks.
fn front_half(rear_axle: &Pose2, vehicle: &VehicleParams) -> Rectangle {
    let front_m = vehicle.front_from_rear_axle_m();
    let middle_m = vehicle.center_from_rear_axle_m();
    let center = rear_axle.forward(0.5 * (front_m + middle_m));
    Rectangle::new(center, front_m - middle_m, vehicle.width_m).grown(0.0, -FLANK_M)
}

/// A track's outline after a time: constant speed, constant turn rate at first.
fn track_at(track: &Track, time_s: f64) -> Rectangle {
    let footprint = track.bbox.footprint();
    let rate = track.yaw_rate_radps;
    if rate.abs() < TURN_NOISE_RADPS {
        return footprint.moved(track.velocity_mps * time_s);
    }
    let turning_s = time_s.min(TURN_BELIEVED_S);
    let turn_rad = rate * turning_s;
    // ∫ R(ω·t)·v dt = v·sin(ωT)/ω + v⊥·(1 − cos(ωT))/ω
    let left = Vector2::new(-track.velocity_mps.y, track.velocity_mps.x);
    let (s, c) = (libm::sin(turn_rad), libm::cos(turn_rad));
    let turning_m = track.velocity_mps * (s / rate) + left * ((1.0 - c) / rate);
    let straight_m = (track.velocity_mps * c + left * s) * (time_s - turning_s);
    let moved = footprint.center_m + turning_m + straight_m;
    Rectangle::new(
        Pose2::new(moved.x, moved.y, track.bbox.yaw_rad + turn_rad),
        track.bbox.size_m.x,
        track.bbox.size_m.y,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn braking_distance_is_delay_plus_parabola() {
        // 10·0.2 + 10²/(2·5) = 12 m, and it stands
        let (distance_m, speed_mps) = travelled(10.0, 5.0, 9.0);
        assert_abs_diff_eq!(distance_m, 12.0, epsilon = 1e-12);
        assert_abs_diff_eq!(speed_mps, 0.0, epsilon = 0.0);
    }

    #[test]
    fn a_quarter_of_a_circle_ends_beside_its_centre() {
        let end = along_arc(&Pose2::default(), 0.1, 5.0 * std::f64::consts::PI);
        assert_abs_diff_eq!(end.position_m(), Vector2::new(10.0, 10.0), epsilon = 1e-9);
    }
}
