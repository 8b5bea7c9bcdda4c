//! Newcomers: who comes next, and replacing those who have left the map where a lane leads into it.

use trunkline_interfaces::{AgentClass, AgentId, Random};

use super::ego_view::EgoView;
use super::kinds;
use super::network::Network;
use super::vehicle::Vehicle;

/// Room that a newcomer needs on its lane, m.
const ROOM_M: f64 = 25.0;
/// Nobody comes into being nearer to the ego than this, m.
const FAR_FROM_EGO_M: f64 = 40.0;
/// Nor nearer than what is driven in this time at the lane's easy speed, s: in town less than the above.
const FAR_FROM_EGO_S: f64 = 2.3;

/// Who comes next in a run: ids count on, and an id decides what its vehicle is like.
#[derive(Debug, Clone)]
pub(crate) struct Newcomers {
    seed: u64,
    next: AgentId,
}

impl Newcomers {
    /// Ids count from `first` on.
    pub(super) fn new(seed: u64, first: AgentId) -> Self {
        Self { seed, next: first }
    }

    /// The id of the next one, which is taken by that.
    pub(super) fn take_id(&mut self) -> AgentId {
        let id = self.next;
        self.next = AgentId(id.0 + 1);
        id
    }

    /// Half the length of the next one, if it is of a class.
    pub(super) fn half_length_m(&self, class: AgentClass) -> f64 {
        0.5 * kinds::drawn_size_m(class, self.seed, self.next).x
    }

    /// The next one as a vehicle of the traffic, at a share of the lane's easy speed.
    pub(super) fn vehicle(
        &mut self,
        network: &Network,
        class: AgentClass,
        place: (u32, f64),
        speed_share: f64,
        random: &mut Random,
    ) -> Vehicle {
        let driver = kinds::driver(class, random);
        let easy_mps = network.lane(place.0).easy_speed_mps(place.1);
        let speed_mps = (speed_share * easy_mps).min(driver.top_mps);
        let id = self.take_id();
        let size_m = kinds::drawn_size_m(class, self.seed, id);
        let mut vehicle =
            Vehicle::new(id, class, driver, place, speed_mps, network).sized(size_m, network);
        vehicle.is_replaced = true;
        vehicle
    }

    /// Replaces those who left, as far as there is room; `tick` numbers the decision.
    pub(super) fn replace(
        &mut self,
        network: &Network,
        vehicles: &mut [Vehicle],
        tick: u64,
        ego: &EgoView,
    ) {
        let entries = &network.entries;
        if entries.is_empty() {
            return;
        }
        for slot in 0..vehicles.len() {
            let gone = &vehicles[slot];
            if !(gone.is_gone && gone.is_replaced) {
                continue;
            }
            let step = (tick << 20) | slot as u64;
            let mut random = Random::new(self.seed, "traffic/newcomer", step);
            let lane = entries[random.index(entries.len())];
            let class = gone.class;
            let s_m = self.half_length_m(class) + 0.5;
            let start_m = network.lane(lane).line.position_at(s_m);
            let easy_mps = network.lane(lane).easy_speed_mps(s_m);
            let far_m = FAR_FROM_EGO_M.max(FAR_FROM_EGO_S * easy_mps);
            let is_far = (start_m - ego.footprint.center_m).norm() > far_m;
            // Others on the lane, as of now: the list of occupants is not made yet.
            let is_free = |v: &Vehicle| {
                let is_sliding_near =
                    v.shift.is_some() && (v.pose.position_m() - start_m).norm() < ROOM_M;
                let is_past = v.lane() != lane || v.s_m - v.half_length_m() > s_m + ROOM_M;
                v.is_gone || (is_past && !is_sliding_near)
            };
            if is_far && vehicles.iter().all(is_free) {
                vehicles[slot] = self.vehicle(network, class, (lane, s_m), 0.6, &mut random);
            }
        }
    }
}
