//! What messages tell about themselves.

use approx::assert_abs_diff_eq;
use nalgebra::{Matrix2, Vector2, Vector3};
use trunkline_interfaces::messages::{
    Condition, Forecast, ForecastMode, ForecastPoint, Header, Health, Trajectory, TrajectoryPoint,
};
use trunkline_interfaces::{AgentId, Duration, Stage, Stamp, TrackId, VehicleParams};

use crate::samples::{Numbers, forecasts, health, route, tracks, truth};

#[test]
fn a_sensors_message_is_as_old_as_its_stamp() {
    let header = Header::sensor(4, Stamp::from_s(2.0));
    assert_eq!(
        (header.seq, header.produced, header.captured),
        (4, header.stamp, header.stamp)
    );
    assert_eq!(header.data_age(Stamp::from_s(2.5)), Duration::from_ms(500));
}

#[test]
fn road_users_are_found_by_their_ids() {
    let n = &mut Numbers::new(1);
    let (mut tracks, mut truth, mut forecasts) = (tracks(n), truth(n), forecasts(n));
    tracks.tracks.push(tracks.tracks[0].clone());
    tracks.tracks[1].id = TrackId(20);
    assert_eq!(tracks.get(TrackId(20)), Some(&tracks.tracks[1]));
    assert_eq!(tracks.get(TrackId(12)), None);
    truth.agents.push(truth.agents[0]);
    truth.agents[1].id = AgentId(9);
    assert_eq!(truth.agent(AgentId(9)), Some(&truth.agents[1]));
    assert_eq!(truth.agent(AgentId(6)), None);
    forecasts.forecasts.push(forecasts.forecasts[0].clone());
    forecasts.forecasts[1].track = TrackId(20);
    assert_eq!(forecasts.get(TrackId(20)), Some(&forecasts.forecasts[1]));
    assert_eq!(forecasts.get(TrackId(12)), None);
}

#[test]
fn speeds_are_lengths_of_velocities() {
    let n = &mut Numbers::new(1);
    let (mut track, mut agent, mut ego) = (tracks(n).tracks.remove(0), truth(n).agents[0], n.ego());
    track.velocity_mps = Vector2::new(3.0, -4.0);
    agent.velocity_mps = Vector2::new(-3.0, 4.0);
    ego.velocity_mps = Vector2::new(-2.0, 0.1);
    assert_eq!(
        (track.speed_mps(), agent.speed_mps(), ego.speed_mps()),
        (5.0, 5.0, -2.0)
    );
}

#[test]
fn the_egos_box_stands_over_its_outline() {
    let vehicle = VehicleParams::default();
    let mut ego = Numbers::new(1).ego();
    (ego.position_m, ego.yaw_rad) = (Vector3::new(1.0, 2.0, 3.0), std::f64::consts::FRAC_PI_2);
    let bbox = ego.bbox(&vehicle);
    // 1.35 m ahead of the rear axle, half of 1.5 m above the ground.
    assert_abs_diff_eq!(
        bbox.center_m,
        Vector3::new(1.0, 3.35, 3.75),
        epsilon = 1e-12
    );
    assert_eq!(bbox.size_m, Vector3::new(4.6, 1.85, 1.5));
    assert_eq!(bbox.footprint(), ego.footprint(&vehicle));
}

#[test]
fn the_most_likely_future_is_the_first_of_equals() {
    let mode = |probability, x| {
        let point = ForecastPoint {
            position_m: Vector2::new(x, 1.0),
            yaw_rad: 0.5,
            covariance_m2: Matrix2::identity(),
        };
        ForecastMode {
            probability,
            points: vec![point],
        }
    };
    let modes = vec![mode(0.2, 1.0), mode(0.4, 2.0), mode(0.4, 3.0)];
    let forecast = Forecast {
        track: TrackId(1),
        modes,
    };
    let pose = forecast.most_likely().unwrap().points[0].pose();
    assert_eq!((pose.x_m, pose.y_m, pose.yaw_rad), (2.0, 1.0, 0.5));
    let nothing = Forecast {
        track: TrackId(1),
        modes: Vec::new(),
    };
    assert!(nothing.most_likely().is_none());
}

#[test]
fn a_trajectory_is_interpolated_between_its_states_and_stands_at_its_ends() {
    let point = |time_s: f64| TrajectoryPoint {
        time_s,
        position_m: Vector2::new(10.0 * time_s, -time_s),
        yaw_rad: 0.1 * time_s,
        speed_mps: 5.0 + time_s,
        acceleration_mps2: -time_s,
        curvature_1pm: 0.01 * time_s,
    };
    let trajectory = Trajectory {
        points: [1.0, 2.0, 4.0].map(point).into(),
    };
    assert_eq!(trajectory.horizon_s(), 4.0);
    for (asked_s, given_s) in [(0.0, 1.0), (1.5, 1.5), (2.0, 2.0), (3.5, 3.5), (9.0, 4.0)] {
        let (got, expected) = (trajectory.at(asked_s).unwrap(), point(given_s));
        let numbers = |p: &TrajectoryPoint| {
            let motion = [
                p.time_s,
                p.yaw_rad,
                p.speed_mps,
                p.acceleration_mps2,
                p.curvature_1pm,
            ];
            (p.pose().position_m(), motion)
        };
        let ((got_m, got), (expected_m, expected)) = (numbers(&got), numbers(&expected));
        assert_abs_diff_eq!(got_m, expected_m, epsilon = 1e-12);
        assert_abs_diff_eq!(got.as_slice(), expected.as_slice(), epsilon = 1e-12);
    }
    assert_eq!(Trajectory::default().horizon_s(), 0.0);
}

#[test]
fn a_route_knows_its_path_and_its_limits() {
    let mut route = route(&mut Numbers::new(1));
    assert!(route.polyline().is_err(), "one point is no path");
    let mut goal = route.path[0];
    (goal.position_m.x, goal.speed_limit_mps) = (goal.position_m.x + 30.0, Some(13.9));
    route.path.push(goal);
    assert_abs_diff_eq!(route.polyline().unwrap().length_m(), 30.0, epsilon = 1e-9);
    route.path.push(goal); // twice in one place
    assert_eq!(
        [-1.0, 0.0, 29.9, 30.0, 99.0].map(|s_m| route.speed_limit_at(s_m)),
        [None, None, None, Some(13.9), Some(13.9)]
    );
    assert_eq!(
        trunkline_interfaces::messages::Route::default().speed_limit_at(0.0),
        None
    );
}

#[test]
fn a_stage_that_is_not_listed_is_well() {
    let health = health(&mut Numbers::new(1));
    assert_eq!(health.condition(Stage::Tracker), Condition::Failed);
    assert_eq!(health.condition(Stage::Gate), Condition::Ok);
    assert_eq!(Health::default().condition(Stage::Tracker), Condition::Ok);
}
