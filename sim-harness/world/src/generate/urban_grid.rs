//! The plan of a town: a bent grid of streets with parts missing, on hills.

use nalgebra::Vector2;
use trunkline_interfaces::Random;

use super::cross_section::Profile;
use super::roundabout::Ring;

/// A crossing of the grid.
pub(super) struct Node {
    pub(super) position_m: Vector2<f64>,
    pub(super) z_m: f64,
    pub(super) arms: Vec<Spoke>,
    pub(super) ring: Option<Ring>,
}

/// A street's begin or end at a crossing.
#[derive(Clone, Copy)]
pub(super) struct Spoke {
    pub(super) edge: usize,
    pub(super) is_start: bool,
    /// Direction seen from the crossing.
    pub(super) yaw_rad: f64,
}

/// A street between two crossings, or out of the map.
pub(super) struct Edge {
    pub(super) from: Vector2<f64>,
    /// Where it bends.
    pub(super) middle: Option<Vector2<f64>>,
    pub(super) to: Vector2<f64>,
    /// Crossings at its ends; `None` at the border.
    pub(super) nodes: [Option<usize>; 2],
    pub(super) profile: usize,
    pub(super) heights_m: [f64; 2],
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
pub(super) fn grid(random: &mut Random) -> (Vec<Node>, Vec<Edge>, Vec<Profile>) {
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
