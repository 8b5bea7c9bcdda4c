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

    #[test]
    fn before_the_brakes_bite_the_speed_is_kept() {
        assert_eq!(travelled(10.0, 5.0, 0.1), (1.0, 10.0));
        // 2 m and 10 · 0.5 − 2.5 · 0.25
        let (distance_m, speed_mps) = travelled(10.0, 5.0, 0.7);
        assert_abs_diff_eq!(distance_m, 2.0 + 5.0 - 0.625, epsilon = 1e-12);
        assert_abs_diff_eq!(speed_mps, 7.5, epsilon = 1e-12);
        assert_eq!(travelled(10.0, 0.0, 3.0), (30.0, 10.0));
    }

    #[test]
    fn an_arc_without_curvature_is_straight_and_right_is_as_left() {
        let start = Pose2::new(1.0, 2.0, 0.5);
        assert_eq!(along_arc(&start, 0.0, 3.0), start.forward(3.0));
        let (left, right) = (
            along_arc(&Pose2::default(), 0.1, 5.0),
            along_arc(&Pose2::default(), -0.1, 5.0),
        );
        assert_abs_diff_eq!(left.yaw_rad, 0.5, epsilon = 1e-12);
        assert_abs_diff_eq!(left.x_m, right.x_m, epsilon = 1e-12);
        assert_abs_diff_eq!(left.y_m, -right.y_m, epsilon = 1e-12);
    }

    fn car(x: f64, y: f64, yaw_rad: f64, speed: f64, yaw_rate_radps: f64) -> Track {
        Track {
            id: trunkline_interfaces::TrackId(1),
            class: trunkline_interfaces::AgentClass::Car,
            bbox: trunkline_interfaces::geometry::OrientedBox {
                center_m: nalgebra::Vector3::new(x, y, 0.75),
                size_m: nalgebra::Vector3::new(4.5, 1.8, 1.5),
                yaw_rad,
            },
            velocity_mps: Pose2::new(0.0, 0.0, yaw_rad).direction() * speed,
            yaw_rate_radps,
            covariance: nalgebra::Matrix4::identity(),
            existence: 1.0,
            detection: None,
            first_seen: trunkline_interfaces::Stamp::ZERO,
            coasting: trunkline_interfaces::Duration::ZERO,
        }
    }

    #[test]
    fn others_turn_for_a_second_and_then_go_straight() {
        // noise is no turn
        let straight = track_at(&car(0.0, 0.0, 0.0, 5.0, 0.049), 2.0);
        assert_abs_diff_eq!(straight.center_m, Vector2::new(10.0, 0.0), epsilon = 1e-12);
        for side in [1.0, -1.0] {
            // r = 5/0.5 = 10 m: after 1 s at (10·sin 0.5, 10·(1 − cos 0.5)), turned 0.5 rad
            let track = car(0.0, 0.0, 0.0, 5.0, 0.5 * side);
            let at_one = Vector2::new(10.0 * 0.5_f64.sin(), side * 10.0 * (1.0 - 0.5_f64.cos()));
            let turned = Vector2::new(0.5_f64.cos(), side * 0.5_f64.sin());
            assert_abs_diff_eq!(track_at(&track, 1.0).center_m, at_one, epsilon = 1e-9);
            let later = track_at(&track, 3.0);
            assert_abs_diff_eq!(later.center_m, at_one + turned * 10.0, epsilon = 1e-9);
            assert_abs_diff_eq!(later.axis, turned, epsilon = 1e-9);
        }
    }

    fn front_hits(speed: f64, other: &Track, age_s: f64, braking_mps2: f64) -> bool {
        let mut ego = EgoState::default();
        ego.velocity_mps.x = speed;
        hits(
            &ego,
            std::iter::once(other),
            age_s,
            braking_mps2,
            &VehicleParams::default(),
        )
    }

    #[test]
    fn a_standing_car_is_hit_within_the_way_to_a_stop() {
        // front at 3.65 m, 2 m of delay and 10²/(2 · 5) = 10 m: a rear at 15.6 m is hit
        let standing = |rear_m: f64| car(rear_m + 2.25, 0.0, 0.0, 0.0, 0.0);
        assert!(front_hits(10.0, &standing(15.5), 0.0, 5.0));
        assert!(!front_hits(10.0, &standing(15.7), 0.0, 5.0));
        // unbraked it looks 4 s ahead
        assert!(front_hits(10.0, &standing(43.5), 0.0, 0.0));
        assert!(!front_hits(10.0, &standing(43.8), 0.0, 0.0));
        assert!(!front_hits(0.29, &standing(4.0), 0.0, 0.0), "stands");
        assert!(front_hits(0.31, &standing(4.0), 0.0, 0.0));
    }

    #[test]
    fn old_tracks_are_moved_on_and_flanks_do_not_count() {
        // crosses 8 m ahead of the front with 5 m/s, clear of the path within 1 s; seen 1 s ago, it
        // is past already; seen 1 s before it crosses, it is met
        let crossing = |y: f64| car(12.0, y, std::f64::consts::FRAC_PI_2, 5.0, 0.0);
        assert!(front_hits(10.0, &crossing(-3.5), 0.0, 0.0));
        assert!(!front_hits(10.0, &crossing(-3.5), 1.0, 0.0));
        assert!(front_hits(10.0, &crossing(-8.5), 1.0, 0.0));
        let passing = |y: f64| car(12.0, y, 0.0, 0.0, 0.0);
        // half widths 0.925 + 0.9, less 0.2 m on each flank
        assert!(front_hits(10.0, &passing(1.62), 0.0, 0.0));
        assert!(!front_hits(10.0, &passing(1.63), 0.0, 0.0));
        let from_the_side = car(1.0, -9.0, std::f64::consts::FRAC_PI_2, 8.0, 0.0);
        assert!(
            !front_hits(1.0, &from_the_side, 0.0, 0.0),
            "into the rear half"
        );
    }

    #[test]
    fn others_turn_from_where_they_head_for_as_long_as_asked() {
        // r = 10 m as above, half a second, heading north: to the left is west
        let track = car(0.0, 0.0, std::f64::consts::FRAC_PI_2, 5.0, 0.5);
        let expected = Vector2::new(-10.0 * (1.0 - 0.25_f64.cos()), 10.0 * 0.25_f64.sin());
        assert_abs_diff_eq!(track_at(&track, 0.5).center_m, expected, epsilon = 1e-9);
    }

    #[test]
    fn who_comes_fast_from_afar_is_met_however_old_the_track() {
        // They close at 30 m/s: after (100 − 3.65 − 2.25)/30 = 3.1 s; seen a second ago at 140 m,
        // 3.8 s from now; at 170 m not within 4 s.
        let oncoming = |x: f64| car(x, 0.0, std::f64::consts::PI, 20.0, 0.0);
        assert!(front_hits(10.0, &oncoming(100.0), 0.0, 0.0));
        assert!(front_hits(10.0, &oncoming(140.0), 1.0, 0.0));
        assert!(!front_hits(10.0, &oncoming(170.0), 1.0, 0.0));
    }

    #[test]
    fn the_front_half_begins_at_the_middle() {
        // 8 m/s from the right over 9 − 2.25 − 0.725 m: contact after 0.8 s, when the ego is
        // 0.8 m on. The front half begins 1.35 m ahead of the axle, the other's width reaches 0.9 m
        // from its centre.
        let from_the_side = |x: f64| car(x, -9.0, std::f64::consts::FRAC_PI_2, 8.0, 0.0);
        assert!(!front_hits(1.0, &from_the_side(1.1), 0.0, 0.0));
        assert!(front_hits(1.0, &from_the_side(1.35), 0.0, 0.0));
    }
}
