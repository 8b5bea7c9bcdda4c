//! Who may enter a junction: one claims the lanes through it, and gets them if nobody is in their
//! way, nobody with the right of way comes too soon, and there is room to leave again.

use super::impatience::{impatience, is_let_in};
use super::net_lane::{Conflict, LONG_M, Meeting, NetLane};
use super::network::Network;
use super::occupancy::{Occupancy, Who};
use super::outlook::Entry;
use super::vehicle::Vehicle;

/// Time that drivers want between leaving a conflict and the next one's arrival, s (critical gaps at
/// unsignalled junctions are 4 to 6 s in all: HBS 2015, chapter L5).
const GAP_S: f64 = 1.5;
/// The same where one merges: the other must not have to brake.
const MERGE_GAP_S: f64 = 2.5;
/// Acceleration with which a driver expects to clear a conflict, m/s².
const CLEARING_MPS2: f64 = 1.2;
/// After so long two that wait for each other settle it: who waits longest goes.
const PATIENCE_S: f64 = 2.0;

/// Gap at standstill, m, and braking that nobody minds, m/s².
const STANDING_GAP_M: f64 = 2.0;
const COMFORTABLE_MPS2: f64 = 2.0;
/// Others slower than this are about to go, and not asked to brake.
const MOVING_MPS: f64 = 2.0;

/// A vehicle that asks to enter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) slot: u32,
    pub(crate) entry: Entry,
    pub(crate) arrival_s: f64,
}

/// Somebody on the way to a contested lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approach {
    /// `None`: the ego.
    pub(crate) slot: Option<u32>,
    /// Front bumper to the start of the lane.
    pub(crate) distance_m: f64,
    pub(crate) speed_mps: f64,
    pub(crate) waiting_s: f64,
}

/// Somebody who was let into a contested lane.
#[derive(Debug, Clone, Copy)]
struct Holder {
    slot: u32,
    /// Its rear bumper on the lane; negative before it.
    rear_m: f64,
}

/// What claims are judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'a> {
    pub(crate) network: &'a Network,
    pub(crate) occupancy: &'a Occupancy,
    pub(crate) vehicles: &'a [Vehicle],
}

/// Holders and approaches of every contested lane; made anew at each decision.
#[derive(Debug, Clone, Default)]
pub(crate) struct Junctions {
    holders: Vec<Vec<Holder>>,
    approaches: Vec<Vec<Approach>>,
    used: Vec<u32>,
}

impl Junctions {
    pub(crate) fn new(lanes: usize) -> Self {
        Self {
            holders: vec![Vec::new(); lanes],
            approaches: vec![Vec::new(); lanes],
            used: Vec::new(),
        }
    }

    pub(crate) fn clear(&mut self) {
        for lane in self.used.drain(..) {
            self.holders[lane as usize].clear();
            self.approaches[lane as usize].clear();
        }
    }

    /// Notes the lanes that a vehicle holds.
    pub(crate) fn hold(&mut self, network: &Network, slot: u32, v: &Vehicle) {
        // Back to the lane that its rear bumper is on.
        let (mut k, mut start_m) = (v.at, -v.s_m);
        while k > 0 && start_m + v.half_length_m() > 0.0 {
            k -= 1;
            start_m -= network.lane(v.path[k]).length_m;
        }
        while k < v.granted_to.min(v.path.len()) {
            let index = v.path[k];
            if network.lane(index).is_contested {
                self.used.push(index);
                let rear_m = -start_m - v.half_length_m();
                self.holders[index as usize].push(Holder { slot, rear_m });
            }
            start_m += network.lane(index).length_m;
            k += 1;
        }
    }

    /// Notes somebody on the way to a lane.
    pub(crate) fn approach(&mut self, lane: u32, approach: Approach) {
        self.used.push(lane);
        self.approaches[lane as usize].push(approach);
    }

    /// Whether a claim can be granted now.
    pub(crate) fn is_free(&self, now: Situation<'_>, claim: &Claim) -> bool {
        let Situation {
            network, vehicles, ..
        } = now;
        let v = &vehicles[claim.slot as usize];
        let mut start_m = claim.entry.distance_m;
        for k in claim.entry.first..=claim.entry.last {
            let lane = network.lane(v.path[k]);
            for c in &lane.conflicts {
                if c.meeting == Meeting::Part {
                    continue;
                }
                let to_end_m = start_m + lane.length_m;
                let other_m = network.lane(c.other).length_m;
                let is_led = |h: &Holder| {
                    is_leader(
                        c,
                        v,
                        to_end_m,
                        &vehicles[h.slot as usize],
                        h.rear_m - other_m,
                    )
                };
                if self.is_taken(now, c, claim.slot, is_led)
                    || self.is_soon_taken(c, v, claim, start_m)
                {
                    return false;
                }
            }
            start_m += lane.length_m;
        }
        // Who is in nobody's way but of those who give way may stop there: else a ring locks up.
        let mut lanes = v.path[claim.entry.first..=claim.entry.last].iter();
        lanes.all(|lane| only_others_give_way(network.lane(*lane)))
            || self.has_room_behind(now, claim)
    }

    /// Somebody is in the other lane's part of the conflict, or was let into it, and is not one
    /// whom one can follow.
    fn is_taken(
        &self,
        now: Situation<'_>,
        c: &Conflict,
        slot: u32,
        is_led: impl Fn(&Holder) -> bool,
    ) -> bool {
        let is_long = |slot: u32| now.vehicles[slot as usize].size_m.x > LONG_M;
        let applies = |other: u32| !c.is_for_long || is_long(slot) || is_long(other);
        let held = self.holders[c.other as usize]
            .iter()
            .any(|h| h.slot != slot && h.rear_m < c.other_to_m && applies(h.slot) && !is_led(h));
        held || !c.is_for_long
            && now.occupancy.on(c.other).iter().any(|o| {
                let is_vehicle = matches!(o.who, Who::Vehicle(_));
                let is_in = o.front_m > c.other_from_m - 1.0 || o.speed_mps > 1.0;
                !is_vehicle && o.rear_m < c.other_to_m && is_in && o.speed_mps.abs() > 0.1
            })
    }

    /// Somebody with the right of way comes before the conflict would be cleared.
    fn is_soon_taken(&self, c: &Conflict, v: &Vehicle, claim: &Claim, start_m: f64) -> bool {
        let clear_s = time_s(v.speed_mps, start_m + c.to_m + v.size_m.x);
        let gap_s = if c.meeting == Meeting::Merge {
            MERGE_GAP_S
        } else {
            GAP_S
        };
        self.approaches[c.other as usize].iter().any(|a| {
            let Some(slot) = a.slot else {
                // The ego: also where nobody has the right of way, if it is nearly there.
                let arrival_s = (a.distance_m + c.other_from_m) / a.speed_mps.max(0.1);
                let margin_s = if c.gives_way { clear_s + gap_s } else { 2.0 };
                return !c.is_for_long && !c.goes_first && arrival_s < margin_s;
            };
            if !c.gives_way || c.is_for_long || slot == claim.slot {
                return false;
            }
            let wins_wait = v.waiting_s > PATIENCE_S
                && a.speed_mps < 1.0
                && (v.waiting_s, claim.slot) > (a.waiting_s, slot);
            let arrival_s = time_s(a.speed_mps, a.distance_m + c.other_from_m);
            let brakes = a.speed_mps > MOVING_MPS
                && is_let_in(impatience(v.waiting_s), a.speed_mps, a.distance_m);
            !wins_wait && !brakes && arrival_s < clear_s + gap_s
        })
    }

    /// There is room beyond the junction, so that nobody has to stop in it.
    fn has_room_behind(&self, now: Situation<'_>, claim: &Claim) -> bool {
        let Situation {
            network,
            occupancy,
            vehicles,
        } = now;
        let v = &vehicles[claim.slot as usize];
        let last = v.path[claim.entry.last];
        let mut need_m = v.size_m.x + 2.0;
        for h in &self.holders[last as usize] {
            if h.slot != claim.slot {
                need_m += vehicles[h.slot as usize].size_m.x + 2.0;
            }
        }
        let mut beyond_m = 0.0;
        for k in claim.entry.last + 1..v.path.len() {
            let is_self = |who| who == Who::Vehicle(claim.slot);
            let first = occupancy
                .on(v.path[k])
                .iter()
                .find(|o| !is_self(o.who) && o.front_m > 0.0);
            if let Some(o) = first {
                // Those still in the junction are in `need_m` already.
                let is_inside = k == claim.entry.last + 1 && o.rear_m < 0.0;
                let room_m = beyond_m + o.rear_m + 2.0 * o.speed_mps.max(0.0);
                if !is_inside || o.speed_mps < 2.0 {
                    return room_m > need_m;
                }
                return true;
            }
            beyond_m += network.lane(v.path[k]).length_m;
            if beyond_m > need_m {
                return true;
            }
        }
        true
    }
}

/// Whether all who meet this lane merge into its way and give way to it, as in a roundabout.
fn only_others_give_way(lane: &NetLane) -> bool {
    let mut meets = lane.conflicts.iter().filter(|c| c.meeting != Meeting::Part);
    meets.all(|c| c.meeting == Meeting::Merge && c.goes_first)
}

/// Whether somebody from a lane that merges has come so far that he is a leader like any other: his
/// front is on the lane after, and there is room to stop behind him in comfort.
fn is_leader(c: &Conflict, v: &Vehicle, to_end_m: f64, other: &Vehicle, rear_past_m: f64) -> bool {
    let is_on_lane_after = rear_past_m + other.size_m.x > 0.0;
    let closing_m2ps2 = v.speed_mps * v.speed_mps - other.speed_mps * other.speed_mps;
    let need_m = STANDING_GAP_M + closing_m2ps2.max(0.0) / (2.0 * COMFORTABLE_MPS2);
    c.meeting == Meeting::Merge
        && c.goes_first
        && is_on_lane_after
        && to_end_m + rear_past_m > need_m
}

/// Time for a distance from a speed under gentle acceleration, s: s = v·t + a·t²/2.
fn time_s(speed_mps: f64, distance_m: f64) -> f64 {
    let distance_m = distance_m.max(0.0);
    let root = (speed_mps * speed_mps + 2.0 * CLEARING_MPS2 * distance_m).sqrt();
    (root - speed_mps) / CLEARING_MPS2
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn time_from_standstill_is_that_of_constant_acceleration() {
        assert_abs_diff_eq!(time_s(0.0, 2.4), 2.0, epsilon = 1e-12); // √(2·2.4/1.2)
        assert_abs_diff_eq!(time_s(5.0, 0.0), 0.0, epsilon = 0.0);
    }
}
