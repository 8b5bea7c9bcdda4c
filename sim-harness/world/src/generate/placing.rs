//! Puts lights, signs, crosswalks and boxes onto roads in the making.

use super::arm::Arm;
use super::furniture::{Says, crosswalk, signal, solid};
use super::network::Network;
use super::opendrive::End;

/// A crosswalk before a junction, from the road's end.
const CROSSWALK_FROM_END_M: (f64, f64) = (1.5, 4.5);
/// Stop line before a crosswalk, and before a road's end without one.
const LINE_BEFORE_CROSSWALK_M: f64 = 1.0;
const LINE_FROM_END_M: f64 = 0.8;

impl Network {
    /// A crosswalk before a junction.
    pub(super) fn cross(&mut self, arm: Arm) {
        self.cross_at(arm, CROSSWALK_FROM_END_M);
    }

    /// A crosswalk between two distances from a road's end.
    pub(super) fn cross_at(&mut self, arm: Arm, (near_m, far_m): (f64, f64)) {
        let length_m = self.road(arm.road).length_m();
        let stretch = match arm.end {
            End::Start => (near_m, far_m),
            End::End => (length_m - far_m, length_m - near_m),
        };
        self.crosswalk(arm.road, stretch);
    }

    /// A crosswalk between two arc lengths of a road.
    pub(super) fn crosswalk(&mut self, road: usize, stretch: (f64, f64)) {
        let on = self.road(road);
        let middle_m = 0.5 * (stretch.0 + stretch.1);
        let lanes = on.sections.first().into_iter().flat_map(|s| &s.lanes);
        let half_m: f64 = lanes
            .filter(|lane| lane.number < 0 && matches!(lane.kind, "driving" | "parking"))
            .map(|lane| lane.width_m(middle_m))
            .sum();
        let name = format!("crosswalk on {}", on.name);
        self.objects += 1;
        let object = crosswalk(self.objects, &name, stretch, half_m);
        self.road_mut(road).objects.push(object);
    }

    /// A box on or beside a road.
    pub(super) fn place(
        &mut self,
        road: usize,
        what: (&str, &str, &str),
        at_m: (f64, f64),
        is_turned: bool,
        size_m: [f64; 3],
    ) {
        self.objects += 1;
        let object = solid(self.objects, what, at_m, is_turned, size_m);
        self.road_mut(road).objects.push(object);
    }

    /// A light or sign for the traffic that comes in over an arm, and its stop line; gives its id.
    pub(super) fn sign(&mut self, arm: Arm, says: Says, has_crosswalk: bool) -> u32 {
        let from_end_m = if has_crosswalk {
            CROSSWALK_FROM_END_M.1 + LINE_BEFORE_CROSSWALK_M
        } else {
            LINE_FROM_END_M
        };
        self.post(arm, says, from_end_m)
    }

    /// A light or sign at a distance from the end that an arm's traffic comes to; gives its id.
    pub(super) fn post(&mut self, arm: Arm, says: Says, from_end_m: f64) -> u32 {
        let road = self.road(arm.road);
        let length_m = road.length_m();
        let lanes = arm.inbound(self);
        let (Some(first), Some(last)) = (lanes.iter().min(), lanes.iter().max()) else {
            return 0;
        };
        let numbers = (*first, *last);
        let edge_m = 0.6 + arm.drivable_width_m(self);
        let (s_m, t_m, is_forward) = match arm.end {
            End::Start => (from_end_m, edge_m, false),
            End::End => (length_m - from_end_m, -edge_m, true),
        };
        let word = match says {
            Says::Light => "light",
            Says::Stop => "stop",
            Says::GiveWay => "give way",
            Says::Limit(_) => "limit",
        };
        let name = format!("{word} on {}", road.name);
        self.signals += 1;
        let entry = signal(self.signals, &name, says, (s_m, t_m), is_forward, numbers);
        self.road_mut(arm.road).signals.push(entry);
        self.signals
    }

    /// Lights and crosswalks on every arm; arms of one phase have green together.
    pub(super) fn lights(&mut self, junction: usize, phases: &[Vec<Arm>]) {
        for (number, arms) in phases.iter().enumerate() {
            let mut lights = Vec::new();
            for arm in arms {
                self.cross(*arm);
                lights.push(self.sign(*arm, Says::Light, true));
            }
            let id = self.document.controllers.len() as u32 + 1;
            let joined = &mut self.document.junctions[junction];
            joined.controllers.push(id);
            let name = format!("{}: phase {}", joined.name, number + 1);
            self.document.controllers.push((id, name, lights));
        }
    }
}
