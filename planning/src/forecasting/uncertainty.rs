//! How the covariance of a forecast grows with time.

use nalgebra::{Matrix2, Vector2};
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::messages::Track;

/// How unsteady agents of a class are: standard deviations of what the forecast leaves out.
struct Unsteadiness {
    /// Acceleration along the course, m/s².
    along_mps2: f64,
    /// Speed across the course, m/s.
    across_mps: f64,
}

/// Values that reproduce the errors of constant-velocity forecasts measured on recorded drives:
/// vehicles 3.5 m after 3 s (½·0.8·3² = 3.6), people on foot 0.63 m after 3 s and 2.6 m after 8 s.
fn unsteadiness(class: AgentClass) -> Unsteadiness {
    let (along_mps2, across_mps) = match class {
        AgentClass::Pedestrian => (0.08, 0.2),
        AgentClass::Bicycle => (0.25, 0.25),
        AgentClass::StaticObject => (0.0, 0.0),
        AgentClass::Car | AgentClass::Truck | AgentClass::Bus | AgentClass::Motorcycle => {
            (0.8, 0.25)
        }
    };
    Unsteadiness {
        along_mps2,
        across_mps,
    }
}

/// Covariance of a position forecast `time_s` ahead, on a course of direction `yaw_rad`:
/// that of the track's own position, plus t²·var(v) + (½·σ_a·t²)² along and
/// (t·v·σ_yaw)² + (σ_v·t)² across the course (propagation of a constant-velocity state with a
/// constant unknown acceleration; Bar-Shalom, Li, Kirubarajan 2001, section 6.2).
pub(crate) fn covariance_m2(track: &Track, yaw_rad: f64, time_s: f64) -> Matrix2<f64> {
    let unsteady = unsteadiness(track.class);
    let speed_mps = track.speed_mps();
    // A thing at rest is expected to stay: its unknowns scale with its motion up to walking pace.
    let motion = (speed_mps / 1.4).min(1.0);
    let square = |value: f64| value * value;
    let along = (time_s * time_s * track.covariance[(3, 3)].max(0.0))
        + square(0.5 * motion * unsteady.along_mps2 * time_s * time_s);
    let across = square(time_s * speed_mps) * track.covariance[(2, 2)].max(0.0)
        + square(motion * unsteady.across_mps * time_s);
    let (sin, cos) = libm::sincos(yaw_rad);
    let forward = Vector2::new(cos, sin);
    let left = Vector2::new(-sin, cos);
    let own = track.covariance.fixed_view::<2, 2>(0, 0).into_owned();
    0.5 * (own + own.transpose())
        + forward * forward.transpose() * along
        + left * left.transpose() * across
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::track;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    #[test]
    fn a_car_is_uncertain_by_its_unknown_acceleration() {
        let mut car = track(1, AgentClass::Car, 0.0, 0.0, 0.0, 10.0);
        car.covariance.fill(0.0);
        let p = covariance_m2(&car, 0.0, 3.0);
        // along (½ · 0.8 · 9)² = 3.6² = 12.96; across (0.25 · 3)² = 0.5625
        assert_abs_diff_eq!(p[(0, 0)], 12.96, epsilon = 1e-12);
        assert_abs_diff_eq!(p[(1, 1)], 0.5625, epsilon = 1e-12);
        assert_abs_diff_eq!(p[(0, 1)], 0.0, epsilon = 1e-12);
    }

    proptest! {
        #[test]
        fn uncertainty_never_shrinks(
            yaw in -3.0..3.0_f64, speed in 0.0..30.0_f64, early in 0.1..4.0_f64, more in 0.0..4.0_f64,
        ) {
            let car = track(1, AgentClass::Car, 0.0, 0.0, yaw, speed);
            let (a, b) = (covariance_m2(&car, yaw, early), covariance_m2(&car, yaw, early + more));
            prop_assert!(b.trace() >= a.trace());
            prop_assert!(a.determinant() >= -1e-12 && (a - a.transpose()).norm() < 1e-12);
        }
    }

    #[test]
    fn what_the_track_does_not_know_adds_to_what_its_class_does_not() {
        let mut car = track(1, AgentClass::Bicycle, 0.0, 0.0, 0.0, 10.0);
        car.covariance =
            nalgebra::Matrix4::from_diagonal(&nalgebra::Vector4::new(0.1, 0.2, 0.01, 0.5));
        let p = covariance_m2(&car, 0.0, 2.0);
        // along 0.1 + 4 · 0.5 + (½ · 0.25 · 4)²; across 0.2 + (2 · 10)² · 0.01 + (0.25 · 2)²
        assert_abs_diff_eq!(p[(0, 0)], 0.1 + 2.0 + 0.25, epsilon = 1e-12);
        assert_abs_diff_eq!(p[(1, 1)], 0.2 + 4.0 + 0.25, epsilon = 1e-12);
        // northwards along is y
        let turned = covariance_m2(&car, std::f64::consts::FRAC_PI_2, 2.0);
        assert_abs_diff_eq!(turned[(1, 1)], 0.2 + 2.25, epsilon = 1e-9);
        assert_abs_diff_eq!(turned[(0, 0)], 0.1 + 4.25, epsilon = 1e-9);
    }

    #[test]
    fn at_a_walk_a_class_is_surer_and_things_are_sure() {
        let across = |class: AgentClass, speed: f64| {
            let mut agent = track(1, class, 0.0, 0.0, 0.0, speed);
            agent.covariance.fill(0.0);
            covariance_m2(&agent, 0.0, 2.0)[(1, 1)]
        };
        assert_abs_diff_eq!(across(AgentClass::Pedestrian, 1.4), 0.16, epsilon = 1e-12);
        assert_abs_diff_eq!(across(AgentClass::Pedestrian, 0.7), 0.04, epsilon = 1e-12);
        assert_abs_diff_eq!(across(AgentClass::Bus, 3.0), 0.25, epsilon = 1e-12);
        assert_abs_diff_eq!(across(AgentClass::StaticObject, 3.0), 0.0, epsilon = 0.0);
    }

    #[test]
    fn off_the_axes_every_part_is_turned_onto_the_course() {
        let mut car = track(1, AgentClass::Car, 0.0, 0.0, 1.0, 1.05);
        car.covariance.fill(0.0);
        for (at, value) in [((0, 0), 0.3), ((0, 1), 0.1), ((1, 0), 0.05), ((1, 1), 0.2)] {
            car.covariance[at] = value;
        }
        (car.covariance[(2, 2)], car.covariance[(3, 3)]) = (0.02, 0.04);
        let p = covariance_m2(&car, 0.6_f64.atan2(0.8), 1.5);
        // 1.05 m/s is 3/4 of a walk: along 1.5² · 0.04 + (½ · ¾ · 0.8 · 1.5²)² = 0.09 + 0.675²,
        // across (1.5 · 1.05)² · 0.02 + (¾ · 0.25 · 1.5)² = 0.049 612 5 + 0.281 25²
        let (along, across) = (0.545_625, 0.049_612_5 + 0.079_101_562_5);
        assert_abs_diff_eq!(
            p[(0, 0)],
            0.3 + 0.64 * along + 0.36 * across,
            epsilon = 1e-9
        );
        assert_abs_diff_eq!(
            p[(1, 1)],
            0.2 + 0.36 * along + 0.64 * across,
            epsilon = 1e-9
        );
        let mixed = 0.075 + 0.48 * (along - across);
        assert_abs_diff_eq!(p[(0, 1)], mixed, epsilon = 1e-9);
        assert_abs_diff_eq!(p[(1, 0)], mixed, epsilon = 1e-9);
    }

    #[test]
    fn a_variance_below_zero_counts_as_none() {
        let mut car = track(1, AgentClass::Car, 0.0, 0.0, 0.0, 10.0);
        let sure = covariance_m2(&car, 0.3, 2.0);
        (car.covariance[(2, 2)], car.covariance[(3, 3)]) = (-0.5, -0.7);
        let broken = covariance_m2(&car, 0.3, 2.0);
        (car.covariance[(2, 2)], car.covariance[(3, 3)]) = (0.0, 0.0);
        assert_eq!(broken, covariance_m2(&car, 0.3, 2.0));
        assert!(broken.trace() < sure.trace());
    }
}
