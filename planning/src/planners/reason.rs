//! Why a plan is as it is, in one sentence, and who decided.

use trunkline_interfaces::TrackId;
use trunkline_interfaces::messages::Reason;

use crate::rollout::Rollout;
use crate::scene::{Cause, DT_S, Scene};

/// Time ahead that the sentence speaks of, s.
const SPOKEN_S: f64 = 3.0;
/// Speed changes below this are none, m/s.
const NOTICEABLE_MPS: f64 = 0.5;

/// The reason of a rollout's speed.
pub(super) fn reason(scene: &Scene<'_>, rollout: &Rollout, blocker: Option<Cause>) -> Reason {
    let spoken = ((SPOKEN_S / DT_S) as usize).min(rollout.states.len().saturating_sub(1));
    let (Some(now), Some(then)) = (rollout.states.first(), rollout.states.get(spoken)) else {
        return Reason::default();
    };
    let (from_mps, to_mps) = (now.speed_mps, then.speed_mps);
    // What brakes hardest within the time spoken of.
    let decisive = rollout.states[..=spoken]
        .iter()
        .enumerate()
        .min_by(|a, b| {
            a.1.acceleration_mps2
                .total_cmp(&b.1.acceleration_mps2)
                .then(a.0.cmp(&b.0))
        })
        .map_or(0, |(step, _)| step);
    let slows = to_mps < from_mps - NOTICEABLE_MPS || to_mps < NOTICEABLE_MPS;
    let step = if slows { decisive } else { 0 };
    let own = rollout.states[step].cause;
    let cause = match (own, blocker) {
        (Cause::Free | Cause::Chosen | Cause::Road, Some(other)) => other,
        _ => own,
    };
    let what = if to_mps < NOTICEABLE_MPS && from_mps < NOTICEABLE_MPS {
        "standing".to_owned()
    } else if to_mps < NOTICEABLE_MPS {
        format!("stopping from {from_mps:.1} m/s")
    } else if slows {
        format!("slowing from {from_mps:.1} to {to_mps:.1} m/s")
    } else if to_mps > from_mps + NOTICEABLE_MPS {
        format!("speeding up from {from_mps:.1} to {to_mps:.1} m/s")
    } else {
        format!("holding {from_mps:.1} m/s")
    };
    let mut reason = Reason {
        sentence: format!("{what}: {}", why(scene, rollout, cause)),
        ..Reason::default()
    };
    match cause {
        Cause::Agent(track, _) | Cause::GiveWay(track, _) | Cause::Crosswalk(track) => {
            reason.tracks.push(track);
        }
        Cause::Light(signal) | Cause::StopSign(signal) => reason.signals.push(signal),
        Cause::Free | Cause::Road | Cause::Goal | Cause::RouteEnd | Cause::Chosen => {}
    }
    reason.lanes.extend(scene.line.lane_at(now.s_m));
    reason
}

fn why(scene: &Scene<'_>, rollout: &Rollout, cause: Cause) -> String {
    let front_s_m = scene.start.place.s_m + scene.vehicle.front_from_rear_axle_m();
    let to_stop_m = scene
        .stops
        .iter()
        .find(|stop| stop.cause == cause)
        .map_or(0.0, |stop| (stop.front_s_m - front_s_m).max(0.0));
    match cause {
        Cause::Free => "the road is free".into(),
        Cause::Road => "curve or limit ahead".into(),
        Cause::Agent(track, class) => {
            let name = format!("{} {}", class.name(), track.0);
            match arrival(scene, rollout, track) {
                Some((gap_m, time_s)) if time_s > 0.05 => {
                    format!("{name} on the path in {time_s:.1} s, {gap_m:.0} m ahead")
                }
                Some((gap_m, _)) => format!("{name} on the path {gap_m:.0} m ahead"),
                None => format!("{name} ahead"),
            }
        }
        Cause::Light(id) => format!("{id} is red or amber, line in {to_stop_m:.0} m"),
        Cause::StopSign(id) => format!("{id} is a stop sign, line in {to_stop_m:.0} m"),
        Cause::GiveWay(track, class) => {
            format!(
                "giving way to {} {}, line in {to_stop_m:.0} m",
                class.name(),
                track.0
            )
        }
        Cause::Crosswalk(track) => {
            format!("{track} uses the crosswalk in {to_stop_m:.0} m")
        }
        Cause::Goal => format!("goal in {to_stop_m:.0} m"),
        Cause::RouteEnd => format!("the route ends in {to_stop_m:.0} m"),
        Cause::Chosen => "stopping is the best of the candidates".into(),
    }
}

/// When an agent first is on the ego's path, and its gap to the ego's front now.
fn arrival(scene: &Scene<'_>, rollout: &Rollout, track: TrackId) -> Option<(f64, f64)> {
    let front_s_m = scene.start.place.s_m + scene.vehicle.front_from_rear_axle_m();
    let path_d_m = rollout.states.last()?.d_m;
    scene
        .agents
        .modes()
        .iter()
        .filter(|mode| mode.track == track)
        .filter_map(|mode| {
            let states = scene.agents.states(mode);
            let on_path = |d_m: f64, half_m: f64| {
                (d_m - path_d_m).abs() <= half_m + 0.5 * scene.vehicle.width_m + 0.3
            };
            let step = states
                .iter()
                .position(|a| on_path(a.d_m, a.half_across_m))?;
            let gap_m = states[step].s_m - states[step].half_along_m - front_s_m;
            Some((gap_m.max(0.0), step as f64 * DT_S))
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))
}
