//! Smooth positions along a lane: the centre line's vertices lie on the curve, chords between them
//! do not.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Polyline;

use crate::roads::hermite;

/// Position at an arc length: cubic Hermite interpolation between the vertices, with the tangents of
/// the parabola through three neighbours (Catmull, Rom 1974, for uneven spacing).
pub(super) fn position_at(path: &Polyline, s_m: f64) -> Vector2<f64> {
    let s = path.arc_lengths_m();
    let i = path.segment_at(s_m);
    let step_m = s[i + 1] - s[i];
    let u = ((s_m - s[i]) / step_m).clamp(0.0, 1.0);
    let tangents = [tangent(path, i) * step_m, tangent(path, i + 1) * step_m];
    hermite::between([path.points_m()[i], path.points_m()[i + 1]], tangents, u)
}

/// Derivative at a vertex, per metre.
fn tangent(path: &Polyline, vertex: usize) -> Vector2<f64> {
    let (s, p) = (path.arc_lengths_m(), path.points_m());
    let slope = |i: usize| (p[i + 1] - p[i]) / (s[i + 1] - s[i]);
    match vertex {
        0 => slope(0),
        last if last + 1 == p.len() => slope(last - 1),
        inner => {
            let (before_m, after_m) = (s[inner] - s[inner - 1], s[inner + 1] - s[inner]);
            (slope(inner - 1) * after_m + slope(inner) * before_m) / (before_m + after_m)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_the_vertices_of_a_circle_the_curve_stays_on_it() {
        // Vertices every 2 m at a radius of 20 m: chords run 20 · (1 − cos 0.05) = 25 mm inside.
        let circle = (0..=20).map(|i| {
            let a = 0.1 * f64::from(i);
            Vector2::new(20.0 * a.cos(), 20.0 * a.sin())
        });
        let path = Polyline::new(circle).unwrap();
        for i in 4..72 {
            let radius_m = position_at(&path, 0.5 * f64::from(i)).norm();
            assert!((radius_m - 20.0).abs() < 1e-3, "{radius_m}");
        }
    }
}
