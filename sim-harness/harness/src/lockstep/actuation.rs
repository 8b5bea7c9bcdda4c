//! What the world is asked to do between two commands.

use trunkline_interfaces::messages::{
    Actuation, Command, EgoState, Header, Intervention, Plan, Trajectory,
};
use trunkline_interfaces::{Duration, Stamp};

/// How hard the executor brakes when the gate itself fails, m/s²: the strongest braking that
/// nuPlan still calls comfortable (docs/METRICS.md 2.7), rounded.
const FALLBACK_BRAKING_MPS2: f64 = 4.0;

/// Below this speed the vehicle stands, m/s (docs/METRICS.md 2.1).
const STANDSTILL_MPS: f64 = 0.05;

/// Before the first command is visible, nothing changes.
pub(super) fn coast(ego: Option<&EgoState>) -> Actuation {
    Actuation::Control {
        steering_rad: ego.map_or(0.0, |ego| ego.steering_rad),
        acceleration_mps2: 0.0,
    }
}

/// The command when the gate itself failed: brake to a stop, hold the steering.
pub(super) fn brake_to_a_stop(ego: &EgoState, seq: u64, now: Stamp) -> Command {
    let speed_mps = ego.speed_mps();
    let acceleration_mps2 = if speed_mps.abs() <= STANDSTILL_MPS {
        0.0
    } else {
        -FALLBACK_BRAKING_MPS2 * speed_mps.signum()
    };
    Command {
        header: Header {
            seq,
            stamp: now,
            produced: now,
            captured: ego.header.captured,
        },
        actuation: Actuation::Control {
            steering_rad: ego.steering_rad,
            acceleration_mps2,
        },
        interventions: vec![Intervention::MinimalRisk],
    }
}

/// A command as the world takes it now: trajectories count from the command's stamp, and worlds
/// from now.
pub(super) fn actuation_at(command: &Command, now: Stamp) -> Actuation {
    match &command.actuation {
        Actuation::Trajectory(t) => {
            Actuation::Trajectory(from_then_on(t, now - command.header.stamp))
        }
        control @ Actuation::Control { .. } => control.clone(),
    }
}

/// A plan's trajectory, counted from now.
pub(super) fn trajectory_at(plan: &Plan, now: Stamp) -> Trajectory {
    from_then_on(&plan.trajectory, now - plan.header.stamp)
}

fn from_then_on(trajectory: &Trajectory, passed: Duration) -> Trajectory {
    if passed == Duration::ZERO {
        return trajectory.clone();
    }
    let passed_s = passed.s();
    let first = trajectory.at(passed_s).into_iter();
    let later = trajectory.points.iter().copied();
    let points = first
        .map(|p| (0.0, p))
        .chain(
            later
                .filter(|p| p.time_s > passed_s)
                .map(|p| (p.time_s - passed_s, p)),
        )
        .map(|(time_s, mut point)| {
            point.time_s = time_s;
            point
        });
    Trajectory {
        points: points.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;
    use trunkline_interfaces::messages::TrajectoryPoint;

    /// Along x at 10 m/s, four points a second apart.
    fn straight() -> Trajectory {
        let point = |k: u32| TrajectoryPoint {
            time_s: f64::from(k),
            position_m: Vector2::new(10.0 * f64::from(k), 0.0),
            yaw_rad: 0.0,
            speed_mps: 10.0,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.0,
        };
        Trajectory {
            points: (0..4).map(point).collect(),
        }
    }

    #[test]
    fn an_older_trajectory_is_driven_from_where_it_is_now() {
        let trajectory = straight();
        let rest = from_then_on(&trajectory, Duration::from_ms(1500));
        // At 1.5 s it is at 15 m; the points at 2 s and 3 s are 0.5 s and 1.5 s away.
        let expected = [(0.0, 15.0), (0.5, 20.0), (1.5, 30.0)];
        assert_eq!(rest.points.len(), expected.len());
        for (point, (time_s, x_m)) in rest.points.iter().zip(expected) {
            assert_abs_diff_eq!(point.time_s, time_s, epsilon = 1e-12);
            assert_abs_diff_eq!(point.position_m.x, x_m, epsilon = 1e-12);
        }
        // After its end only the last state is left.
        let end = from_then_on(&trajectory, Duration::from_ms(9000));
        assert_eq!(end.points.len(), 1);
        assert_abs_diff_eq!(end.points[0].position_m.x, 30.0, epsilon = 1e-12);
    }

    fn ego(speed_mps: f64) -> EgoState {
        EgoState {
            header: Header::sensor(3, Stamp::from_s(1.0)),
            velocity_mps: Vector2::new(speed_mps, 0.0),
            steering_rad: 0.1,
            ..EgoState::default()
        }
    }

    #[test]
    fn braking_to_a_stop_is_against_the_motion_and_ends_where_it_stands() {
        let braking_mps2 = |speed_mps: f64| {
            let command = brake_to_a_stop(&ego(speed_mps), 7, Stamp::from_s(1.2));
            assert_eq!(command.interventions, [Intervention::MinimalRisk]);
            assert_eq!(
                (command.header.seq, command.header.produced),
                (7, Stamp::from_s(1.2))
            );
            assert_eq!(command.header.captured, Stamp::from_s(1.0));
            match command.actuation {
                Actuation::Control {
                    steering_rad,
                    acceleration_mps2,
                } => {
                    assert_eq!(steering_rad, 0.1);
                    acceleration_mps2
                }
                Actuation::Trajectory(_) => panic!("no trajectory was asked for"),
            }
        };
        let found = [10.0, 0.051, 0.05, 0.0, -0.05, -3.0].map(braking_mps2);
        assert_eq!(found, [-4.0, -4.0, 0.0, 0.0, 0.0, 4.0]);
    }

    #[test]
    fn before_the_first_command_the_steering_is_held_and_the_speed_kept() {
        let holding = |steering_rad| Actuation::Control {
            steering_rad,
            acceleration_mps2: 0.0,
        };
        assert_eq!(coast(Some(&ego(5.0))), holding(0.1));
        assert_eq!(coast(None), holding(0.0));
    }

    #[test]
    fn commands_and_plans_count_from_now() {
        let trajectory = straight();
        let header = Header::sensor(0, Stamp::from_s(2.0));
        let command = Command {
            header,
            actuation: Actuation::Trajectory(trajectory.clone()),
            interventions: Vec::new(),
        };
        let plan = Plan {
            header,
            trajectory: trajectory.clone(),
            ..Plan::default()
        };
        let at_once = actuation_at(&command, Stamp::from_s(2.0));
        assert_eq!(at_once, Actuation::Trajectory(trajectory));
        let later = trajectory_at(&plan, Stamp::from_s(3.5));
        assert_abs_diff_eq!(later.points[0].position_m.x, 15.0, epsilon = 1e-12);
        let asked = actuation_at(&command, Stamp::from_s(3.5));
        assert_eq!(asked, Actuation::Trajectory(later));
    }
}
