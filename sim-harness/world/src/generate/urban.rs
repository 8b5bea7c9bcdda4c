//! Towns: streets between crossings, lights, signs, roundabouts, crosswalks, parked cars.

use nalgebra::Vector2;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};

use super::arm::Arm;
use super::course::{Course, connect};
use super::cross_section::{BAYS_FROM_END_M, Profile};
use super::furniture::Says;
use super::heights::Heights;
use super::junctions::facing;
use super::network::Network;
use super::roundabout::{LEAST_ANGLE_RAD, Ring};
use super::urban_grid::{Edge, Node, Spoke, grid};

/// Room for a corner between two streets, and more where a street has two lanes each way.
const CORNER_M: (f64, f64) = (9.5, 11.0);
/// Streets that meet at a flatter angle go straight on into each other, rad.
const STRAIGHT_RAD: f64 = 2.5;

/// A town of a seed.
pub(super) fn town(seed: u64) -> Network {
    let mut random = Random::new(seed, "generate/urban", 0);
    let mut network = Network::new(&format!("urban {seed}"));
    let (mut nodes, edges, profiles) = grid(&mut random);
    choose_rings(&mut nodes, &edges, &profiles, &mut random);
    let roads: Vec<usize> = edges
        .iter()
        .enumerate()
        .map(|(i, edge)| {
            let reach = |end: usize| {
                edge.nodes[end].map_or(0.0, |n| reach_m(&nodes[n], i, &edges, &profiles))
            };
            street(
                &mut network,
                edge,
                i,
                &profiles[edge.profile],
                [reach(0), reach(1)],
            )
        })
        .collect();
    for (i, node) in nodes.iter().enumerate() {
        crossing(
            &mut network,
            node,
            i,
            &roads,
            &edges,
            &profiles,
            &mut random,
        );
    }
    for (road, edge) in roads.iter().zip(&edges) {
        furnish(&mut network, *road, &profiles[edge.profile], &mut random);
    }
    network
}

/// Some crossings of narrow streets become roundabouts.
fn choose_rings(nodes: &mut [Node], edges: &[Edge], profiles: &[Profile], random: &mut Random) {
    for node in nodes {
        let is_narrow = node
            .arms
            .iter()
            .all(|arm| profiles[edges[arm.edge].profile].lanes_each_way() == 1);
        let wide_apart = (0..node.arms.len()).all(|i| {
            let next = (i + 1) % node.arms.len();
            let turned_rad = angle_difference_rad(node.arms[next].yaw_rad, node.arms[i].yaw_rad);
            turned_rad.abs() > LEAST_ANGLE_RAD
        });
        if random.chance(0.25) && is_narrow && wide_apart {
            node.ring = Some(Ring {
                center_m: node.position_m,
                radius_m: random.range(14.0, 19.0),
                width_m: random.range(4.2, 5.0),
                z_m: node.z_m,
            });
        }
    }
}

/// From a crossing's middle to where one of its streets begins.
fn reach_m(node: &Node, edge: usize, edges: &[Edge], profiles: &[Profile]) -> f64 {
    let profile_of = |arm: &Spoke| &profiles[edges[arm.edge].profile];
    let Some(own) = node.arms.iter().find(|arm| arm.edge == edge) else {
        return 0.0;
    };
    let half_m = profile_of(own).half_width_m();
    if let Some(ring) = &node.ring {
        return ring.reach_m(0.5 * half_m);
    }
    let is_wide = node.arms.iter().any(|a| profile_of(a).lanes_each_way() > 1);
    let corner_m = if is_wide { CORNER_M.1 } else { CORNER_M.0 };
    let others = node.arms.iter().filter(|arm| arm.edge != edge);
    let corners = others.filter_map(|other| {
        let between_rad = angle_difference_rad(other.yaw_rad, own.yaw_rad).abs();
        let (sin, cos) = libm::sincos(between_rad);
        // Where the edges of two streets of half widths a and b cross: (b + a·cos φ)/sin φ.
        (between_rad < STRAIGHT_RAD)
            .then(|| (profile_of(other).half_width_m() + half_m * cos) / sin.max(0.3))
    });
    corner_m + corners.fold(half_m, f64::max)
}

/// Builds a street between the reaches of its crossings.
fn street(
    network: &mut Network,
    edge: &Edge,
    number: usize,
    profile: &Profile,
    reach_m: [f64; 2],
) -> usize {
    let pose = |at: Vector2<f64>, to: Vector2<f64>| {
        let along = to - at;
        Pose2::new(at.x, at.y, libm::atan2(along.y, along.x))
    };
    let first = edge.middle.unwrap_or(edge.to);
    let last = edge.middle.unwrap_or(edge.from);
    let start = pose(edge.from, first).forward(reach_m[0]);
    let end = pose(edge.to, edge.to + (edge.to - last)).forward(-reach_m[1]);
    let straight = || Course::from(start).straight((end.position_m() - start.position_m()).norm());
    let course = connect(start, end).map_or_else(straight, |pieces| Course::of(start, pieces));
    let length_m = course.length_m();
    let [from_m, to_m] = edge.heights_m;
    let heights = Heights::between(length_m, (from_m, 0.0), (to_m, 0.0));
    let make = profile.make(&format!("street {}", number + 1), length_m);
    network.add_road(make, course, heights)
}

/// Joins the streets at a crossing, and says who goes first.
fn crossing(
    network: &mut Network,
    node: &Node,
    number: usize,
    roads: &[usize],
    edges: &[Edge],
    profiles: &[Profile],
    random: &mut Random,
) {
    let arm = |spoke: &Spoke| {
        let road = roads[spoke.edge];
        if spoke.is_start {
            Arm::start(road)
        } else {
            Arm::end(road)
        }
    };
    if let Some(ring) = &node.ring {
        let arms: Vec<(Arm, f64)> = node.arms.iter().map(|s| (arm(s), s.yaw_rad)).collect();
        ring.build(network, &arms);
        return;
    }
    let arms: Vec<Arm> = node.arms.iter().map(arm).collect();
    let lanes = |i: usize| profiles[edges[node.arms[i].edge].profile].lanes_each_way();
    let limit = |i: usize| profiles[edges[node.arms[i].edge].profile].limit_mps;
    let junction = network.join(&format!("crossing {}", number + 1), &arms);
    let pairs = facing(network, &arms);
    let rest: Vec<usize> = (0..arms.len())
        .filter(|i| !pairs.iter().any(|(a, b)| a == i || b == i))
        .collect();
    let is_wide = (0..arms.len()).any(|i| lanes(i) > 1);
    let has_lights = (is_wide && random.chance(0.85)) || (arms.len() == 4 && random.chance(0.35));
    if has_lights {
        let mut phases: Vec<Vec<Arm>> = pairs
            .iter()
            .map(|(a, b)| vec![arms[*a], arms[*b]])
            .collect();
        phases.extend(rest.iter().map(|i| vec![arms[*i]]));
        network.lights(junction, &phases);
        return;
    }
    let crossed: Vec<bool> = arms.iter().map(|_| random.chance(0.4)).collect();
    for (arm, has_crosswalk) in arms.iter().zip(&crossed) {
        if *has_crosswalk {
            network.cross(*arm);
        }
    }
    let is_slow = (0..arms.len()).all(|i| limit(i) < 10.0);
    if is_slow && !is_wide && random.chance(0.6) {
        return; // right before left
    }
    // The faster or wider pair goes first, the others give way.
    let weight =
        |(a, b): &(usize, usize)| (lanes(*a) + lanes(*b)) as f64 * 100.0 + limit(*a) + limit(*b);
    let main = pairs.iter().max_by(|x, y| weight(x).total_cmp(&weight(y)));
    let says = if random.chance(0.35) {
        Says::Stop
    } else {
        Says::GiveWay
    };
    for i in 0..arms.len() {
        if main.is_some_and(|(a, b)| i != *a && i != *b) {
            network.sign(arms[i], says, crossed[i]);
        }
    }
}

/// Sizes of parked vehicles: length, width, height.
const PARKED_M: [[f64; 3]; 3] = [[4.4, 1.8, 1.5], [5.2, 2.0, 2.3], [3.7, 1.7, 1.5]];
/// From one parking bay to the next.
const BAY_M: f64 = 6.4;

/// Crosswalks in mid-block, and parked cars in the bays.
fn furnish(network: &mut Network, road: usize, profile: &Profile, random: &mut Random) {
    let length_m = network.road(road).length_m();
    let mut crosswalk_m = f64::INFINITY;
    if length_m > 80.0 && profile.lanes_each_way() == 1 && random.chance(0.35) {
        crosswalk_m = (random.range(0.4, 0.6) * length_m).round();
        network.crosswalk(road, (crosswalk_m - 1.5, crosswalk_m + 1.5));
    }
    let Some((_, bay_m)) = profile.lanes.iter().find(|lane| lane.0 == "parking") else {
        return;
    };
    for side in [-1.0, 1.0] {
        let bays = ((length_m - 2.0 * BAYS_FROM_END_M) / BAY_M).max(0.0) as u32;
        for bay in 0..bays {
            let s_m = BAYS_FROM_END_M + 3.5 + BAY_M * f64::from(bay);
            let size_m = PARKED_M[random.index(PARKED_M.len())];
            let is_free = random.chance(0.35);
            let is_in_the_way = (s_m - crosswalk_m).abs() < 8.0 || s_m + 3.0 > length_m - 12.0;
            if is_free || is_in_the_way {
                continue;
            }
            let t_m = side * (profile.half_width_m() + 0.5 * bay_m);
            let what = ("obstacle", "car", "parked car");
            network.place(road, what, (s_m, t_m), side > 0.0, size_m);
        }
    }
}
