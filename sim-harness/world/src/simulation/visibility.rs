//! What the ego's sensors could see: how much of each body shows above the horizon that nearer
//! bodies raise, ray by ray around the ego.

use std::f64::consts::TAU;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::angle_difference_rad;

use crate::agents::Body;

/// Rays around the ego: 0.18° apart, 0.3 m at 100 m.
const RAYS: usize = 2048;
/// Height of the sensor above the ground, m: on the roof.
const SENSOR_M: f64 = 1.8;

/// Share of each body that can be seen from a place, in the order given; nearest first is worked out here.
///
/// A body hides what is behind it up to the height of the line from the sensor over its top. Bodies
/// hide as boxes do from above; distances are those of the centres.
pub(crate) fn visibility(from_m: Vector2<f64>, elevation_m: f64, bodies: &[Body]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = bodies
        .iter()
        .enumerate()
        .map(|(i, b)| ((b.pose.position_m() - from_m).norm(), i))
        .collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // Slope of the highest line of sight that is blocked so far.
    let mut horizon = vec![f64::NEG_INFINITY; RAYS];
    let mut seen = vec![0.0; bodies.len()];
    for (distance_m, index) in order {
        let body = &bodies[index];
        let distance_m = distance_m.max(0.1);
        let (first, count) = rays(from_m, body);
        let height_m = body.size_m.z.max(0.01);
        // Of its foot over the ground under the sensor.
        let foot_m = body.elevation_m - elevation_m;
        let top = (foot_m + height_m - SENSOR_M) / distance_m;
        let mut sum = 0.0;
        for k in 0..count {
            let ray = &mut horizon[(first + k) % RAYS];
            let hidden_m = SENSOR_M + *ray * distance_m - foot_m;
            sum += 1.0 - (hidden_m / height_m).clamp(0.0, 1.0);
            *ray = ray.max(top);
        }
        seen[index] = (sum / count as f64).clamp(0.0, 1.0);
    }
    seen
}

/// First ray that meets a body, and how many do.
fn rays(from_m: Vector2<f64>, body: &Body) -> (usize, usize) {
    let center = body.pose.position_m() - from_m;
    let middle = libm::atan2(center.y, center.x);
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for corner in body.footprint().corners_m() {
        let d = corner - from_m;
        let off = angle_difference_rad(libm::atan2(d.y, d.x), middle);
        (low, high) = (low.min(off), high.max(off));
    }
    let per_rad = RAYS as f64 / TAU;
    let first = ((middle + low) * per_rad).floor();
    let last = ((middle + high) * per_rad).floor();
    let count = ((last - first) as usize + 1).min(RAYS);
    (first.rem_euclid(RAYS as f64) as usize % RAYS, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector3;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::{AgentClass, AgentId};

    fn body(x: f64, y: f64, size: [f64; 3]) -> Body {
        Body {
            id: AgentId(0),
            class: AgentClass::Car,
            size_m: Vector3::from(size),
            pose: Pose2::new(x, y, 0.0),
            elevation_m: 0.0,
            velocity_mps: Vector2::zeros(),
            yaw_rate_radps: 0.0,
        }
    }

    #[test]
    fn a_truck_hides_what_is_behind_it() {
        let truck = body(10.0, 0.0, [8.0, 2.5, 3.3]);
        let child = body(20.0, 0.0, [0.5, 0.5, 1.2]);
        let seen = visibility(Vector2::zeros(), 0.0, &[child, truck]);
        assert_abs_diff_eq!(seen[1], 1.0, epsilon = 0.0);
        assert_abs_diff_eq!(seen[0], 0.0, epsilon = 0.0);
        // See it fail: beside the truck's shadow it is seen.
        let beside = body(20.0, 8.0, [0.5, 0.5, 1.2]);
        assert_abs_diff_eq!(
            visibility(Vector2::zeros(), 0.0, &[beside, truck])[0],
            1.0,
            epsilon = 0.0
        );
    }

    #[test]
    fn over_a_car_the_upper_part_is_seen() {
        // Line of sight over 1.5 m at 10 m meets 20 m at 1.8 − 0.03·20 = 1.2 m: of 1.8 m a third shows.
        let car = body(10.0, 0.0, [4.5, 1.85, 1.5]);
        let person = body(20.0, 0.0, [0.5, 0.5, 1.8]);
        let seen = visibility(Vector2::zeros(), 0.0, &[car, person]);
        assert_abs_diff_eq!(seen[1], 1.0 / 3.0, epsilon = 1e-9);
    }

    #[test]
    fn uphill_more_is_seen_over_a_car() {
        // The person stands 0.6 m higher: hidden up to 1.2 m over our ground, 0.6 m of 1.8 m.
        let car = body(10.0, 0.0, [4.5, 1.85, 1.5]);
        let person = Body {
            elevation_m: 10.6,
            ..body(20.0, 0.0, [0.5, 0.5, 1.8])
        };
        let car = Body {
            elevation_m: 10.0,
            ..car
        };
        let seen = visibility(Vector2::zeros(), 10.0, &[car, person]);
        assert_abs_diff_eq!(seen[1], 2.0 / 3.0, epsilon = 1e-9);
    }
}
