//! Towns: streets in a bent grid with parts missing, lights, signs, a roundabout, crosswalks, parked cars.

use nalgebra::Vector2;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};

use super::arm::Arm;
use super::course::{Course, connect};
use super::cross_section::{BAYS_FROM_END_M, Profile};
use super::furniture::Says;
use super::heights::Heights;
use super::network::{Network, facing};
use super::roundabout::{LEAST_ANGLE_RAD, Ring};

/// Room for a corner between two streets, and more where a street has two lanes each way.
const CORNER_M: (f64, f64) = (9.5, 11.0);
/// Streets that meet at a flatter angle go straight on into each other, rad.
const STRAIGHT_RAD: f64 = 2.5;

/// A crossing of the grid.
struct Node {
    position_m: Vector2<f64>,
    z_m: f64,
    arms: Vec<Spoke>,
    ring: Option<Ring>,
}

/// A street's begin or end at a crossing.
#[derive(Clone, Copy)]
struct Spoke {
    edge: usize,
    is_start: bool,
    /// Direction seen from the crossing.
    yaw_rad: f64,
}

/// A street between two crossings, or out of the map.
struct Edge {
    from: Vector2<f64>,
    /// Where it bends.
    middle: Option<Vector2<f64>>,
    to: Vector2<f64>,
    /// Crossings at its ends; `None` at the border.
    nodes: [Option<usize>; 2],
    profile: usize,
    heights_m: [f64; 2],
}

/// The ground under the town.
struct Hills {
    waves: [(f64, f64, f64); 2],
}

impl Hills {
    fn draw(random: &mut Random) -> Self {
        let is_flat = random.chance(0.4);
        let mut wave = || {
            let length_m = random.range(60.0, 140.0);
            let slope = if is_flat {
                0.0
            } else {
                random.range(0.0, 0.03)
            };
            (slope * length_m, length_m, random.range(0.0, 6.0))
        };
        Self {
            waves: [wave(), wave()],
        }
    }

    fn z_m(&self, p: Vector2<f64>) -> f64 {
        let [x, y] = self.waves;
        x.0 * libm::sin(p.x / x.1 + x.2) + y.0 * libm::sin(p.y / y.1 + y.2)
    }
}

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

/// Streets that a row or a column of the grid can be.
fn draw_profile(random: &mut Random, may_be_avenue: bool) -> Profile {
    let pick = random.uniform();
    let town = |lanes: Vec<(&'static str, f64)>, limit_mps: f64, center: &'static str| Profile {
        kind: "town",
        lanes,
        limit_mps,
        center,
    };
    let walk = ("sidewalk", random.range(1.6, 3.0));
    if may_be_avenue {
        let lane = ("driving", random.range(3.2, 3.6));
        let mut lanes = vec![lane; if random.chance(0.2) { 3 } else { 2 }];
        lanes.push(walk);
        return town(lanes, if pick < 0.5 { 16.67 } else { 13.89 }, "solid solid");
    }
    if pick < 0.45 {
        let lane = ("driving", random.range(3.1, 3.7));
        return town(vec![lane, walk], 13.89, "broken");
    }
    if pick < 0.7 {
        let lane = ("driving", random.range(2.9, 3.3));
        let bays = ("parking", random.range(2.1, 2.4));
        return town(vec![lane, bays, walk], 8.33, "broken");
    }
    let lane = ("driving", random.range(2.7, 3.2));
    town(vec![lane, walk], 8.33, "none")
}

/// Crossings, streets and what the streets are like.
fn grid(random: &mut Random) -> (Vec<Node>, Vec<Edge>, Vec<Profile>) {
    let (columns, rows) = (2 + random.index(3), 2 + random.index(2));
    let hills = Hills::draw(random);
    let ticks = |count: usize, random: &mut Random| -> Vec<f64> {
        let mut at_m = 0.0;
        let mut ticks = Vec::new();
        for _ in 0..count {
            ticks.push(at_m);
            at_m += random.range(110.0, 210.0);
        }
        ticks
    };
    let (xs, ys) = (ticks(columns, random), ticks(rows, random));
    let mut profiles = Vec::new();
    for count in [rows, columns] {
        let avenue = random.chance(0.6).then(|| random.index(count));
        for i in 0..count {
            profiles.push(draw_profile(random, avenue == Some(i)));
        }
    }
    let mut nodes: Vec<Node> = Vec::new();
    for y in &ys {
        for x in &xs {
            let mut jitter = || random.range(-7.0, 7.0);
            let position_m = Vector2::new(x + jitter(), y + jitter());
            nodes.push(Node {
                position_m,
                z_m: hills.z_m(position_m),
                arms: Vec::new(),
                ring: None,
            });
        }
    }
    let mut edges = Vec::new();
    for line in 0..rows + columns {
        // A row of the grid, or a column: crossings in order, and the way out at both ends.
        let (members, out): (Vec<usize>, Vector2<f64>) = if line < rows {
            let members = (0..columns).map(|c| line * columns + c).collect();
            (members, Vector2::new(1.0, 0.0))
        } else {
            let column = line - rows;
            let members = (0..rows).map(|r| r * columns + column).collect();
            (members, Vector2::new(0.0, 1.0))
        };
        add_line(&members, out, line, &nodes, &hills, random, &mut edges);
    }
    leave_out(&mut edges, nodes.len(), &profiles, random);
    for (i, edge) in edges.iter().enumerate() {
        for (end, node) in edge.nodes.iter().enumerate() {
            let Some(node) = node else { continue };
            let far = if end == 0 { edge.to } else { edge.from };
            let towards = edge.middle.unwrap_or(far) - nodes[*node].position_m;
            nodes[*node].arms.push(Spoke {
                edge: i,
                is_start: end == 0,
                yaw_rad: libm::atan2(towards.y, towards.x),
            });
        }
    }
    for node in &mut nodes {
        node.arms.sort_by(|a, b| a.yaw_rad.total_cmp(&b.yaw_rad));
    }
    (nodes, edges, profiles)
}

/// The streets of one row or column.
fn add_line(
    members: &[usize],
    out: Vector2<f64>,
    profile: usize,
    nodes: &[Node],
    hills: &Hills,
    random: &mut Random,
    edges: &mut Vec<Edge>,
) {
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return;
    };
    let mut stops: Vec<(Vector2<f64>, Option<usize>)> = Vec::new();
    let stub_m = [random.range(70.0, 150.0), random.range(70.0, 150.0)];
    stops.push((nodes[*first].position_m - out * stub_m[0], None));
    stops.extend(members.iter().map(|n| (nodes[*n].position_m, Some(*n))));
    stops.push((nodes[*last].position_m + out * stub_m[1], None));
    for pair in stops.windows(2) {
        let ((from, a), (to, b)) = (pair[0], pair[1]);
        let along = to - from;
        let aside = Vector2::new(-along.y, along.x);
        let middle = from + along * random.range(0.4, 0.6) + aside * random.range(-0.07, 0.07);
        let is_bent = random.chance(0.45);
        edges.push(Edge {
            from,
            middle: is_bent.then_some(middle),
            to,
            nodes: [a, b],
            profile,
            heights_m: [hills.z_m(from), hills.z_m(to)],
        });
    }
}

/// Takes streets out so that blocks differ; every crossing keeps three arms and a way to every other, and
/// avenues stay whole.
fn leave_out(edges: &mut Vec<Edge>, nodes: usize, profiles: &[Profile], random: &mut Random) {
    let mut arms = vec![4_u32; nodes];
    let mut i = 0;
    while i < edges.len() {
        let is_spare = edges[i].nodes.iter().flatten().all(|n| arms[*n] > 3);
        let is_avenue = profiles[edges[i].profile].lanes_each_way() > 1;
        if is_spare && !is_avenue && random.chance(0.3) && is_joined(edges, i, nodes) {
            let edge = edges.remove(i);
            for n in edge.nodes.iter().flatten() {
                arms[*n] -= 1;
            }
        } else {
            i += 1;
        }
    }
}

/// Whether a way leads from every crossing to every other without one of the streets.
fn is_joined(edges: &[Edge], without: usize, nodes: usize) -> bool {
    let mut reached = vec![false; nodes];
    let mut open = vec![0];
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut reached[node], true) {
            continue;
        }
        let others = edges.iter().enumerate().filter(|(i, _)| *i != without);
        for (_, edge) in others {
            if let [Some(a), Some(b)] = edge.nodes {
                if a == node {
                    open.push(b);
                } else if b == node {
                    open.push(a);
                }
            }
        }
    }
    reached.iter().all(|is| *is)
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
