//! Whether a lane map that was read from outside can be used: the map is recorded like a message.

use nalgebra::Vector2;

use super::validate::{Check, InvalidMessage, Validate};
use crate::lane_map::{Lane, LaneMap};

/// No map is larger: places are within 1000 km of the origin.
const MAX_COORDINATE_M: f64 = 1e6;
/// No lane is wider.
const MAX_WIDTH_M: f64 = 100.0;
/// No map has more lanes than this in all: whoever samples them needs memory for it.
const MAX_LENGTH_M: f64 = 1e7;

fn is_place(p_m: &Vector2<f64>) -> bool {
    p_m.x.abs() <= MAX_COORDINATE_M && p_m.y.abs() <= MAX_COORDINATE_M // false for NaN
}

impl Validate for LaneMap {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("LaneMap");
        for (id, lane) in &self.lanes {
            if lane.id != *id {
                let problem = format!("is {}, must be {} as its key says", lane.id.0, id.0);
                return check.fail(format!("lanes[{}].id", id.0), problem);
            }
            check_lane(&check, lane)?;
        }
        let length_m: f64 = self.lanes.values().map(|l| l.centerline.length_m()).sum();
        if length_m > MAX_LENGTH_M {
            let problem = format!("are {length_m:.0} m long together, at most {MAX_LENGTH_M} m");
            return check.fail("lanes", problem);
        }
        for (id, signal) in &self.signals {
            let field = format!("signals[{}]", id.0);
            check.finite(&field, signal.position_m.as_slice())?;
            for stop in &signal.stops {
                check.finite(&field, &[stop.s_m])?;
            }
        }
        let edges = self.road_edges.iter().flat_map(|edge| edge.points_m());
        let areas = self.crosswalks.iter().chain(self.drivable.polygons());
        let corners = areas.flat_map(|area| &area.vertices_m);
        match edges.chain(corners).find(|p_m| !is_place(p_m)) {
            Some(p_m) => check.fail(
                "crosswalks, drivable, road_edges",
                format!("hold ({}, {}) m, {}", p_m.x, p_m.y, far()),
            ),
            None => Ok(()),
        }
    }
}

fn check_lane(check: &Check, lane: &Lane) -> Result<(), InvalidMessage> {
    let field = |name: &str| format!("lanes[{}].{name}", lane.id.0);
    let points_m = lane.centerline.points_m();
    if let Some(p_m) = points_m.iter().find(|p_m| !is_place(p_m)) {
        let problem = format!("holds ({}, {}) m, {}", p_m.x, p_m.y, far());
        return check.fail(field("centerline"), problem);
    }
    for (name, values, most) in [
        ("width_m", &lane.width_m, MAX_WIDTH_M),
        ("elevation_m", &lane.elevation_m, MAX_COORDINATE_M),
    ] {
        if values.len() != points_m.len() {
            let problem = format!(
                "has {} values, must have one for each of {} vertices",
                values.len(),
                points_m.len()
            );
            return check.fail(field(name), problem);
        }
        if let Some(value) = values.iter().find(|value| !(value.abs() <= most)) {
            return check.fail(
                field(name),
                format!("holds {value}, at most {most} is taken"),
            );
        }
    }
    match lane.speed_limit_mps {
        Some(limit) => check.finite(field("speed_limit_mps"), &[limit]),
        None => Ok(()),
    }
}

fn far() -> String {
    format!("must be within {MAX_COORDINATE_M} m of the origin")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Polyline;
    use crate::ids::LaneId;
    use crate::lane_map::{LaneKind, Turn};

    fn map(x_m: f64) -> LaneMap {
        let lane = Lane {
            id: LaneId(3),
            name: "a lane to the east".into(),
            kind: LaneKind::Driving,
            centerline: Polyline::new([Vector2::zeros(), Vector2::new(x_m, 0.0)]).unwrap(),
            elevation_m: vec![0.0; 2],
            width_m: vec![3.5; 2],
            speed_limit_mps: None,
            predecessors: Vec::new(),
            successors: Vec::new(),
            left: None,
            right: None,
            junction: None,
            turn: Turn::Straight,
        };
        LaneMap {
            lanes: [(lane.id, lane)].into(),
            ..LaneMap::default()
        }
    }

    /// What is said of a map after a change.
    fn said(change: impl Fn(&mut LaneMap)) -> String {
        let mut map = map(100.0);
        map.validate().unwrap();
        change(&mut map);
        map.validate().unwrap_err().to_string()
    }

    fn lane(map: &mut LaneMap) -> &mut Lane {
        map.lanes.get_mut(&LaneId(3)).unwrap()
    }

    #[test]
    fn a_lane_that_cannot_be_is_named_with_its_field() {
        let far = map(2e6).validate().unwrap_err().to_string();
        assert!(
            far.contains("`lanes[3].centerline` holds (2000000, 0) m"),
            "{far}"
        );
        let short = said(|map| lane(map).width_m.truncate(1));
        assert!(short.contains("`lanes[3].width_m` has 1 values"), "{short}");
        let wide = said(|map| lane(map).width_m[1] = f64::NAN);
        assert!(wide.contains("`lanes[3].width_m` holds NaN"), "{wide}");
        let high = said(|map| lane(map).elevation_m[0] = 1e300);
        assert!(high.contains("`lanes[3].elevation_m`"), "{high}");
        let other = said(|map| lane(map).id = LaneId(4));
        assert!(other.contains("`lanes[3].id` is 4"), "{other}");
    }

    #[test]
    fn more_lanes_than_memory_holds_are_refused() {
        let long = said(|map| {
            let lane = lane(map);
            let back_and_forth = (0..13).map(|i| Vector2::new(9e5 * f64::from(i % 2), 0.0));
            lane.centerline = Polyline::new(back_and_forth).unwrap(); // 12 · 900 km
            (lane.width_m, lane.elevation_m) = (vec![3.0; 13], vec![0.0; 13]);
        });
        assert!(long.contains("10800000 m long"), "{long}");
    }

    #[test]
    fn an_edge_far_away_is_refused() {
        let edge = Polyline::new([Vector2::zeros(), Vector2::new(0.0, 1e9)]).unwrap();
        let said = said(|map| map.road_edges = vec![edge.clone()]);
        assert!(said.contains("road_edges"), "{said}");
    }
}
