//! What is painted on the road: lines of the map, crosswalks, stop lines, arrows, bays.

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::geometry::Polygon;
use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap, SignalKind, Turn};

use super::chunks::Chunks;
use super::cover::Cover;
use super::field::Field;
use super::glyph;
use super::materials;
use super::strip::{Strip, elevation_at};
use crate::roads::{Paint, PaintColour, Roadside};

/// Paint lies this far over the asphalt: enough that it never sinks into it.
pub(super) const PAINT_UP_M: f64 = 0.02;
/// Longest piece of paint, so that it follows hills.
const PIECE_M: f64 = 12.0;
/// Width of lines that the map does not tell.
const LINE_M: f64 = 0.12;
/// Dashes and gaps of lines that the map does not tell.
const DASH_M: [f64; 2] = [3.0, 6.0];
const STOP_LINE_M: f64 = 0.4;

/// Adds all paint.
pub(super) fn lay(
    chunks: &mut Chunks,
    field: &Field,
    strips: &[Strip],
    map: &LaneMap,
    roadside: &Roadside,
) {
    for paint in &roadside.paint {
        lay_line(chunks, paint);
    }
    if roadside.paint.is_empty() {
        for strip in strips.iter().filter(|s| s.junction.is_none()) {
            usual_lines(chunks, map, strip);
        }
    }
    for crosswalk in &map.crosswalks {
        lay_crosswalk(chunks, field, crosswalk);
    }
    for signal in map.signals.values() {
        for stop in &signal.stops {
            if let Some(lane) = map.lane(stop.lane) {
                stop_line(chunks, lane, stop.s_m, signal.kind);
            }
        }
    }
    for lane in map.driving_lanes() {
        arrows(chunks, map, lane);
    }
    for strip in strips.iter().filter(|s| s.cover == Cover::Bays) {
        bays(chunks, strip);
    }
}

fn lifted(p: Point3<f64>) -> Point3<f64> {
    Point3::new(p.x, p.y, p.z + PAINT_UP_M)
}

fn lay_line(chunks: &mut Chunks, paint: &Paint) {
    let [a, b, c, d] = paint.corners_m.map(lifted);
    chunks.floor(materials::paint(paint.colour), &[a, b, c, d]);
}

/// A place on a lane: along its centre line and to the left of it, lifted over the asphalt.
fn on_lane(lane: &Lane, s_m: f64, left_m: f64) -> Point3<f64> {
    let pose = lane.centerline.pose_at(s_m, left_m);
    Point3::new(pose.x_m, pose.y_m, elevation_at(lane, s_m) + PAINT_UP_M)
}

/// A rectangle on a lane from `s_m` on, `left_m` to the left of the middle.
fn bar(chunks: &mut Chunks, lane: &Lane, [s0, s1]: [f64; 2], [right, left]: [f64; 2]) {
    let pieces = ((s1 - s0) / PIECE_M).ceil().max(1.0);
    for k in 0..pieces as usize {
        let at = |j: usize| s0 + (s1 - s0) * (j as f64 / pieces);
        let (a, b) = (at(k), at(k + 1));
        chunks.floor(
            materials::paint(PaintColour::White),
            &[
                on_lane(lane, a, right),
                on_lane(lane, b, right),
                on_lane(lane, b, left),
                on_lane(lane, a, left),
            ],
        );
    }
}

/// Lines of maps that tell none: solid edges, broken lines between lanes, at the borders.
fn usual_lines(chunks: &mut Chunks, map: &LaneMap, strip: &Strip) {
    let Some(lane) = map.lane(strip.lane).filter(|l| l.kind == LaneKind::Driving) else {
        return;
    };
    for (neighbour, is_left) in [(lane.left, true), (lane.right, false)] {
        let driving = neighbour.filter(|n| {
            let other = map.lane(n.lane);
            other.is_some_and(|other| other.kind == LaneKind::Driving)
        });
        // A line between two lanes is painted once.
        if driving.is_some_and(|n| n.lane < lane.id) {
            continue;
        }
        let border = |i: usize| {
            let section = &strip.sections[i];
            let (edge, other) = if is_left {
                (section.left_m, section.right_m)
            } else {
                (section.right_m, section.left_m)
            };
            let inwards = (other - edge).try_normalize(1e-6).unwrap_or_default();
            let shift = if driving.is_some() { 0.0 } else { LINE_M };
            (edge + inwards * shift, inwards)
        };
        for i in 0..strip.sections.len() - 1 {
            let ((a, out_a), (b, out_b)) = (border(i), border(i + 1));
            let length_m = (b - a).norm();
            let [dash, gap] = if driving.is_some() {
                DASH_M
            } else {
                [length_m, 0.0]
            };
            let mut s = 0.0;
            while s < length_m - 0.2 {
                let (u, v) = (s / length_m, ((s + dash) / length_m).min(1.0));
                let corner = |t: f64, side: f64| {
                    let out = out_a + (out_b - out_a) * t;
                    lifted(a + (b - a) * t + out * (side * 0.5 * LINE_M))
                };
                let mut quad = [
                    corner(u, 1.0),
                    corner(v, 1.0),
                    corner(v, -1.0),
                    corner(u, -1.0),
                ];
                if !is_left {
                    quad.reverse();
                }
                chunks.floor(materials::paint(PaintColour::White), &quad);
                s += (dash + gap).max(1.0);
            }
        }
    }
}

/// Stripes along the traffic, over the whole width.
fn lay_crosswalk(chunks: &mut Chunks, field: &Field, crosswalk: &Polygon) {
    const STRIPE_M: f64 = 0.5;
    let Some((low, high)) = crosswalk.bounds_m() else {
        return;
    };
    let middle = 0.5 * (low + high);
    let Some(near) = field.nearest(middle, 15.0, |near| near.cover == Cover::Asphalt) else {
        return;
    };
    let along = near.along;
    let across = Vector2::new(-along.y, along.x);
    let reach = |axis: Vector2<f64>| {
        let of = crosswalk.vertices_m.iter().map(|v| (v - middle).dot(&axis));
        of.fold([f64::INFINITY, f64::NEG_INFINITY], |[l, h], x| {
            [l.min(x), h.max(x)]
        })
    };
    let ([a0, a1], [c0, c1]) = (reach(along), reach(across));
    // A crosswalk over the whole map is none.
    if !(c1 - c0 < 200.0 && a1 - a0 < 60.0) {
        return;
    }
    let count = ((c1 - c0) / (2.0 * STRIPE_M)).floor().max(1.0);
    let step = (c1 - c0) / count;
    for k in 0..count as usize {
        let from = c0 + (k as f64 + 0.25) * step;
        let corners = [
            [a0, from],
            [a1, from],
            [a1, from + 0.5 * step],
            [a0, from + 0.5 * step],
        ]
        .map(|[a, c]| middle + along * a + across * c);
        let within = clipped(&corners, &crosswalk.vertices_m);
        let flat: Vec<Point3<f64>> = within
            .iter()
            .map(|p| {
                let z = field.road_elevation_m(*p).unwrap_or(near.elevation_m);
                Point3::new(p.x, p.y, z + PAINT_UP_M + 0.002)
            })
            .collect();
        chunks.floor(materials::paint(PaintColour::White), &flat);
    }
}

/// A convex polygon cut by another (Sutherland, Hodgman 1974); both counter-clockwise after this.
fn clipped(subject: &[Vector2<f64>], by: &[Vector2<f64>]) -> Vec<Vector2<f64>> {
    let mut frame = by.to_vec();
    let doubled: f64 = (0..frame.len())
        .map(|i| (frame[i] - frame[0]).perp(&(frame[(i + 1) % by.len()] - frame[0])))
        .sum();
    if doubled < 0.0 {
        frame.reverse();
    }
    let mut kept = subject.to_vec();
    for i in 0..frame.len() {
        let (a, b) = (frame[i], frame[(i + 1) % frame.len()]);
        let side = |p: Vector2<f64>| (b - a).perp(&(p - a));
        let mut next = Vec::with_capacity(kept.len() + 1);
        for k in 0..kept.len() {
            let (p, q) = (kept[k], kept[(k + 1) % kept.len()]);
            let (sp, sq) = (side(p), side(q));
            if sp >= 0.0 {
                next.push(p);
            }
            if (sp >= 0.0) != (sq >= 0.0) {
                next.push(p + (q - p) * (sp / (sp - sq)));
            }
        }
        kept = next;
    }
    kept
}

/// A solid bar before a light or a stop sign, teeth before one who gives way.
fn stop_line(chunks: &mut Chunks, lane: &Lane, s_m: f64, kind: SignalKind) {
    let length_m = lane.centerline.length_m();
    // A light within a junction stops at its begin: the line is painted there.
    let s = s_m.clamp(0.0, length_m);
    let half = 0.5 * lane.width_at(s) - 0.12;
    if !(half > 0.4) || length_m < 1.0 {
        return;
    }
    let begin = (s - STOP_LINE_M).max(0.0);
    if kind != SignalKind::Yield {
        bar(chunks, lane, [begin, begin + STOP_LINE_M], [-half, half]);
        return;
    }
    let count = (2.0 * half / 0.75).floor().max(1.0);
    let step = 2.0 * half / count;
    for k in 0..count as usize {
        let left = -half + (k as f64 + 0.5) * step;
        let base = (begin + 0.6).min(length_m);
        chunks.floor(
            materials::paint(PaintColour::White),
            &[
                on_lane(lane, base, left + 0.25),
                on_lane(lane, base - 0.6, left),
                on_lane(lane, base, left - 0.25),
            ],
        );
    }
}

/// Arrows on a lane that leads into a junction beside others that lead elsewhere, or to a light.
fn arrows(chunks: &mut Chunks, map: &LaneMap, lane: &Lane) {
    let next: Vec<&Lane> = lane
        .successors
        .iter()
        .filter_map(|id| map.lane(*id))
        .filter(|next| next.junction.is_some())
        .collect();
    let is_beside = |id: Option<LaneId>| {
        id.and_then(|id| map.lane(id))
            .is_some_and(|l| l.kind == LaneKind::Driving)
    };
    let same_way = |n: Option<trunkline_interfaces::Neighbour>| {
        is_beside(n.filter(|n| n.is_same_direction).map(|n| n.lane))
    };
    let is_choice = same_way(lane.left) || same_way(lane.right);
    let length_m = lane.centerline.length_m();
    if lane.junction.is_some() || next.is_empty() || !is_choice || length_m < 30.0 {
        return;
    }
    let leads = |turn: Turn| next.iter().any(|lane| lane.turn == turn);
    let (left, ahead, right) = (leads(Turn::Left), leads(Turn::Straight), leads(Turn::Right));
    for back_m in [12.0, 40.0] {
        if length_m < back_m + 12.0 {
            continue;
        }
        let from = length_m - back_m;
        for shape in glyph::arrow(left, ahead, right) {
            let corners: Vec<Point3<f64>> = shape
                .iter()
                .map(|[along, to_left]| on_lane(lane, from + along, *to_left))
                .collect();
            chunks.floor(materials::paint(PaintColour::White), &corners);
        }
    }
}

/// Lines between parking bays, one every car's length.
fn bays(chunks: &mut Chunks, strip: &Strip) {
    const BAY_M: f64 = 6.0;
    let mut next = 0.0;
    for pair in strip.sections.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let length_m = b.s_m - a.s_m;
        while next <= b.s_m && length_m > 1e-6 {
            let u = ((next - a.s_m) / length_m).clamp(0.0, 1.0);
            let left = a.left_m + (b.left_m - a.left_m) * u;
            let right = a.right_m + (b.right_m - a.right_m) * u;
            let off = nalgebra::Vector3::new(a.along.x, a.along.y, 0.0) * (0.5 * LINE_M);
            let corners = [right - off, right + off, left + off, left - off].map(lifted);
            if (left - right).norm() > 0.5 {
                chunks.floor(materials::paint(PaintColour::White), &corners);
            }
            next += BAY_M;
        }
    }
}
