//! Triangles of a simple polygon.

use nalgebra::Vector2;

/// Beyond this many corners cutting ears one by one takes too long.
const MAX_CORNERS: usize = 2000;

/// The triangles of a simple polygon, counter-clockwise, by cutting ears (Meisters 1975). A ring
/// that crosses itself gives some triangles, not an error.
pub(super) fn triangulated(ring: &[Vector2<f64>]) -> Vec<[Vector2<f64>; 3]> {
    if ring.len() < 3 || ring.len() > MAX_CORNERS {
        return Vec::new();
    }
    let mut left: Vec<Vector2<f64>> = ring.to_vec();
    if doubled_area_m2(&left) < 0.0 {
        left.reverse();
    }
    let mut triangles = Vec::with_capacity(ring.len());
    while left.len() > 3 {
        let n = left.len();
        let corner = |i: usize| [left[(i + n - 1) % n], left[i], left[(i + 1) % n]];
        let ear = (0..n).find(|&i| is_ear(corner(i), &left));
        // No ear: a crossing. The flattest corner goes, so that the end is reached.
        let i = ear.unwrap_or_else(|| {
            let flat = |i: &usize| turn(corner(*i)).abs();
            (0..n)
                .min_by(|a, b| flat(a).total_cmp(&flat(b)))
                .unwrap_or(0)
        });
        if ear.is_some() {
            triangles.push(corner(i));
        }
        left.remove(i);
    }
    triangles.push([left[0], left[1], left[2]]);
    triangles
}

fn doubled_area_m2(ring: &[Vector2<f64>]) -> f64 {
    let origin = ring[0];
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| (a - origin).perp(&(b - origin)))
        .sum()
}

fn turn([a, b, c]: [Vector2<f64>; 3]) -> f64 {
    (b - a).perp(&(c - b))
}

fn is_ear([a, b, c]: [Vector2<f64>; 3], ring: &[Vector2<f64>]) -> bool {
    let is_inside = |p: &Vector2<f64>| {
        *p != a
            && *p != b
            && *p != c
            && turn([a, b, *p]) >= 0.0
            && turn([b, c, *p]) >= 0.0
            && turn([c, a, *p]) >= 0.0
    };
    turn([a, b, c]) > 0.0 && !ring.iter().any(is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_angled_ring_is_filled_once_whichever_way_round() {
        // An L of 2 × 2 m without its upper right square: 3 m².
        let mut ring: Vec<Vector2<f64>> = [(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)]
            .map(|(x, y)| Vector2::new(f64::from(x), f64::from(y)))
            .to_vec();
        for _ in 0..2 {
            let triangles = triangulated(&ring);
            assert_eq!(triangles.len(), 4);
            let area: f64 = triangles.iter().map(|t| 0.5 * turn(*t)).sum();
            assert!((area - 3.0).abs() < 1e-12);
            assert!(triangles.iter().all(|t| turn(*t) > 0.0));
            ring.reverse();
        }
    }

    #[test]
    fn rings_that_are_none_end() {
        assert!(triangulated(&[]).is_empty());
        assert_eq!(triangulated(&[Vector2::zeros(); 7]).len(), 1);
        let bow = [(0, 0), (2, 2), (2, 0), (0, 2)];
        triangulated(&bow.map(|(x, y)| Vector2::new(f64::from(x), f64::from(y))));
    }
}
