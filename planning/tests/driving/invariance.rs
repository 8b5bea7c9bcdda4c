//! Where the world's origin lies and in which order tracks come changes no forecast and no plan.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests: a failure here is a failed test"
)]

use nalgebra::Vector2;
use proptest::prelude::*;
use trunkline_interfaces::geometry::{Polyline, Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{EgoState, Forecasts, Plan, Route, Track, Tracks};
use trunkline_interfaces::stages::{ForecasterInput, PlannerInput, Stage};
use trunkline_interfaces::{AgentClass, LaneMap, VehicleParams};

use crate::closed_loop::{ego_state, forecaster, planner};
use crate::fixtures::{context, junction_map, left_turn_route, track};
use crate::scenes::at;

const FORECASTERS: [&str; 3] = ["constant_velocity", "constant_turn_rate", "lane_following"];

/// Everything that a step sees.
struct Seen {
    ego: EgoState,
    route: Route,
    map: LaneMap,
    tracks: Tracks,
}

impl Seen {
    fn moved(&self, by: &Pose2) -> Self {
        let mut route = self.route.clone();
        for point in &mut route.path {
            point.position_m = by.transform_point(point.position_m);
        }
        let mut map = self.map.clone();
        for lane in map.lanes.values_mut() {
            let points = lane.centerline.points_m().iter();
            lane.centerline = Polyline::new(points.map(|p| by.transform_point(*p))).unwrap();
        }
        let mut tracks = self.tracks.clone();
        for track in &mut tracks.tracks {
            let pose = by.compose(&track.bbox.pose());
            (track.bbox.center_m.x, track.bbox.center_m.y) = (pose.x_m, pose.y_m);
            track.bbox.yaw_rad = pose.yaw_rad;
            track.velocity_mps = by.rotate(track.velocity_mps);
        }
        let mut ego = self.ego.clone();
        let pose = by.compose(&ego.pose());
        (ego.position_m.x, ego.position_m.y, ego.yaw_rad) = (pose.x_m, pose.y_m, pose.yaw_rad);
        Self {
            ego,
            route,
            map,
            tracks,
        }
    }

    fn forecasts(&self, name: &str) -> Forecasts {
        let input = ForecasterInput {
            tracks: &self.tracks,
            route: &self.route,
        };
        let vehicle = VehicleParams::default();
        let ctx = context(Stage::Forecaster, 0, &vehicle, &self.map);
        forecaster(name).forecast(input, &ctx).unwrap()
    }

    fn plan(&self, name: &str) -> Plan {
        let input = PlannerInput {
            ego: &self.ego,
            route: &self.route,
            tracks: &self.tracks,
            forecasts: &self.forecasts("lane_following"),
        };
        let vehicle = VehicleParams::default();
        let ctx = context(Stage::Planner, 0, &vehicle, &self.map);
        planner(name).plan(input, &ctx).unwrap()
    }
}

/// Somebody: class, place, yaw, speed, yaw rate.
type Somebody = (usize, f64, f64, f64, f64, f64);

fn somebody() -> impl Strategy<Value = Somebody> {
    let (x, y) = (-55.0..40.0_f64, -9.0..9.0_f64);
    (
        0_usize..7,
        x,
        y,
        -3.1..3.1_f64,
        0.0..12.0_f64,
        -0.4..0.4_f64,
    )
}

fn seen(x: f64, speed: f64, others: &[Somebody]) -> Seen {
    let tracks = others.iter().zip(0..).map(|(other, id): (&Somebody, u32)| {
        let (class, x, y, yaw, speed, yaw_rate_radps) = *other;
        Track {
            yaw_rate_radps,
            ..track(id, AgentClass::ALL[class], x, y, yaw, speed)
        }
    });
    Seen {
        ego: ego_state(&at(x, -1.75, 0.0, speed), 0),
        route: left_turn_route(),
        map: junction_map(),
        tracks: Tracks {
            tracks: tracks.collect(),
            ..Tracks::default()
        },
    }
}

fn others() -> impl Strategy<Value = Vec<Somebody>> {
    prop::collection::vec(somebody(), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_forecast_moves_with_the_world(
        others in others(), x in -500.0..500.0_f64, y in -500.0..500.0_f64, turn in -3.1..3.1_f64,
    ) {
        let by = Pose2::new(x, y, turn);
        let here = seen(-40.0, 5.0, &others);
        let there = here.moved(&by);
        for name in FORECASTERS {
            let (here, there) = (here.forecasts(name), there.forecasts(name));
            prop_assert_eq!(here.forecasts.len(), others.len());
            for (a, b) in here.forecasts.iter().zip(&there.forecasts) {
                prop_assert_eq!(a.modes.len(), b.modes.len(), "{}", name);
                for (a, b) in a.modes.iter().zip(&b.modes) {
                    prop_assert!((a.probability - b.probability).abs() < 1e-6);
                    for (a, b) in a.points.iter().zip(&b.points) {
                        let off_m = by.transform_point(a.position_m) - b.position_m;
                        prop_assert!(off_m.norm() < 1e-6, "{}: {} m", name, off_m.norm());
                        let turned_rad = angle_difference_rad(b.yaw_rad, a.yaw_rad);
                        prop_assert!(angle_difference_rad(turned_rad, turn).abs() < 1e-6);
                        let traces = a.covariance_m2.trace() - b.covariance_m2.trace();
                        prop_assert!(traces.abs() < 1e-6);
                    }
                }
            }
        }
    }

    #[test]
    fn a_plan_moves_with_the_world(
        others in others(), ego_x in -55.0..-20.0_f64, speed in 0.0..12.0_f64,
        x in -500.0..500.0_f64, y in -500.0..500.0_f64, turn in -3.1..3.1_f64,
    ) {
        let by = Pose2::new(x, y, turn);
        let here = seen(ego_x, speed, &others);
        let there = here.moved(&by);
        for name in ["idm", "proposal"] {
            let (a, b) = (here.plan(name), there.plan(name));
            // Two candidates may cost the same but for rounding: then either is right.
            let is_tie = |plan: &Plan| {
                let mut costs: Vec<f64> = plan.candidates.iter().map(|c| c.cost).collect();
                costs.sort_by(f64::total_cmp);
                costs.windows(2).take(1).any(|w| w[1] - w[0] < 1e-6)
            };
            prop_assume!(!is_tie(&a));
            prop_assert_eq!(a.chosen, b.chosen);
            for (a, b) in a.trajectory.points.iter().zip(&b.trajectory.points) {
                let off_m = by.transform_point(a.position_m) - b.position_m;
                prop_assert!(off_m.norm() < 1e-4, "{}: {} m at {} s", name, off_m.norm(), a.time_s);
                prop_assert!((a.speed_mps - b.speed_mps).abs() < 1e-4, "{name} at {} s: {} and {} m/s", a.time_s, a.speed_mps, b.speed_mps);
            }
        }
    }

    #[test]
    fn a_plan_does_not_depend_on_the_order_of_the_tracks(
        others in others(), ego_x in -55.0..-20.0_f64, speed in 0.0..12.0_f64, by in 0_usize..6,
    ) {
        let ordered = seen(ego_x, speed, &others);
        let forecasts = ordered.forecasts("lane_following");
        let mut shuffled = ordered.tracks.clone();
        shuffled.tracks.rotate_left(by % others.len());
        let (vehicle, map) = (VehicleParams::default(), &ordered.map);
        let ctx = context(Stage::Planner, 0, &vehicle, map);
        for name in ["idm", "proposal"] {
            let plan = |tracks: &Tracks| {
                let input = PlannerInput {
                    ego: &ordered.ego,
                    route: &ordered.route,
                    tracks,
                    forecasts: &forecasts,
                };
                planner(name).plan(input, &ctx).unwrap().trajectory
            };
            prop_assert_eq!(plan(&ordered.tracks), plan(&shuffled));
        }
    }
}

#[test]
fn a_moved_world_is_another_one() {
    // or the laws above would prove nothing
    let here = seen(-40.0, 5.0, &[(1, -10.0, -1.75, 0.0, 5.0, 0.1)]);
    let there = here.moved(&Pose2::new(3.0, 4.0, 1.0));
    let end = |seen: &Seen| seen.plan("proposal").trajectory.points[40].position_m;
    assert!((end(&here) - end(&there)).norm() > 5.0);
    assert_eq!(here.route.path[0].position_m, Vector2::new(-60.0, -1.75));
}
