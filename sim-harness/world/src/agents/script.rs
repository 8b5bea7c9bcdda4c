//! Scripted agents: when their events happen, and what they then do.

use nalgebra::Vector2;

use trunkline_interfaces::geometry::{Polyline, Pose2};
use trunkline_interfaces::{AgentClass, AgentId};

use super::body::Body;
use super::ego_view::EgoView;
use super::kinds::size_m;
use super::lane_change;
use super::network::Network;
use super::vehicle::{Mode, Vehicle};
use crate::roads::RoadSurface;
use crate::scenario::{Action, Condition, Controller, Event, RoutePoint};

/// Rate at which a held vehicle comes to its speed if nothing says otherwise, m/s².
const USUAL_RATE_MPS2: f64 = 3.0;

/// The ego's route, on which scripts are written.
#[derive(Debug, Clone)]
pub(crate) struct ScriptFrame {
    pub(crate) path: Polyline,
    /// Arc length of the ego's rear axle at the start.
    pub(crate) start_s_m: f64,
}

impl ScriptFrame {
    /// A point given along the route.
    pub(crate) fn point_m(&self, p: &RoutePoint) -> Vector2<f64> {
        self.path
            .pose_at(self.start_s_m + p.ahead_m, p.left_m)
            .position_m()
    }
}

/// What a scripted agent is at present.
#[derive(Debug, Clone)]
enum Form {
    /// A vehicle of the traffic, by its slot.
    OnLanes(u32),
    /// Off the lanes: stands, or follows a path.
    Free(FreeBody),
}

#[derive(Debug, Clone)]
struct FreeBody {
    pose: Pose2,
    speed_mps: f64,
    /// Height of the ground under it; of the road where one is near.
    elevation_m: f64,
    path: Option<Polyline>,
    s_m: f64,
    /// Speed to come to, and how fast.
    target_mps: f64,
    rate_mps2: f64,
}

/// One scripted agent.
#[derive(Debug, Clone)]
pub(crate) struct Scripted {
    id: AgentId,
    class: AgentClass,
    events: Vec<Event>,
    /// Whether each of the events has happened.
    done: Vec<bool>,
    form: Form,
}

impl Scripted {
    /// One that drives as a vehicle of the traffic.
    pub(crate) fn on_lanes(id: AgentId, class: AgentClass, events: Vec<Event>, slot: u32) -> Self {
        Self::new(id, class, events, Form::OnLanes(slot))
    }

    /// One that stands at a place until an action moves it.
    pub(crate) fn standing(
        id: AgentId,
        class: AgentClass,
        events: Vec<Event>,
        pose: Pose2,
        surface: &RoadSurface,
    ) -> Self {
        let body = FreeBody {
            pose,
            elevation_m: surface.elevation_m(pose.position_m(), None),
            speed_mps: 0.0,
            path: None,
            s_m: 0.0,
            target_mps: 0.0,
            rate_mps2: USUAL_RATE_MPS2,
        };
        Self::new(id, class, events, Form::Free(body))
    }

    fn new(id: AgentId, class: AgentClass, events: Vec<Event>, form: Form) -> Self {
        Self {
            id,
            class,
            done: vec![false; events.len()],
            events,
            form,
        }
    }

    /// Whether it is off the lanes.
    pub(crate) fn is_free(&self) -> bool {
        matches!(self.form, Form::Free(_))
    }

    /// The body, if it is off the lanes.
    pub(crate) fn free_body(&self) -> Option<Body> {
        let Form::Free(body) = &self.form else {
            return None;
        };
        Some(Body {
            id: self.id,
            class: self.class,
            size_m: size_m(self.class),
            pose: body.pose,
            elevation_m: body.elevation_m,
            velocity_mps: body.pose.direction() * body.speed_mps,
            yaw_rate_radps: 0.0,
        })
    }

    /// Moves it along its path, if it has one.
    pub(crate) fn advance(&mut self, surface: &RoadSurface, dt_s: f64) {
        let Form::Free(body) = &mut self.form else {
            return;
        };
        let most = body.rate_mps2 * dt_s;
        body.speed_mps += (body.target_mps - body.speed_mps).clamp(-most, most);
        let Some(path) = &body.path else {
            body.speed_mps = 0.0;
            return;
        };
        body.s_m += body.speed_mps * dt_s;
        if body.s_m >= path.length_m() {
            (body.speed_mps, body.target_mps) = (0.0, 0.0);
            body.s_m = path.length_m();
        }
        body.pose = path.pose_at(body.s_m, 0.0);
        let near_m = Some(body.elevation_m);
        body.elevation_m = surface.elevation_m(body.pose.position_m(), near_m);
    }
}

/// What decides whether an event happens, and what it acts on.
pub(super) struct Moment<'a> {
    pub(super) network: &'a Network,
    pub(super) frame: &'a ScriptFrame,
    pub(super) ego: &'a EgoView,
    pub(super) time_s: f64,
}

impl Moment<'_> {
    /// Lets the events happen whose conditions hold.
    pub(super) fn run(&self, scripted: &mut [Scripted], vehicles: &mut [Vehicle]) {
        for agent in scripted {
            for (event, is_done) in agent.events.iter().zip(&mut agent.done) {
                let pose = match &agent.form {
                    Form::OnLanes(slot) => vehicles[*slot as usize].pose,
                    Form::Free(body) => body.pose,
                };
                if !*is_done && event.conditions.iter().all(|c| self.holds(c, pose)) {
                    *is_done = true;
                    self.perform(&mut agent.form, &event.action, pose, vehicles);
                }
            }
        }
    }

    fn holds(&self, condition: &Condition, agent: Pose2) -> bool {
        let ego = self.ego;
        let ahead_m = || {
            let foot = self.frame.path.project(agent.position_m());
            foot.s_m - ego.front_s_m
        };
        match *condition {
            Condition::SimulationTime { after_s } => self.time_s >= after_s,
            Condition::RelativeDistance { below_m } => {
                (agent.position_m() - ego.footprint.center_m).norm() < below_m
            }
            Condition::TimeHeadway { below_s } => {
                let ahead = ahead_m();
                ahead > 0.0 && ahead < below_s * ego.speed_mps
            }
            Condition::AheadOfEgo { above_m } => ahead_m() > above_m,
            Condition::ReachPosition { ahead_m } => ego.front_s_m >= self.frame.start_s_m + ahead_m,
        }
    }

    fn perform(&self, form: &mut Form, action: &Action, pose: Pose2, vehicles: &mut [Vehicle]) {
        match (form, action) {
            (form, Action::FollowTrajectory { points, speed_mps }) => {
                let from_mps = match form {
                    Form::OnLanes(slot) => {
                        let v = &mut vehicles[*slot as usize];
                        v.is_gone = true;
                        v.speed_mps
                    }
                    Form::Free(body) => body.speed_mps,
                };
                *form = Form::Free(self.along(pose, points, from_mps, *speed_mps));
            }
            (Form::OnLanes(slot), action) => {
                on_lanes(self.network, &mut vehicles[*slot as usize], action);
            }
            (
                Form::Free(body),
                Action::Speed {
                    target_mps,
                    rate_mps2,
                },
            ) => (body.target_mps, body.rate_mps2) = (*target_mps, *rate_mps2),
            // Off the lanes there is no lane to change or driver to wake.
            (
                Form::Free(_),
                Action::LaneChange { .. } | Action::LaneOffset { .. } | Action::Controller(_),
            ) => {}
        }
    }

    fn along(&self, pose: Pose2, points: &[RoutePoint], from_mps: f64, to_mps: f64) -> FreeBody {
        let way = points.iter().map(|p| self.frame.point_m(p));
        let path = Polyline::new(std::iter::once(pose.position_m()).chain(way)).ok();
        FreeBody {
            pose,
            speed_mps: from_mps,
            elevation_m: self.network.surface.elevation_m(pose.position_m(), None),
            target_mps: if path.is_some() { to_mps } else { 0.0 },
            path,
            s_m: 0.0,
            rate_mps2: USUAL_RATE_MPS2,
        }
    }
}

/// What an action means for a vehicle that stays on the lanes.
fn on_lanes(network: &Network, v: &mut Vehicle, action: &Action) {
    match *action {
        Action::Speed {
            target_mps,
            rate_mps2,
        } => {
            v.mode = Mode::Held {
                target_mps,
                rate_mps2,
            };
        }
        Action::LaneChange { lanes, duration_s } => {
            lane_change::begin(network, v, usize::from(lanes < 0), Some(duration_s));
        }
        Action::LaneOffset { left_m, duration_s } => v.begin_shift(left_m, duration_s),
        Action::Controller(controller) => v.mode = mode(controller, v.speed_mps),
        // Takes it off the lanes: see `Moment::perform`.
        Action::FollowTrajectory { .. } => {}
    }
}

/// What a controller means for a vehicle on a lane.
pub(super) fn mode(controller: Controller, speed_mps: f64) -> Mode {
    let target_mps = match controller {
        Controller::Traffic => return Mode::Driven,
        Controller::Hold => speed_mps,
        Controller::Stand => 0.0,
    };
    Mode::Held {
        target_mps,
        rate_mps2: USUAL_RATE_MPS2,
    }
}
