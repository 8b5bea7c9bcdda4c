//! A user's own crate: its own tracker and planner, with trunkline's whole command line.

use trunkline_interfaces::config::range::positive;
use trunkline_interfaces::messages::*;
use trunkline_interfaces::nalgebra::Matrix4;
use trunkline_interfaces::stages::{Planner, PlannerInput, Tracker, TrackerInput};
use trunkline_interfaces::{ConfigError, Duration, SignalKind, StageError, StepContext, TrackId};

fn main() -> std::process::ExitCode {
    let registry = trunkline::builtin()
        .tracker("nearest", Nearest::from_config)
        .planner("cautious", |_: NoParameters| Ok(Cautious));
    trunkline::run(registry)
}

#[derive(serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct NearestConfig {
    /// How far a road user moves between two detections at most, m (> 0).
    gate_m: f64,
}

impl Default for NearestConfig {
    fn default() -> Self {
        Self { gate_m: 4.0 }
    }
}

/// A detection belongs to the nearest track of its class. No filter, no memory.
struct Nearest {
    gate_m: f64,
    tracks: Vec<Track>,
    born: u32,
}

impl Nearest {
    fn from_config(NearestConfig { gate_m }: NearestConfig) -> Result<Self, ConfigError> {
        positive("gate_m", gate_m)?;
        Ok(Self {
            gate_m,
            tracks: Vec::new(),
            born: 0,
        })
    }
}

impl Tracker for Nearest {
    fn track(
        &mut self,
        input: TrackerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Tracks, StageError> {
        let (from, mut old) = (input.detections.header, std::mem::take(&mut self.tracks));
        for d in &input.detections.detections {
            let bbox = input.ego.world_box(&d.bbox);
            let moved_m = |t: &Track| (bbox.center_m - t.bbox.center_m).xy();
            let near = (0..old.len())
                .filter(|&k| old[k].class == d.class && moved_m(&old[k]).norm() < self.gate_m)
                .min_by(|&a, &b| moved_m(&old[a]).norm().total_cmp(&moved_m(&old[b]).norm()));
            let before = near.map(|k| old.swap_remove(k));
            let speed_variance = if before.is_some() { 1.0 } else { 100.0 };
            self.born += u32::from(before.is_none());
            self.tracks.push(Track {
                id: before.as_ref().map_or(TrackId(self.born), |t| t.id),
                class: d.class,
                bbox,
                velocity_mps: before.as_ref().map_or_else(Default::default, moved_m)
                    / ctx.period.s(),
                yaw_rate_radps: 0.0,
                // Of x, y, yaw, speed; of a speed nothing is known before the second detection.
                covariance: Matrix4::from_diagonal(&[0.1, 0.1, 0.1, speed_variance].into()),
                existence: d.score,
                detection: Some(d.id),
                first_seen: before.map_or(from.stamp, |t| t.first_seen),
                coasting: Duration::ZERO,
            });
        }
        self.tracks.sort_by_key(|t| t.id);
        let (header, tracks) = (ctx.header(from.stamp, from.captured), self.tracks.clone());
        Ok(Tracks { header, tracks })
    }
    fn reset(&mut self) {
        (self.tracks, self.born) = (Vec::new(), 0);
    }
}

#[derive(Default, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
struct NoParameters {}

/// Along the route, never faster than braking at 2 m/s² ends before what is on it: v² = 2·b·s.
struct Cautious;

impl Planner for Cautious {
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError> {
        let unusable = |reason: String| StageError::Input { reason };
        let path = input
            .route
            .polyline()
            .map_err(|e| unusable(e.to_string()))?;
        let here_m = path.project(input.ego.pose().position_m()).s_m;
        let placed = |t: &Track| path.project(t.bbox.center_m.xy());
        let (tracks, signals) = (&input.tracks.tracks, &input.route.signals);
        let agents = tracks.iter().map(placed).filter(|p| p.d_m.abs() < 2.5);
        let shows_red = |s: &&RouteSignal| {
            s.kind == SignalKind::TrafficLight
                && matches!(s.state, SignalState::Caution | SignalState::Stop)
        };
        let closed = signals.iter().filter(shows_red);
        let stops = agents
            .map(|p| p.s_m - 3.0)
            .chain(closed.map(|s| s.stop_s_m));
        let bumper_m = here_m + ctx.vehicle.front_from_rear_axle_m();
        let ahead = stops.map(|s| s - bumper_m).filter(|free| *free > -2.0);
        let free_m = (ahead.fold(f64::INFINITY, f64::min) - 2.0).max(0.0);
        let (v, goal_mps) = (input.ego.speed_mps(), (4.0 * free_m).sqrt().min(8.0));
        let a = (goal_mps - v).clamp(-5.0, 1.5);
        let point = |time_s: f64| {
            let speed_mps = (v + a * time_s).max(0.0);
            let at = path.at(here_m + 0.5 * (v + speed_mps) * time_s);
            TrajectoryPoint {
                time_s,
                position_m: at.position_m,
                yaw_rad: at.yaw_rad,
                speed_mps,
                acceleration_mps2: a,
                curvature_1pm: at.curvature_1pm, // as rough as the route: ours smooth it first
            }
        };
        let points = (0..=40).map(|k| point(0.1 * f64::from(k))).collect();
        Ok(Plan {
            header: ctx.header(input.ego.header.stamp, input.tracks.header.captured),
            trajectory: Trajectory { points },
            ..Plan::default()
        })
    }
    fn reset(&mut self) {}
}
