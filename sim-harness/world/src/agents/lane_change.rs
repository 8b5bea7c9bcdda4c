//! Changing lanes: what MOBIL is asked, and the move itself.

use super::idm::{HARDEST_BRAKING_MPS2, Idm};
use super::mobil::{Mobil, Prospect};
use super::network::Network;
use super::occupancy::{Occupancy, Occupant, Who};
use super::vehicle::Vehicle;

/// Time that a change takes, s.
const DURATION_S: f64 = 4.0;
/// Nobody changes lanes below this speed.
const LEAST_SPEED_MPS: f64 = 3.0;
/// Nobody changes into a lane that ends sooner than this, s.
const LONG_LANE_S: f64 = 12.0;
/// Part of a change after which one is out of the way of whoever is ahead in the lane that is left, s.
const CLEARING_S: f64 = 2.6;
/// Speeds above this are those of open roads, m/s.
const OPEN_ROAD_MPS: f64 = 18.0;
/// Gaps that are never gone below, m.
const LEAST_GAP_M: f64 = 3.0;

/// Whether and to which side (0 left, 1 right) the driver wants to change lanes.
pub(crate) fn wish(
    network: &Network,
    occupancy: &Occupancy,
    slot: u32,
    v: &Vehicle,
) -> Option<usize> {
    let lane = network.lane(v.lane());
    // Who is not yet on the lane with his whole length is still busy with the one before.
    let is_half_on = v.s_m < v.half_length_m();
    let is_busy = lane.junction.is_some() || is_half_on || v.shift.is_some();
    let must = lane.is_closing;
    if is_busy || (v.speed_mps < LEAST_SPEED_MPS && !must) {
        return None;
    }
    let here = around(network, occupancy, v.lane(), v.s_m, slot);
    let easy_mps = v.driver.limit_factor * lane.easy_speed_mps(v.s_m);
    let idm = Idm {
        desired_mps: easy_mps.min(v.driver.top_mps),
        ..v.driver.idm
    };
    (0..2).find(|side| {
        let Some(target) = lane.beside[*side] else {
            return false;
        };
        let s_m = beside_s_m(network, v, target);
        let rest_m = straight_on_m(network, target) - s_m;
        let need_m = if leads_to_closing(network, target) {
            LONG_LANE_S * v.speed_mps + 100.0
        } else {
            4.0 * v.speed_mps + 20.0
        };
        if rest_m < need_m && !must {
            return false;
        }
        let there = around(network, occupancy, target, s_m, slot);
        if !has_gap(v, &there) {
            return false;
        }
        if is_too_close(v, &here) && !must {
            return false;
        }
        let lead = |a: &Around| {
            a.leader
                .map_or(idm.free_mps2(v.speed_mps), |(gap_m, speed_mps)| {
                    idm.follow_mps2(v.speed_mps, gap_m - v.half_length_m(), speed_mps)
                })
        };
        let with_me = |a: &Around| {
            a.follower.map_or(0.0, |(gap_m, speed_mps)| {
                idm.follow_mps2(speed_mps, gap_m - v.half_length_m(), v.speed_mps)
            })
        };
        let without_me = |a: &Around| match (a.follower, a.leader) {
            (Some((behind_m, speed_mps)), Some((ahead_m, leader_mps))) => {
                idm.follow_mps2(speed_mps, behind_m + ahead_m, leader_mps)
            }
            (Some((_, speed_mps)), None) => idm.free_mps2(speed_mps),
            _ => 0.0,
        };
        let prospect = Prospect {
            own: [lead(&here), lead(&there)],
            new_follower: [without_me(&there), with_me(&there)],
            old_follower: [with_me(&here), without_me(&here)],
        };
        if must {
            return !network.lane(target).is_closing && Mobil::MERGING.is_safe(&prospect);
        }
        Mobil::default().is_worth_it(&prospect)
    })
}

/// Makes the lane beside the vehicle's own; it slides over in the time given (or the usual), from
/// where it is. Where it goes on from there is to be chosen anew.
pub(crate) fn begin(network: &Network, v: &mut Vehicle, side: usize, duration_s: Option<f64>) {
    let Some(target) = network.lane(v.lane()).beside[side] else {
        return;
    };
    let s_m = beside_s_m(network, v, target);
    v.refer_to(network, target, s_m);
    v.begin_shift(v.driver.keeps_left_m, duration_s.unwrap_or(DURATION_S));
}

/// Arc length beside the vehicle on a neighbouring lane: neighbours run side by side from end to end.
pub(crate) fn beside_s_m(network: &Network, v: &Vehicle, target: u32) -> f64 {
    v.s_m * network.lane(target).length_m / network.lane(v.lane()).length_m
}

/// Whether what follows a lane, before the next junction, ends beside another lane.
fn leads_to_closing(network: &Network, mut lane: u32) -> bool {
    for _ in 0..10 {
        if network.lane(lane).is_closing {
            return true;
        }
        match network.lane(lane).successors[..] {
            [next] if network.lane(next).junction.is_none() => lane = next,
            _ => return false,
        }
    }
    false
}

/// Length of a lane and what follows it before the next junction or end.
fn straight_on_m(network: &Network, mut lane: u32) -> f64 {
    let mut length_m = 0.0;
    for _ in 0..10 {
        length_m += network.lane(lane).length_m;
        match network.lane(lane).successors[..] {
            [next] if network.lane(next).junction.is_none() => lane = next,
            _ => break,
        }
    }
    length_m
}

/// The nearest ahead and behind on a lane: gap from the place to their bumper, and speed.
struct Around {
    leader: Option<(f64, f64)>,
    follower: Option<(f64, f64)>,
}

fn around(network: &Network, occupancy: &Occupancy, lane: u32, s_m: f64, slot: u32) -> Around {
    let is_other = |o: &&Occupant| o.who != Who::Vehicle(slot);
    let on = occupancy.on(lane);
    let ahead = on.iter().filter(is_other).find(|o| o.middle_m() > s_m);
    let behind = on
        .iter()
        .rev()
        .filter(is_other)
        .find(|o| o.middle_m() <= s_m);
    let leader = ahead.map(|o| (o.rear_m - s_m, o.speed_mps)).or_else(|| {
        let rest_m = network.lane(lane).length_m - s_m;
        network.lane(lane).successors.iter().find_map(|next| {
            let o = occupancy.on(*next).iter().find(is_other)?;
            Some((rest_m + o.rear_m, o.speed_mps))
        })
    });
    let follower = behind.map(|o| (s_m - o.front_m, o.speed_mps)).or_else(|| {
        network.lane(lane).predecessors.iter().find_map(|before| {
            let o = occupancy.on(*before).iter().rev().find(is_other)?;
            Some((
                s_m + network.lane(*before).length_m - o.front_m,
                o.speed_mps,
            ))
        })
    });
    Around { leader, follower }
}

/// Whether the one ahead in one's own lane would be reached before one is out of his way. Speeds of towns
/// leave time to brake.
fn is_too_close(v: &Vehicle, here: &Around) -> bool {
    v.speed_mps > OPEN_ROAD_MPS
        && here.leader.is_some_and(|(gap_m, speed_mps)| {
            let room_m = gap_m - v.half_length_m() - LEAST_GAP_M;
            room_m < CLEARING_S * (v.speed_mps - speed_mps)
        })
}

fn has_gap(v: &Vehicle, a: &Around) -> bool {
    // Room now, and still room if the one ahead brakes as hard as can be.
    let clear = |gap_m: f64, rear_mps: f64, front_mps: f64| {
        let brake_m =
            (rear_mps * rear_mps - front_mps * front_mps) / (2.0 * 0.5 * HARDEST_BRAKING_MPS2);
        gap_m - v.half_length_m() > LEAST_GAP_M + 0.3 * rear_mps + brake_m.max(0.0)
    };
    a.leader
        .is_none_or(|(gap_m, speed)| clear(gap_m, v.speed_mps, speed))
        && a.follower
            .is_none_or(|(gap_m, speed)| clear(gap_m, speed, v.speed_mps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agents::kinds;
    use crate::roads::Roads;
    use trunkline_interfaces::geometry::angle_difference_rad;
    use trunkline_interfaces::{AgentClass, AgentId, Random};

    /// How far the centre moves, m, and the box turns, rad, as a vehicle that is so far on a lane,
    /// and came from the one before, begins to change lanes.
    fn leap(network: &Network, lane: u32, side: usize, s_m: f64) -> (f64, f64) {
        let driver = kinds::driver(AgentClass::Car, &mut Random::new(0, "test", 0));
        let place = (lane, s_m);
        let mut v = Vehicle::new(AgentId(0), AgentClass::Car, driver, place, 10.0, network);
        if let Some(before) = network.lane(lane).predecessors.first() {
            v.path.insert(0, *before);
            v.at = 1;
        }
        v.place(network);
        let before = v.pose;
        begin(network, &mut v, side, None);
        v.place(network);
        let moved_m = (v.pose.position_m() - before.position_m()).norm();
        let turned_rad = angle_difference_rad(v.pose.yaw_rad, before.yaw_rad);
        (moved_m, turned_rad.abs())
    }

    #[test]
    fn nobody_leaps_or_twists_as_a_change_begins() {
        let network = Network::new(&Roads::builtin("urban").unwrap().unwrap().map);
        let mut changes = 0;
        for lane in 0..network.lanes.len() as u32 {
            let length_m = network.lane(lane).length_m;
            for side in (0..2).filter(|side| network.lane(lane).beside[*side].is_some()) {
                // From where the rear bumper has just come onto the lane to where the front leaves it.
                for k in 0..=20 {
                    let s_m = 2.25 + (length_m - 4.5) * f64::from(k) / 20.0;
                    let (moved_m, turned_rad) = leap(&network, lane, side, s_m);
                    assert!(
                        moved_m < 0.01 && turned_rad < 0.02,
                        "lane {lane} {s_m:.1} m"
                    );
                    changes += 1;
                }
            }
        }
        assert!(changes > 100, "{changes}");
    }

    #[test]
    fn a_script_may_change_lanes_where_two_lanes_meet() {
        let network = Network::new(&Roads::builtin("urban").unwrap().unwrap().map);
        let is_straight =
            |lane: u32| network.lane(lane).turn == trunkline_interfaces::Turn::Straight;
        let mut changes = 0;
        for lane in 0..network.lanes.len() as u32 {
            let before = network.lane(lane).predecessors.first();
            let sides = (0..2).filter(|side| network.lane(lane).beside[*side].is_some());
            for side in sides.filter(|_| before.is_some_and(|b| is_straight(*b))) {
                let (moved_m, turned_rad) = leap(&network, lane, side, 0.2);
                assert!(moved_m < 0.01 && turned_rad < 0.02, "lane {lane}");
                changes += 1;
            }
        }
        assert!(changes > 4, "{changes}");
    }
}
