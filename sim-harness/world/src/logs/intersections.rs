//! Which lanes lie in intersections: as given, else those whose centre lines cross others.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Polyline;

use super::Scene;

/// Lines that meet at less are merging or lying on each other, not crossing.
const CROSSING_RAD: f64 = 20.0 * std::f64::consts::PI / 180.0;

/// The connected components of lanes in intersections: lane indices per intersection, ascending.
pub(super) fn intersections(scene: &Scene) -> Vec<Vec<usize>> {
    let lanes = &scene.lanes;
    let is_given = lanes.iter().any(|l| l.is_in_intersection.is_some());
    let boxes: Vec<_> = lanes.iter().map(|l| bounds(&l.centerline)).collect();
    let mut parent: Vec<usize> = (0..lanes.len()).collect();
    let mut is_inside: Vec<bool> = lanes
        .iter()
        .map(|l| l.is_in_intersection.unwrap_or(false))
        .collect();
    for i in 0..lanes.len() {
        for j in i + 1..lanes.len() {
            let may_meet = !lanes[i].is_bike_lane
                && !lanes[j].is_bike_lane
                && (!is_given || (is_inside[i] && is_inside[j]))
                && overlap(&boxes[i], &boxes[j]);
            if may_meet && cross(&lanes[i].centerline, &lanes[j].centerline) {
                is_inside[i] = true;
                is_inside[j] = true;
                let (a, b) = (root(&parent, i), root(&parent, j));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); lanes.len()];
    for i in (0..lanes.len()).filter(|i| is_inside[*i]) {
        groups[root(&parent, i)].push(i);
    }
    groups.retain(|g| !g.is_empty());
    groups
}

fn root(parent: &[usize], mut i: usize) -> usize {
    while parent[i] != i {
        i = parent[i];
    }
    i
}

type Bounds = (Vector2<f64>, Vector2<f64>);

fn bounds(line: &Polyline) -> Bounds {
    let start = line.start_m();
    line.points_m()
        .iter()
        .fold((start, start), |(lo, hi), p| (lo.inf(p), hi.sup(p)))
}

fn overlap(a: &Bounds, b: &Bounds) -> bool {
    a.0.x <= b.1.x && b.0.x <= a.1.x && a.0.y <= b.1.y && b.0.y <= a.1.y
}

/// Whether two lines properly cross (each passes from one side of the other to the other side)
/// at more than [`CROSSING_RAD`] between the undirected lines.
fn cross(a: &Polyline, b: &Polyline) -> bool {
    let segments = |line: &Polyline| -> Vec<Bounds> {
        line.points_m().windows(2).map(|w| (w[0], w[1])).collect()
    };
    let others = segments(b);
    segments(a).iter().any(|(p, q)| {
        others.iter().any(|(r, s)| {
            let (d, e) = (q - p, s - r);
            let is_proper = d.perp(&(r - p)) * d.perp(&(s - p)) < 0.0
                && e.perp(&(p - r)) * e.perp(&(q - r)) < 0.0;
            is_proper && libm::atan2(d.perp(&e).abs(), d.dot(&e).abs()) > CROSSING_RAD
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: [[f64; 2]; 2]) -> Polyline {
        Polyline::new(points.map(Vector2::from)).unwrap()
    }

    #[test]
    fn lines_cross_only_properly_and_steeply() {
        let east = line([[0.0, 0.0], [10.0, 0.0]]);
        assert!(cross(&east, &line([[5.0, -5.0], [5.0, 5.0]])));
        // Ends on it: a merge, not a crossing.
        assert!(!cross(&east, &line([[5.0, -5.0], [5.0, 0.0]])));
        // Crosses at atan(1/5) = 11.3°.
        assert!(!cross(&east, &line([[0.0, -1.0], [10.0, 1.0]])));
        // The other way round counts the same.
        assert!(!cross(&east, &line([[10.0, 1.0], [0.0, -1.0]])));
    }
}
