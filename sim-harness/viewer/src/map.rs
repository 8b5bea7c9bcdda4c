//! The lane map: surfaces, borders, crosswalks, stop lines. Static, once per run.

use nalgebra::Vector2;
use rerun::{LineStrips3D, Mesh3D, Vec3D};

use trunkline_interfaces::geometry::Polygon;
use trunkline_interfaces::{Lane, LaneKind, LaneMap, SignalKind};

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::point;

const BORDER_RADIUS_M: f32 = 0.06;
const STOP_LINE_RADIUS_M: f32 = 0.18;
/// Layers lie this far below one another, so that the upper one is seen.
const LAYER_M: f64 = 0.03;

/// Logs everything of a map that never changes.
pub(crate) fn show(recording: &Recording, map: &LaneMap) -> Result<(), ViewerError> {
    let mut surface = Surface::default();
    let mut borders: Vec<Vec<Vec3D>> = Vec::new();
    for lane in map.lanes.values() {
        let edges = Edges::of(lane);
        surface.add_lane(&edges, lane.kind);
        if lane.kind == LaneKind::Driving && lane.junction.is_none() {
            borders.extend([edges.left, edges.right]);
        }
    }
    // Maps without widths have an area only.
    for polygon in map.drivable.polygons() {
        if map.lanes.values().all(|lane| lane.width_at(0.0) <= 0.0) {
            borders.push(outline(polygon));
        }
    }
    recording.log_static(paths::MAP_SURFACE, &surface.mesh())?;
    let borders = LineStrips3D::new(borders)
        .with_colors([colors::BORDER])
        .with_radii([BORDER_RADIUS_M]);
    recording.log_static(paths::MAP_BORDERS, &borders)?;

    let mut crossings = Surface::default();
    for polygon in &map.crosswalks {
        crossings.add_polygon(polygon, LAYER_M);
    }
    recording.log_static(paths::MAP_CROSSWALKS, &crossings.mesh())?;

    let signs = map.signals.values();
    let lines = signs
        .filter(|s| s.kind != SignalKind::TrafficLight)
        .flat_map(|s| &s.stops)
        .filter_map(|stop| stop_line(map, stop.lane, stop.s_m));
    let lines = LineStrips3D::new(lines)
        .with_colors([colors::STOP_LINE])
        .with_radii([STOP_LINE_RADIUS_M]);
    recording.log_static(paths::MAP_STOP_LINES, &lines)
}

/// A line across a lane, from border to border.
pub(crate) fn stop_line(
    map: &LaneMap,
    lane: trunkline_interfaces::LaneId,
    s_m: f64,
) -> Option<[Vec3D; 2]> {
    let lane = map.lane(lane)?;
    let center = lane.centerline.position_at(s_m);
    let yaw_rad = lane.centerline.yaw_at(s_m);
    let across = Vector2::new(-yaw_rad.sin(), yaw_rad.cos()) * (0.5 * lane.width_at(s_m));
    let z_m = elevation_at(lane, lane.centerline.segment_at(s_m)) + 2.0 * LAYER_M;
    Some([point(center + across, z_m), point(center - across, z_m)])
}

fn elevation_at(lane: &Lane, vertex: usize) -> f64 {
    lane.elevation_m.get(vertex).copied().unwrap_or(0.0)
}

/// Left and right border of a lane, vertex by vertex.
struct Edges {
    left: Vec<Vec3D>,
    right: Vec<Vec3D>,
}

impl Edges {
    fn of(lane: &Lane) -> Self {
        let points_m = lane.centerline.points_m();
        let last = points_m.len() - 1;
        let edge = |side: f64| {
            (0..points_m.len())
                .map(|i| {
                    let along = points_m[(i + 1).min(last)] - points_m[i.saturating_sub(1)];
                    let left = Vector2::new(-along.y, along.x)
                        .try_normalize(0.0)
                        .unwrap_or_default();
                    let half_m = 0.5 * lane.width_m.get(i).copied().unwrap_or(0.0);
                    point(points_m[i] + left * (side * half_m), elevation_at(lane, i))
                })
                .collect()
        };
        Self {
            left: edge(1.0),
            right: edge(-1.0),
        }
    }
}

fn outline(polygon: &Polygon) -> Vec<Vec3D> {
    let vertices = &polygon.vertices_m;
    let closed = vertices.iter().chain(vertices.first());
    closed.map(|p| point(*p, 0.0)).collect()
}

/// Triangles with a colour per vertex.
#[derive(Default)]
struct Surface {
    vertices: Vec<Vec3D>,
    colors: Vec<colors::Rgba>,
    triangles: Vec<[u32; 3]>,
}

impl Surface {
    fn add_lane(&mut self, edges: &Edges, kind: LaneKind) {
        let below_m = match kind {
            LaneKind::Driving => 1.0,
            LaneKind::Biking => 2.0,
            LaneKind::Parking => 3.0,
            LaneKind::Sidewalk => 4.0,
            LaneKind::Shoulder => 5.0,
            LaneKind::Other => 6.0,
        } * LAYER_M;
        let first = self.vertices.len() as u32;
        for (left, right) in edges.left.iter().zip(&edges.right) {
            for edge in [left, right] {
                let [x, y, z] = edge.0;
                self.vertices.push(Vec3D::from([x, y, z - below_m as f32]));
                self.colors.push(colors::lane(kind));
            }
        }
        for i in 0..edges.left.len().saturating_sub(1) as u32 {
            let corner = first + 2 * i;
            self.triangles.push([corner, corner + 1, corner + 2]);
            self.triangles.push([corner + 1, corner + 3, corner + 2]);
        }
    }

    /// A fan: crosswalks are convex.
    fn add_polygon(&mut self, polygon: &Polygon, z_m: f64) {
        let first = self.vertices.len() as u32;
        for p in &polygon.vertices_m {
            self.vertices.push(point(*p, z_m));
            self.colors.push(colors::CROSSWALK);
        }
        for i in 1..polygon.vertices_m.len().saturating_sub(1) as u32 {
            self.triangles.push([first, first + i, first + i + 1]);
        }
    }

    fn mesh(self) -> Mesh3D {
        Mesh3D::new(self.vertices)
            .with_triangle_indices(self.triangles)
            .with_vertex_colors(self.colors)
    }
}
