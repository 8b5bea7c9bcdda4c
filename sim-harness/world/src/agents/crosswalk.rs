//! Crosswalks: the way that people take over the road, and where lanes run into it.

use nalgebra::Vector2;

use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::Polygon;

use super::net_lane::{Crossing, NetLane};
use crate::roads::RoadSurface;

/// One crosswalk.
#[derive(Debug)]
pub(crate) struct Crosswalk {
    /// Ends of the way, on the pavement at either side.
    pub(crate) ends_m: [Vector2<f64>; 2],
    /// Height of the road there.
    pub(crate) elevation_m: f64,
    /// Half of the crosswalk's width, along the road.
    pub(crate) half_width_m: f64,
    /// Lanes that run over it.
    pub(crate) lanes: Vec<CrossedLane>,
}

/// A lane that runs over a crosswalk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CrossedLane {
    pub(crate) lane: u32,
    /// Arc length on the lane at which it begins.
    pub(crate) from_m: f64,
    /// Where it ends.
    pub(crate) to_m: f64,
    /// Place of the lane's middle along the pedestrians' way.
    pub(crate) along_m: f64,
}

/// Pedestrians wait so far outside the road.
const KERB_M: f64 = 0.8;
/// Spacing at which lanes are compared with crosswalks.
const SAMPLE_M: f64 = 0.25;

/// Finds the ways over all crosswalks, and tells the lanes of them.
pub(super) fn find(map: &LaneMap, lanes: &mut [NetLane], surface: &RoadSurface) -> Vec<Crosswalk> {
    let mut found = Vec::new();
    for polygon in &map.crosswalks {
        let index = found.len() as u32;
        // The lanes' mean direction, taken without sign: opposing lanes count alike.
        let mut direction = Vector2::zeros();
        let mut crossed = Vec::new();
        for (i, lane) in lanes.iter().enumerate() {
            if let Some((from_m, to_m)) = stretch(lane, polygon) {
                let yaw = lane.line.yaw_at(0.5 * (from_m + to_m));
                let along = Vector2::new(libm::cos(yaw), libm::sin(yaw));
                direction += if along.dot(&direction) >= 0.0 {
                    along
                } else {
                    -along
                };
                crossed.push((i as u32, from_m, to_m));
            }
        }
        let way = if direction.norm() > 1e-6 {
            let along = direction.normalize();
            Vector2::new(-along.y, along.x)
        } else {
            Vector2::new(1.0, 0.0)
        };
        let Some(crosswalk) = over(polygon, way, &crossed, lanes) else {
            found.push(Crosswalk {
                ends_m: [Vector2::zeros(); 2],
                elevation_m: 0.0,
                half_width_m: 0.0,
                lanes: Vec::new(),
            });
            continue;
        };
        for c in &crosswalk.lanes {
            lanes[c.lane as usize].crossings.push(Crossing {
                crosswalk: index,
                from_m: c.from_m,
                to_m: c.to_m,
                along_m: c.along_m,
            });
        }
        let middle_m = (crosswalk.ends_m[0] + crosswalk.ends_m[1]) * 0.5;
        found.push(Crosswalk {
            elevation_m: surface.elevation_m(middle_m, None),
            ..crosswalk
        });
    }
    found
}

/// The way over a crosswalk in the given direction.
fn over(
    polygon: &Polygon,
    way: Vector2<f64>,
    crossed: &[(u32, f64, f64)],
    lanes: &[NetLane],
) -> Option<Crosswalk> {
    let first = *polygon.vertices_m.first()?;
    let across = Vector2::new(-way.y, way.x);
    let span = |axis: Vector2<f64>| {
        polygon
            .vertices_m
            .iter()
            .map(|p| (p - first).dot(&axis))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| {
                (lo.min(v), hi.max(v))
            })
    };
    let ((from, to), (near, far)) = (span(way), span(across));
    let middle = first + across * (0.5 * (near + far));
    let start = middle + way * (from - KERB_M);
    Some(Crosswalk {
        ends_m: [start, middle + way * (to + KERB_M)],
        elevation_m: 0.0,
        half_width_m: 0.5 * (far - near),
        lanes: crossed
            .iter()
            .map(|(lane, from_m, to_m)| CrossedLane {
                lane: *lane,
                from_m: *from_m,
                to_m: *to_m,
                along_m: (lanes[*lane as usize]
                    .line
                    .position_at(0.5 * (from_m + to_m))
                    - start)
                    .dot(&way),
            })
            .collect(),
    })
}

/// The stretch of a lane inside a polygon.
fn stretch(lane: &NetLane, polygon: &Polygon) -> Option<(f64, f64)> {
    let (lo, hi) = polygon.bounds_m()?;
    let is_near = lane.line.points_m().windows(2).any(|w| {
        let (a, b) = (w[0].inf(&w[1]), w[0].sup(&w[1]));
        a.x <= hi.x && b.x >= lo.x && a.y <= hi.y && b.y >= lo.y
    });
    if !is_near {
        return None;
    }
    lane.stretch(SAMPLE_M, |p_m| polygon.contains(p_m))
}
