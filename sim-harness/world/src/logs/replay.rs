//! Everybody else at any time: log steps exactly, interpolated in between.

use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{EgoState, Header, Truth, TruthAgent};
use trunkline_interfaces::{AgentId, Stamp};

use super::scene::SCENE_STEP_S;
use super::vehicle::rear_axle_pose;
use super::{RecordedAgent, RecordedState, Scene, signals, vehicle_of};

/// A time this close to a log step is that step (share of a step).
const ON_STEP: f64 = 1e-6;
/// A yaw rate is the mean over this many past steps: recorded yaws are rough.
const YAW_RATE_STEPS: usize = 5;

impl RecordedAgent {
    /// The state at a fractional step; `None` outside its life and across a gap.
    pub(super) fn interpolated(&self, step: f64) -> Option<RecordedState> {
        if !(step >= -ON_STEP) {
            return None;
        }
        let before = (step + ON_STEP).floor();
        let share = step - before;
        let a = self.at(before as usize)?;
        if share.abs() <= ON_STEP {
            return Some(a);
        }
        let b = self.at(before as usize + 1)?;
        let position_m = a.pose.position_m().lerp(&b.pose.position_m(), share);
        let yaw_rad = a.pose.yaw_rad + share * angle_difference_rad(b.pose.yaw_rad, a.pose.yaw_rad);
        Some(RecordedState {
            pose: Pose2::new(position_m.x, position_m.y, yaw_rad),
            velocity_mps: a.velocity_mps.lerp(&b.velocity_mps, share),
        })
    }

    /// Rate of the yaw over the half second before a step: what could be known there.
    pub(super) fn yaw_rate_radps(&self, step: f64) -> f64 {
        let Some(now) = self.interpolated(step) else {
            return 0.0;
        };
        let earlier = (1..=YAW_RATE_STEPS)
            .rev()
            .find_map(|k| Some((k, self.interpolated(step - k as f64)?)));
        earlier.map_or(0.0, |(k, then)| {
            angle_difference_rad(now.pose.yaw_rad, then.pose.yaw_rad) / (k as f64 * SCENE_STEP_S)
        })
    }
}

/// Everybody but the ego at a fractional step, by ascending id (the index in the file).
pub(super) fn agents_at(scene: &Scene, step: f64) -> Vec<TruthAgent> {
    let others = scene
        .agents
        .iter()
        .zip(0..)
        .filter(|(_, index)| *index as usize != scene.ego_index);
    others
        .filter_map(|(agent, index)| {
            let state = agent.interpolated(step)?;
            Some(TruthAgent {
                id: AgentId(index),
                class: agent.class,
                bbox: agent.bbox(state.pose),
                velocity_mps: state.velocity_mps,
                yaw_rate_radps: agent.yaw_rate_radps(step),
                visibility: 1.0,
            })
        })
        .collect()
}

/// The recorded drive itself, step by step from `history_steps`, as if the recorded driver were
/// the ego. Stamps begin at 0.
pub fn recorded_truths(scene: &Scene) -> Vec<Truth> {
    (scene.history_steps..scene.steps)
        .zip(0_u64..)
        .filter_map(|(step, seq)| {
            let stamp = Stamp::from_s(seq as f64 * SCENE_STEP_S);
            let header = Header::sensor(seq, stamp);
            Some(Truth {
                header,
                ego: recorded_ego(scene, step, header)?,
                agents: agents_at(scene, step as f64),
                collisions: Vec::new(),
                signals: signals::states_at(scene, step),
                views: Vec::new(),
            })
        })
        .collect()
}

/// The recorded driver as an ego state. The velocity at the rear axle is such that the velocity
/// at the box centre is the recorded one: v_axle = Rᵀ v_centre − ω × r.
pub(super) fn recorded_ego(scene: &Scene, step: usize, header: Header) -> Option<EgoState> {
    let vehicle = vehicle_of(scene);
    let state = scene.ego().at(step)?;
    let yaw_rate_radps = scene.ego().yaw_rate_radps(step as f64);
    let rear = rear_axle_pose(&vehicle, &state.pose);
    let mut velocity_mps = Pose2::new(0.0, 0.0, -rear.yaw_rad).rotate(state.velocity_mps);
    velocity_mps.y -= yaw_rate_radps * vehicle.center_from_rear_axle_m();
    Some(EgoState {
        header,
        position_m: [rear.x_m, rear.y_m, 0.0].into(),
        yaw_rad: rear.yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps,
        acceleration_mps2: [0.0, yaw_rate_radps * velocity_mps.x].into(),
        yaw_rate_radps,
        steering_rad: 0.0,
    })
}
