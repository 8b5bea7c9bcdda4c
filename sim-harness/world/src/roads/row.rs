//! More roads of the same: copies of a map in a row, joined where lanes meet.

use nalgebra::{Vector2, Vector3};

use trunkline_interfaces::geometry::{
    OrientedBox, Polygon, Polyline, Region, angle_difference_rad,
};
use trunkline_interfaces::{
    Junction, JunctionId, Lane, LaneId, LaneKind, LaneMap, Neighbour, Signal, SignalId, SignalStop,
    Yield,
};

use super::error::MapError;
use super::load::Roads;

/// Lanes whose ends are this near, m, and point the same way within this angle, rad, are joined.
const JOINED: (f64, f64) = (0.1, 0.1);

impl Roads {
    /// So many copies of these roads, each moved by `step_m` from the one before; the first stays
    /// where it is. A lane that ends where one of the next copy begins leads into it. Ids count on
    /// from copy to copy.
    ///
    /// # Errors
    /// [`MapError::Moved`] if a copy is so far away that the points of a line fall together.
    pub fn in_a_row(&self, copies: u32, step_m: Vector2<f64>) -> Result<Self, MapError> {
        let numbers = Numbers::of(&self.map);
        let mut map = self.map.clone();
        let mut drivable: Vec<Polygon> = map.drivable.polygons().to_vec();
        let mut parked = self.parked.clone();
        let mut roadside = self.roadside.clone();
        for copy in 1..copies {
            let place = Place {
                by_m: step_m * f64::from(copy),
                numbers: &numbers,
                copy,
            };
            let from = &self.map;
            for lane in from.lanes.values() {
                let lane = place.lane(lane)?;
                map.lanes.insert(lane.id, lane);
            }
            map.junctions
                .extend(from.junctions.values().map(|junction| {
                    let junction = place.junction(junction);
                    (junction.id, junction)
                }));
            map.signals.extend(from.signals.values().map(|signal| {
                let signal = place.signal(signal);
                (signal.id, signal)
            }));
            let polygon = |polygon: &Polygon| place.polygon(polygon);
            map.crosswalks.extend(from.crosswalks.iter().map(polygon));
            drivable.extend(from.drivable.polygons().iter().map(polygon));
            for line in &from.road_edges {
                map.road_edges.push(place.line(line)?);
            }
            parked.extend(self.parked.iter().map(|bbox| OrientedBox {
                center_m: bbox.center_m + Vector3::new(place.by_m.x, place.by_m.y, 0.0),
                ..*bbox
            }));
            roadside.extend(self.roadside.moved(
                Vector3::new(place.by_m.x, place.by_m.y, 0.0),
                |id| place.lane_id(id),
                |id| place.signal_id(id),
            ));
        }
        map.drivable = Region::new(drivable);
        join_ends(&mut map);
        Ok(Self {
            map,
            parked,
            roadside,
        })
    }
}

/// How many numbers a copy takes of each kind.
struct Numbers {
    lanes: u32,
    junctions: u32,
    signals: u32,
}

impl Numbers {
    fn of(map: &LaneMap) -> Self {
        let after = |last: Option<u32>| last.map_or(0, |last| last.saturating_add(1));
        Self {
            lanes: after(map.lanes.keys().next_back().map(|id| id.0)),
            junctions: after(map.junctions.keys().next_back().map(|id| id.0)),
            signals: after(map.signals.keys().next_back().map(|id| id.0)),
        }
    }
}

/// Where a copy is, and which numbers are its own.
struct Place<'a> {
    by_m: Vector2<f64>,
    numbers: &'a Numbers,
    copy: u32,
}

impl Place<'_> {
    fn number(&self, first: u32, count: u32) -> u32 {
        first.saturating_add(count.saturating_mul(self.copy))
    }

    fn lane_id(&self, id: LaneId) -> LaneId {
        LaneId(self.number(id.0, self.numbers.lanes))
    }

    fn lane_ids(&self, ids: &[LaneId]) -> Vec<LaneId> {
        ids.iter().map(|id| self.lane_id(*id)).collect()
    }

    fn signal_id(&self, id: SignalId) -> SignalId {
        SignalId(self.number(id.0, self.numbers.signals))
    }

    fn junction_id(&self, id: JunctionId) -> JunctionId {
        JunctionId(self.number(id.0, self.numbers.junctions))
    }

    fn line(&self, line: &Polyline) -> Result<Polyline, MapError> {
        let moved = line.points_m().iter().map(|p| p + self.by_m);
        Polyline::new(moved).map_err(|source| MapError::Moved {
            x_m: self.by_m.x,
            y_m: self.by_m.y,
            source,
        })
    }

    fn polygon(&self, polygon: &Polygon) -> Polygon {
        Polygon::new(polygon.vertices_m.iter().map(|p| p + self.by_m).collect())
    }

    fn lane(&self, lane: &Lane) -> Result<Lane, MapError> {
        let beside = |neighbour: Neighbour| Neighbour {
            lane: self.lane_id(neighbour.lane),
            ..neighbour
        };
        Ok(Lane {
            id: self.lane_id(lane.id),
            centerline: self.line(&lane.centerline)?,
            predecessors: self.lane_ids(&lane.predecessors),
            successors: self.lane_ids(&lane.successors),
            left: lane.left.map(beside),
            right: lane.right.map(beside),
            junction: lane.junction.map(|id| self.junction_id(id)),
            ..lane.clone()
        })
    }

    fn junction(&self, junction: &Junction) -> Junction {
        let yields = junction.yields.iter().map(|y| Yield {
            lane: self.lane_id(y.lane),
            to: self.lane_id(y.to),
        });
        Junction {
            id: self.junction_id(junction.id),
            lanes: self.lane_ids(&junction.lanes),
            yields: yields.collect(),
            ..junction.clone()
        }
    }

    fn signal(&self, signal: &Signal) -> Signal {
        let stops = signal.stops.iter().map(|stop| SignalStop {
            lane: self.lane_id(stop.lane),
            ..*stop
        });
        Signal {
            id: self.signal_id(signal.id),
            position_m: signal.position_m + self.by_m,
            stops: stops.collect(),
            ..signal.clone()
        }
    }
}

/// Joins lanes that end where others begin.
fn join_ends(map: &mut LaneMap) {
    let driving = || map.lanes.values().filter(|l| l.kind == LaneKind::Driving);
    let ends = driving().filter(|l| l.successors.is_empty());
    let starts: Vec<&Lane> = driving().filter(|l| l.predecessors.is_empty()).collect();
    let mut joints: Vec<(LaneId, LaneId)> = Vec::new();
    for end in ends {
        let (at_m, yaw_rad) = (
            end.centerline.end_m(),
            end.centerline.yaw_at(end.centerline.length_m()),
        );
        let next = starts.iter().find(|start| {
            let turn_rad = angle_difference_rad(start.centerline.yaw_at(0.0), yaw_rad);
            (start.centerline.start_m() - at_m).norm() < JOINED.0 && turn_rad.abs() < JOINED.1
        });
        joints.extend(next.map(|next| (end.id, next.id)));
    }
    for (before, after) in joints {
        if let Some(lane) = map.lanes.get_mut(&before) {
            lane.successors.push(after);
        }
        if let Some(lane) = map.lanes.get_mut(&after) {
            lane.predecessors.push(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::plan_route;
    use trunkline_interfaces::geometry::Pose2;

    #[test]
    fn three_districts_in_a_row_are_one_town() {
        let one = Roads::builtin("urban").unwrap().unwrap();
        let town = one.in_a_row(3, Vector2::new(600.0, 0.0)).unwrap();
        assert_eq!(town.map.lanes.len(), 3 * one.map.lanes.len());
        assert_eq!(town.map.signals.len(), 3 * one.map.signals.len());
        assert_eq!(town.parked.len(), 3 * one.parked.len());
        // The avenue leads through all of them (y = 258.25 to the east, 261.75 to the west).
        let start = Pose2::new(10.0, 258.25, 0.0);
        plan_route(&town.map, start, Vector2::new(1790.0, 258.25), &[]).unwrap();
        let back = Pose2::new(1790.0, 261.75, std::f64::consts::PI);
        plan_route(&town.map, back, Vector2::new(10.0, 261.75), &[]).unwrap();
        // See it fail: with a gap between the districts there is no way.
        let apart = one.in_a_row(2, Vector2::new(601.0, 0.0)).unwrap();
        assert!(plan_route(&apart.map, start, Vector2::new(1190.0, 258.25), &[]).is_err());
    }

    #[test]
    fn a_row_of_one_is_what_it_was() {
        let one = Roads::builtin("urban").unwrap().unwrap();
        assert_eq!(one.in_a_row(1, Vector2::new(600.0, 0.0)).unwrap(), one);
    }

    #[test]
    fn a_copy_that_is_too_far_away_to_be_told_from_a_point_is_an_error() {
        let one = Roads::builtin("urban").unwrap().unwrap();
        let far = one.in_a_row(2, Vector2::new(1e30, 0.0));
        assert!(matches!(far, Err(MapError::Moved { .. })));
    }
}
