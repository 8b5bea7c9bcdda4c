//! Plans that passengers like: bounded jerk, no jumps between plans.

use proptest::prelude::*;
use trunkline_interfaces::AgentClass;

use crate::closed_loop::drive;
use crate::fixtures::route_along;
use crate::scenes::{at, steady, straight};

#[test]
fn driving_off_and_stopping_is_smooth() {
    let mut scene = straight(Some(12.0), 0.0);
    scene.route.goal_s_m = 140.0;
    scene.route.stop_at_goal = true;
    let steps = drive("proposal", &scene, 30.0);
    let jerk = |w: &[crate::closed_loop::Step]| {
        (w[5].ego.acceleration_mps2 - w[0].ego.acceleration_mps2) / 0.5
    };
    let worst = steps.windows(6).map(|w| jerk(w).abs()).fold(0.0, f64::max);
    assert!(worst < 4.13, "{worst}");
    let hardest = steps
        .iter()
        .map(|s| -s.ego.acceleration_mps2)
        .fold(0.0, f64::max);
    assert!(hardest < 2.8, "{hardest}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn plans_join_and_jerk_is_bounded(
        speed in 0.0..15.0_f64, offset in -1.0..1.0_f64, yaw in -0.1..0.1_f64,
        gap in 25.0..90.0_f64, lead in 0.0..12.0_f64, bend in -0.02..0.02_f64,
    ) {
        let points: Vec<[f64; 2]> = (-20..300)
            .map(|i| [f64::from(i), 0.5 * bend * f64::from(i.max(0)).powi(2) / (1.0 + 0.02 * f64::from(i.max(0)))])
            .collect();
        let mut scene = straight(Some(14.0), speed);
        scene.route = route_along(&points, Some(14.0));
        scene.start = at(0.0, offset, yaw, speed);
        scene.agents = vec![steady(AgentClass::Car, gap + 5.0 + 1.5 * speed, 0.5 * bend * gap * gap, 0.0, lead)];
        let steps = drive("proposal", &scene, 4.0);
        for pair in steps.windows(2) {
            let jerk = (pair[1].ego.acceleration_mps2 - pair[0].ego.acceleration_mps2) / 0.1;
            prop_assert!(jerk.abs() < 80.0 && pair[1].ego.acceleration_mps2 > -8.1, "jerk {jerk}");
            let moved = (pair[1].ego.position_m - pair[0].ego.position_m).norm();
            prop_assert!(moved <= 0.1 * pair[0].ego.speed_mps.max(pair[1].ego.speed_mps) + 0.05);
        }
    }
}
