//! Newcomers: when a vehicle has left the map, another comes in where a lane leads into it.

use std::sync::Arc;

use trunkline_interfaces::{AgentClass, AgentId, Random};

use super::kinds;
use super::traffic::{EgoView, Traffic};
use super::vehicle::Vehicle;

/// Room that a newcomer needs on its lane, m.
const ROOM_M: f64 = 25.0;
/// Nobody comes into being nearer to the ego than this, m.
const FAR_FROM_EGO_M: f64 = 40.0;
/// Nor nearer than what is driven in this time at the lane's easy speed, s: in town less than the above.
const FAR_FROM_EGO_S: f64 = 2.3;

/// Replaces those who left, as far as there is room.
pub(super) fn replace(traffic: &mut Traffic, ego: &EgoView) {
    let network = Arc::clone(&traffic.network);
    let entries = &network.entries;
    if entries.is_empty() {
        return;
    }
    for slot in 0..traffic.vehicles.len() {
        let gone = &traffic.vehicles[slot];
        if !(gone.is_gone && gone.is_replaced) {
            continue;
        }
        let step = (traffic.tick << 20) | slot as u64;
        let mut random = Random::new(traffic.seed, "traffic/newcomer", step);
        let lane = entries[random.index(entries.len())];
        let class = gone.class;
        let s_m = 0.5 * kinds::drawn_size_m(class, traffic.seed, AgentId(traffic.next_id)).x + 0.5;
        let start_m = traffic.network.lane(lane).line.position_at(s_m);
        let easy_mps = network.lane(lane).easy_speed_mps(s_m);
        let far_m = FAR_FROM_EGO_M.max(FAR_FROM_EGO_S * easy_mps);
        let is_far = (start_m - ego.footprint.center_m).norm() > far_m;
        // Others on the lane, as of now: the list of occupants is not made yet.
        let is_free = traffic.vehicles.iter().all(|v| {
            let is_sliding_near =
                v.shift.is_some() && (v.pose.position_m() - start_m).norm() < ROOM_M;
            let is_past = v.lane() != lane || v.s_m - v.half_length_m() > s_m + ROOM_M;
            v.is_gone || (is_past && !is_sliding_near)
        });
        if !(is_far && is_free) {
            continue;
        }
        let vehicle = new_vehicle(traffic, class, (lane, s_m), 0.6, &mut random);
        traffic.vehicles[slot] = vehicle;
    }
}

/// A vehicle of the traffic, at a share of the lane's easy speed.
pub(super) fn new_vehicle(
    traffic: &mut Traffic,
    class: AgentClass,
    place: (u32, f64),
    speed_share: f64,
    random: &mut Random,
) -> Vehicle {
    let driver = kinds::driver(class, random);
    let easy_mps = traffic.network.lane(place.0).easy_speed_mps(place.1);
    let speed_mps = (speed_share * easy_mps).min(driver.top_mps);
    let id = AgentId(traffic.next_id);
    traffic.next_id += 1;
    let size_m = kinds::drawn_size_m(class, traffic.seed, id);
    let mut vehicle = Vehicle::new(id, class, driver, place, speed_mps, &traffic.network)
        .sized(size_m, &traffic.network);
    vehicle.is_replaced = true;
    vehicle
}
