//! Everybody else over the horizon: rectangles in the world, places along the route.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Pose2, Rectangle, angle_difference_rad};
use trunkline_interfaces::messages::{ForecastPoint, Forecasts, Track, Tracks};
use trunkline_interfaces::{AgentClass, Stamp, TrackId};

use super::leaders::{Corridor, Leader, Leaders};
use super::swept::{SWEEPS, Swept};
use super::{DT_S, SCORED_STEPS, Start};
use crate::reference::Line;

/// More agents than this are not looked at, nearest first: it bounds the time of a step.
const MAX_AGENTS: usize = 64;
/// Tracks less likely to exist are ignored.
const MIN_EXISTENCE: f64 = 0.25;
/// Modes less probable are ignored.
const MIN_PROBABILITY: f64 = 0.1;
/// Agents beyond what both can drive within the horizon and this do not matter, m.
const MARGIN_M: f64 = 15.0;
/// Slower agents are taken to stand, m/s.
pub(crate) const RESTING_MPS: f64 = 0.2;

/// An agent at one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AgentState {
    pub(crate) rectangle: Rectangle,
    pub(crate) velocity_mps: Vector2<f64>,
    /// Centre along the route.
    pub(crate) s_m: f64,
    /// Centre across the route, left positive.
    pub(crate) d_m: f64,
    /// Half extents along and across the route.
    pub(crate) half_along_m: f64,
    pub(crate) half_across_m: f64,
    /// Speed along the route.
    pub(crate) along_mps: f64,
}

/// One possible future of one agent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) track: TrackId,
    pub(crate) class: AgentClass,
    pub(crate) probability: f64,
    first: usize,
    /// Where it is, a few steps at a time.
    pub(crate) swept: [Swept; SWEEPS],
}

/// Every agent that matters, mode by mode, with its state at each scored step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agents {
    modes: Vec<Mode>,
    states: Vec<AgentState>,
    near: Vec<(f64, usize)>,
    leaders: Leaders,
}

impl Agents {
    pub(crate) fn modes(&self) -> &[Mode] {
        &self.modes
    }

    /// Whom a candidate may have to drive behind at a step; see [`Leaders::at`].
    pub(crate) fn leaders(&self, step: usize) -> (&[Leader], f64) {
        self.leaders.at(step)
    }

    /// The states of a mode at steps 0 to [`SCORED_STEPS`].
    pub(crate) fn states(&self, mode: &Mode) -> &[AgentState] {
        &self.states[mode.first..=mode.first + SCORED_STEPS]
    }

    /// Fills in the agents of a step; keeps its memory from step to step. Whoever is never in the
    /// corridor is nobody's leader.
    pub(crate) fn fill(
        &mut self,
        tracks: &Tracks,
        forecasts: &Forecasts,
        start: &Start,
        line: &Line,
        corridor: &Corridor,
    ) {
        self.modes.clear();
        self.states.clear();
        let horizon_s = DT_S * SCORED_STEPS as f64;
        let ego_reach_m = (start.speed_mps.max(5.0) + horizon_s) * horizon_s;
        let mut near = std::mem::take(&mut self.near);
        near.clear();
        for (i, track) in tracks.tracks.iter().enumerate() {
            let distance_m = (position_m(track) - start.pose.position_m()).norm();
            let reach_m = ego_reach_m + track.speed_mps() * (horizon_s + 1.0) + MARGIN_M;
            if track.existence >= MIN_EXISTENCE && distance_m <= reach_m {
                near.push((distance_m, i));
            }
        }
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.truncate(MAX_AGENTS);
        for (_, i) in &near {
            self.add(
                &tracks.tracks[*i],
                tracks.header.stamp,
                forecasts,
                start,
                line,
            );
        }
        self.near = near;
        self.leaders.clear();
        for step in 0..=SCORED_STEPS {
            let states = &self.states;
            let modes = self.modes.iter().enumerate();
            self.leaders.push(
                corridor,
                modes.map(|(index, mode)| (index, mode.probability, &states[mode.first + step])),
            );
        }
    }

    fn add(
        &mut self,
        track: &Track,
        stamp: Stamp,
        forecasts: &Forecasts,
        start: &Start,
        line: &Line,
    ) {
        let age_s = (start.stamp - stamp).s();
        let forecast_age_s = (start.stamp - forecasts.header.stamp).s();
        let futures = forecasts.get(track.id).map_or(&[][..], |f| &f.modes);
        let usable = |probability: f64, points: &[ForecastPoint]| {
            probability >= MIN_PROBABILITY && !points.is_empty() && forecasts.dt_s > 0.0
        };
        let mut any = false;
        for mode in futures.iter().filter(|m| usable(m.probability, &m.points)) {
            any = true;
            let course = Course {
                now: (pose(track), -age_s),
                points: &mode.points,
                first_s: forecasts.dt_s - forecast_age_s,
                dt_s: forecasts.dt_s,
                beyond_mps: track.velocity_mps,
            };
            self.push(track, mode.probability, &course, start, line);
        }
        if !any {
            let course = Course {
                now: (pose(track), -age_s),
                points: &[],
                first_s: 0.0,
                dt_s: 1.0,
                beyond_mps: track.velocity_mps,
            };
            self.push(track, 1.0, &course, start, line);
        }
    }

    fn push(
        &mut self,
        track: &Track,
        probability: f64,
        course: &Course<'_>,
        start: &Start,
        line: &Line,
    ) {
        let first = self.states.len();
        let (length_m, width_m) = (track.bbox.size_m.x, track.bbox.size_m.y);
        let mut s_m = start.place.s_m;
        let mut window_m = (30.0, 150.0);
        let is_resting = track.speed_mps() < RESTING_MPS
            && (course.at(SCORED_STEPS as f64 * DT_S).0.position_m() - position_m(track)).norm()
                < 0.5;
        let mut heading = (f64::NAN, Vector2::zeros());
        for k in 0..=SCORED_STEPS {
            if is_resting && k > 0 {
                self.states.push(self.states[first]);
                continue;
            }
            let (pose, velocity_mps) = course.at(k as f64 * DT_S);
            if pose.yaw_rad != heading.0 {
                heading = (pose.yaw_rad, pose.direction());
            }
            let rectangle = Rectangle {
                center_m: pose.position_m(),
                axis: heading.1,
                half_length_m: 0.5 * length_m,
                half_width_m: 0.5 * width_m,
            };
            let place =
                line.project_between(rectangle.center_m, s_m - window_m.0, s_m + window_m.1);
            s_m = place.s_m;
            let step_m = velocity_mps.norm() * DT_S + 3.0;
            window_m = (step_m, step_m);
            let tangent = line.foot(s_m).tangent;
            let along = rectangle.axis.dot(&tangent).abs();
            let across = rectangle.axis.perp(&tangent).abs();
            self.states.push(AgentState {
                rectangle,
                velocity_mps,
                s_m,
                d_m: place.d_m,
                half_along_m: rectangle.half_length_m * along + rectangle.half_width_m * across,
                half_across_m: rectangle.half_length_m * across + rectangle.half_width_m * along,
                along_mps: velocity_mps.dot(&tangent),
            });
        }
        let steps = self.states[first..].iter().map(|state| {
            let r = &state.rectangle;
            let speed_mps = state.velocity_mps.abs().sum();
            (r.center_m, r.half_length_m + r.half_width_m, speed_mps)
        });
        self.modes.push(Mode {
            swept: Swept::of(steps),
            track: track.id,
            class: track.class,
            probability,
            first,
        });
    }
}

fn position_m(track: &Track) -> Vector2<f64> {
    Vector2::new(track.bbox.center_m.x, track.bbox.center_m.y)
}

fn pose(track: &Track) -> Pose2 {
    track.bbox.pose()
}

/// A future as poses at known times after the plan's stamp.
struct Course<'a> {
    /// Pose now, and its time (not later than 0).
    now: (Pose2, f64),
    points: &'a [ForecastPoint],
    first_s: f64,
    dt_s: f64,
    /// Velocity where there are no points.
    beyond_mps: Vector2<f64>,
}

impl Course<'_> {
    fn knot(&self, k: usize) -> (Pose2, f64) {
        match k.checked_sub(1).and_then(|i| self.points.get(i)) {
            Some(point) => (point.pose(), self.first_s + (k - 1) as f64 * self.dt_s),
            None => self.now,
        }
    }

    /// Pose and velocity at a time; beyond the last point straight on.
    fn at(&self, time_s: f64) -> (Pose2, Vector2<f64>) {
        if self.points.is_empty() {
            let p = self.now.0.position_m() + self.beyond_mps * (time_s - self.now.1);
            let pose = Pose2 {
                x_m: p.x,
                y_m: p.y,
                yaw_rad: self.now.0.yaw_rad,
            };
            return (pose, self.beyond_mps);
        }
        let after_first = ((time_s - self.first_s) / self.dt_s).floor() + 1.0;
        let k = (after_first.max(0.0) as usize).min(self.points.len() - 1);
        let ((a, a_s), (b, b_s)) = (self.knot(k), self.knot(k + 1));
        let span_s = (b_s - a_s).max(1e-3);
        let share = ((time_s - a_s) / span_s).max(0.0);
        let velocity_mps = (b.position_m() - a.position_m()) / span_s;
        let p = a.position_m() + velocity_mps * (share * span_s);
        let turn = angle_difference_rad(b.yaw_rad, a.yaw_rad) * share.min(1.0);
        let pose = Pose2 {
            x_m: p.x,
            y_m: p.y,
            yaw_rad: a.yaw_rad + turn,
        };
        (pose, velocity_mps)
    }
}
