//! A road's end at a junction, seen from the traffic.

use trunkline_interfaces::geometry::{Pose2, wrap_rad};

use super::course::{moved, turned_round};
use super::network::Network;
use super::opendrive::End;
use super::section::Section;

/// A road's end at a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arm {
    /// Index of the road.
    pub(super) road: usize,
    pub(super) end: End,
}

impl Arm {
    pub(super) const fn start(road: usize) -> Self {
        Self {
            road,
            end: End::Start,
        }
    }

    pub(super) const fn end(road: usize) -> Self {
        Self {
            road,
            end: End::End,
        }
    }

    /// The end of the road's course, facing along the road.
    fn pose(self, network: &Network) -> Pose2 {
        let course = &network.road(self.road).course;
        match self.end {
            End::Start => course.start,
            End::End => course.end(),
        }
    }

    /// Direction of traffic into the junction.
    pub(super) fn inward_rad(self, network: &Network) -> f64 {
        let yaw_rad = self.pose(network).yaw_rad;
        match self.end {
            End::End => yaw_rad,
            End::Start => wrap_rad(yaw_rad + std::f64::consts::PI),
        }
    }

    /// Direction of traffic out of the junction.
    pub(super) fn outward_rad(self, network: &Network) -> f64 {
        wrap_rad(self.inward_rad(network) + std::f64::consts::PI)
    }

    /// Height and grade, along the traffic into the junction or out of it.
    pub(super) fn height(self, network: &Network, is_inbound: bool) -> (f64, f64) {
        let road = network.road(self.road);
        let (z_m, grade) = road.heights.at(match self.end {
            End::Start => 0.0,
            End::End => road.length_m(),
        });
        let is_along = (self.end == End::End) == is_inbound;
        (z_m, if is_along { grade } else { -grade })
    }

    fn section(self, network: &Network) -> Option<&Section> {
        let sections = &network.road(self.road).sections;
        match self.end {
            End::Start => sections.first(),
            End::End => sections.last(),
        }
    }

    /// Sign of the numbers of the lanes whose traffic goes into the junction or out of it.
    fn side(self, is_inbound: bool) -> i32 {
        if (self.end == End::End) == is_inbound {
            -1
        } else {
            1
        }
    }

    fn lanes(self, network: &Network, side: i32, kinds: &[&str]) -> Vec<i32> {
        let lanes = self.section(network).into_iter().flat_map(|s| &s.lanes);
        let of_kind = lanes.filter(|l| l.number * side > 0 && kinds.contains(&l.kind));
        let mut numbers: Vec<i32> = of_kind.map(|lane| lane.number).collect();
        numbers.sort_by_key(|number| number.abs());
        numbers
    }

    /// Numbers of the driving lanes into the junction, the inner one first.
    pub(super) fn inbound(self, network: &Network) -> Vec<i32> {
        self.lanes(network, self.side(true), &["driving"])
    }

    /// Numbers of the driving lanes out of the junction, the inner one first.
    pub(super) fn outbound(self, network: &Network) -> Vec<i32> {
        self.lanes(network, self.side(false), &["driving"])
    }

    /// The lane beside the outermost driving lane that goes round the corner with it.
    pub(super) fn pavement(self, network: &Network, is_inbound: bool) -> Option<i32> {
        let beside = self.lanes(
            network,
            self.side(is_inbound),
            &["sidewalk", "shoulder", "stop"],
        );
        beside.first().copied()
    }

    pub(super) fn lane_kind(self, network: &Network, number: i32) -> &'static str {
        let lane = self.section(network).and_then(|s| s.lane(number));
        lane.map_or("none", |lane| lane.kind)
    }

    /// Width of a lane at this end.
    pub(super) fn width_m(self, network: &Network, number: i32) -> f64 {
        let road = network.road(self.road);
        let Some(section) = self.section(network) else {
            return 0.0;
        };
        let s_m = match self.end {
            End::Start => 0.0,
            End::End => road.length_m() - section.s_m,
        };
        section.lane(number).map_or(0.0, |lane| lane.width_m(s_m))
    }

    /// Width of everything that is driven on, on the side of the traffic into the junction.
    pub(super) fn drivable_width_m(self, network: &Network) -> f64 {
        let side = self.side(true);
        let kinds = ["driving", "parking", "stop", "shoulder", "median"];
        let lanes = self.lanes(network, side, &kinds);
        lanes.iter().map(|n| self.width_m(network, *n)).sum()
    }

    /// Middle of a lane at this end, facing along its traffic.
    pub(super) fn lane_pose(self, network: &Network, number: i32, is_inbound: bool) -> Pose2 {
        let side = number.signum();
        let inner_m: f64 = (1..number.abs())
            .map(|n| self.width_m(network, side * n))
            .sum();
        let [offset_m, ..] = network.road(self.road).lane_offset.coefficients;
        let t_m = offset_m + f64::from(side) * (inner_m + 0.5 * self.width_m(network, number));
        let on_road = moved(self.pose(network), 0.0, t_m, 0.0);
        if (self.end == End::End) == is_inbound {
            on_road
        } else {
            turned_round(on_road)
        }
    }
}
