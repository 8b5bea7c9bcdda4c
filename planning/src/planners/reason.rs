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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::fixtures::track;
    use crate::scene::Stop;
    use trunkline_interfaces::{AgentClass, LaneId, SignalId};

    /// The sentence of a rollout from a speed to another within 3 s, for a cause.
    fn said(from_mps: f64, to_mps: f64, cause: Cause) -> Reason {
        let mut bench = Bench::straight(from_mps)
            .with(track(
                4,
                AgentClass::Car,
                30.0,
                -5.0,
                std::f64::consts::FRAC_PI_2,
                2.0,
            ))
            .with(track(5, AgentClass::Truck, 40.0, 0.0, 0.0, 0.0));
        bench
            .route
            .path
            .iter_mut()
            .for_each(|p| p.lane = Some(LaneId(9)));
        bench.stops = vec![Stop {
            front_s_m: 20.0 + 3.65 + 12.3,
            cause,
        }];
        bench.look(|scene| {
            let change = (to_mps - from_mps) / 3.0;
            let rollout = by_hand(scene, from_mps, |t, s| {
                s.speed_mps = from_mps + change * t;
                // the hardest braking at 1 s is because of the cause
                s.acceleration_mps2 = if (t - 1.0).abs() < 0.01 {
                    change - 1.0
                } else {
                    change
                };
                let is_decisive = (t - 1.0).abs() < 0.01 || t == 0.0 && to_mps >= from_mps - 0.5;
                s.cause = if is_decisive { cause } else { Cause::Chosen };
            });
            reason(scene, &rollout, None)
        })
    }

    #[test]
    fn the_sentence_says_what_is_done() {
        let what = |from, to| said(from, to, Cause::Free).sentence;
        assert_eq!(what(0.0, 0.4), "standing: the road is free");
        assert_eq!(what(5.0, 0.4), "stopping from 5.0 m/s: the road is free");
        assert_eq!(
            what(5.0, 4.4),
            "slowing from 5.0 to 4.4 m/s: the road is free"
        );
        assert_eq!(what(5.0, 4.6), "holding 5.0 m/s: the road is free");
        assert_eq!(what(5.0, 5.4), "holding 5.0 m/s: the road is free");
        assert_eq!(
            what(5.0, 5.6),
            "speeding up from 5.0 to 5.6 m/s: the road is free"
        );
    }

    #[test]
    fn the_sentence_says_why_and_who_decided() {
        let cases = [
            (Cause::Road, "curve or limit ahead"),
            (
                Cause::Light(SignalId(3)),
                "signal 3 is red or amber, line in 12 m",
            ),
            (
                Cause::StopSign(SignalId(3)),
                "signal 3 is a stop sign, line in 12 m",
            ),
            (
                Cause::GiveWay(TrackId(4), AgentClass::Car),
                "giving way to car 4, line in 12 m",
            ),
            (
                Cause::Crosswalk(TrackId(4)),
                "track 4 uses the crosswalk in 12 m",
            ),
            (Cause::Goal, "goal in 12 m"),
            (Cause::RouteEnd, "the route ends in 12 m"),
            (Cause::Chosen, "stopping is the best of the candidates"),
            // 0.925 + 2.3 + 0.3 m from the middle it is on the path: 5 − 3.525 m at 2 m/s
            (
                Cause::Agent(TrackId(4), AgentClass::Car),
                "car 4 on the path in 0.8 s, 25 m ahead",
            ),
            (
                Cause::Agent(TrackId(5), AgentClass::Truck),
                "truck 5 on the path 32 m ahead",
            ),
            (Cause::Agent(TrackId(6), AgentClass::Car), "car 6 ahead"),
        ];
        for (cause, why) in cases {
            let reason = said(5.0, 3.0, cause);
            assert_eq!(
                reason.sentence,
                format!("slowing from 5.0 to 3.0 m/s: {why}")
            );
            let (tracks, signals) = match cause {
                Cause::Agent(track, _) | Cause::GiveWay(track, _) | Cause::Crosswalk(track) => {
                    (vec![track], Vec::new())
                }
                Cause::Light(signal) | Cause::StopSign(signal) => (Vec::new(), vec![signal]),
                _ => (Vec::new(), Vec::new()),
            };
            assert_eq!((reason.tracks, reason.signals), (tracks, signals));
            assert_eq!(reason.lanes, [LaneId(9)]);
        }
    }

    /// The reason of a rollout that has one speed until 2.95 s and another from then on; what
    /// brakes hardest is the second.
    fn stepped(from_mps: f64, to_mps: f64, causes: [Cause; 2]) -> Reason {
        Bench::straight(from_mps).look(|scene| {
            let rollout = by_hand(scene, from_mps, |t, s| {
                let is_later = t > 2.95;
                s.speed_mps = if is_later { to_mps } else { from_mps };
                s.acceleration_mps2 = if is_later { -1.0 } else { 0.0 };
                s.cause = causes[usize::from(is_later)];
            });
            reason(scene, &rollout, None)
        })
    }

    #[test]
    fn half_a_metre_per_second_is_not_yet_noticed() {
        let what = |from, to| stepped(from, to, [Cause::Free; 2]).sentence;
        assert_eq!(what(5.0, 4.5), "holding 5.0 m/s: the road is free");
        assert_eq!(what(5.0, 5.5), "holding 5.0 m/s: the road is free");
        assert_eq!(
            what(5.0, 0.5),
            "slowing from 5.0 to 0.5 m/s: the road is free"
        );
        assert_eq!(what(0.5, 0.5), "holding 0.5 m/s: the road is free");
        assert_eq!(what(0.375, 0.5), "holding 0.4 m/s: the road is free");
        assert_eq!(what(0.5, 0.25), "stopping from 0.5 m/s: the road is free");
    }

    #[test]
    fn who_slows_or_stands_says_what_brakes_hardest_and_else_what_holds_now() {
        let causes = [Cause::Road, Cause::Light(SignalId(3))];
        let signals = |from, to| stepped(from, to, causes).signals;
        assert_eq!(signals(5.0, 4.0), [SignalId(3)]);
        assert_eq!(signals(0.0, 0.25), [SignalId(3)], "stands");
        assert_eq!(signals(0.75, 0.5), [], "neither slows nor stands");
        assert_eq!(signals(5.0, 4.5), [], "holds");
    }

    #[test]
    fn the_path_is_where_the_ego_ends() {
        // A car that comes from the left at 2 m/s, half 2.3 m long. The ego ends 1.5 m to the
        // right: on the path within 2.3 + 0.925 + 0.3 = 3.525 m of that, y ≤ 2.025 m, which from
        // 5 m it is after 1.4875 s; to the left of it, y ≤ 5.025 m, at once.
        let south = -std::f64::consts::FRAC_PI_2;
        let bench = Bench::straight(5.0).with(track(4, AgentClass::Car, 30.0, 5.0, south, 2.0));
        let arrives = |end_m: f64| {
            bench.look(|scene| {
                let shift = |t: f64, s: &mut crate::rollout::State| {
                    s.d_m = if t > 3.95 { end_m } else { 0.0 };
                };
                arrival(scene, &by_hand(scene, 5.0, shift), TrackId(4))
            })
        };
        // its flank is at 20 + 30 − 0.925 m, the front at 23.65 m
        let (gap_m, time_s) = arrives(-1.5).unwrap();
        assert!((gap_m - 25.425).abs() < 1e-9 && (time_s - 1.5).abs() < 1e-9);
        assert_eq!(arrives(1.5).unwrap().1, 0.0);
    }

    #[test]
    fn who_stands_in_the_way_is_named_where_nothing_else_decides() {
        Bench::straight(5.0).look(|scene| {
            let blocker = Cause::Agent(TrackId(8), AgentClass::Car);
            let named = |cause: Cause| {
                let rollout = by_hand(scene, 5.0, |_, s| s.cause = cause);
                reason(scene, &rollout, Some(blocker)).tracks
            };
            for cause in [Cause::Free, Cause::Chosen, Cause::Road] {
                assert_eq!(named(cause), [TrackId(8)]);
            }
            assert_eq!(named(Cause::Goal), []);
            assert_eq!(named(Cause::Crosswalk(TrackId(2))), [TrackId(2)]);
            let nothing = reason(scene, &Rollout::default(), Some(blocker));
            assert_eq!(nothing, Reason::default());
        });
    }
}
