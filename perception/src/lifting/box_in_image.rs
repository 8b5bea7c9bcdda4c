//! A box in an image: where its visible part ends.

use nalgebra::{Point3, Vector2};

use super::evidence::Sighting;
use super::view::Lens;

/// What is nearer to the camera's plane is not projected.
const LEAST_DEPTH_M: f64 = 0.2;
/// Edges of a box, by its corners: pairs of bottom and top, around it.
const EDGES: [(usize, usize); 12] = [
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7),
    (0, 2),
    (2, 4),
    (4, 6),
    (6, 0),
    (1, 3),
    (3, 5),
    (5, 7),
    (7, 1),
];

/// Left, top, right, bottom of a box in the image, of the part that the sides of the 2D box which
/// are not the object's own leave of it: a car that the image's edge cuts is as high in the image as
/// what is left of it. `None` where no part of it is before the camera.
///
/// Edges count as straight in the image: exact without distortion, and nearly so within it.
pub(super) fn bounds_px(
    lens: &Lens,
    corners_m: &[Point3<f64>; 8],
    sighting: &Sighting,
) -> Option<[f64; 4]> {
    let corners_m = corners_m.map(|corner_m| lens.camera_from_ego * corner_m);
    let is_whole = sighting.is_own == [true; 4]
        && corners_m.iter().all(|corner_m| corner_m.z >= LEAST_DEPTH_M);
    let mut whole = Bounds::default();
    if is_whole {
        for corner_m in &corners_m {
            whole.add(lens.intrinsics.project(corner_m)?);
        }
        return whole.found();
    }
    let mut cut = Bounds::default();
    for (a, b) in EDGES {
        let Some([a_m, b_m]) = before_camera([corners_m[a], corners_m[b]]) else {
            continue;
        };
        let ends_px = [
            lens.intrinsics.project(&a_m)?,
            lens.intrinsics.project(&b_m)?,
        ];
        for end_px in ends_px {
            whole.add(end_px);
        }
        for end_px in within(ends_px, sighting).into_iter().flatten() {
            cut.add(end_px);
        }
    }
    // Of a box beside what is left, nothing is left: it has to come nearer as a whole.
    cut.found().or_else(|| whole.found())
}

/// Bounds of points.
struct Bounds([f64; 4]);

impl Default for Bounds {
    fn default() -> Self {
        let (none_low, none_high) = (f64::INFINITY, f64::NEG_INFINITY);
        Self([none_low, none_low, none_high, none_high])
    }
}

impl Bounds {
    fn add(&mut self, at_px: Vector2<f64>) {
        let [left, top, right, bottom] = &mut self.0;
        (*left, *right) = (left.min(at_px.x), right.max(at_px.x));
        (*top, *bottom) = (top.min(at_px.y), bottom.max(at_px.y));
    }

    fn found(self) -> Option<[f64; 4]> {
        (self.0[0] <= self.0[2]).then_some(self.0)
    }
}

/// The part of an edge that lies before the camera.
fn before_camera([a_m, b_m]: [Point3<f64>; 2]) -> Option<[Point3<f64>; 2]> {
    let cut = |from_m: Point3<f64>, to_m: Point3<f64>| {
        if from_m.z >= LEAST_DEPTH_M {
            return from_m;
        }
        from_m + (to_m - from_m) * ((LEAST_DEPTH_M - from_m.z) / (to_m.z - from_m.z))
    };
    (a_m.z.max(b_m.z) >= LEAST_DEPTH_M).then(|| [cut(a_m, b_m), cut(b_m, a_m)])
}

/// The part of a line between the sides of a 2D box that are not the object's own (Liang, Barsky
/// 1984).
fn within(ends_px: [Vector2<f64>; 2], sighting: &Sighting) -> Option<[Vector2<f64>; 2]> {
    let along = ends_px[1] - ends_px[0];
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    for side in (0..4).filter(|side| !sighting.is_own[*side]) {
        let inward = if side < 2 { 1.0 } else { -1.0 };
        let inside_px = inward * (ends_px[0][side % 2] - sighting.box_px[side]);
        let gain_px = inward * along[side % 2];
        if gain_px > 0.0 {
            begin = begin.max(-inside_px / gain_px);
        } else if gain_px < 0.0 {
            end = end.min(-inside_px / gain_px);
        } else if inside_px < 0.0 {
            return None;
        }
    }
    (begin <= end).then(|| [ends_px[0] + along * begin, ends_px[0] + along * end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Isometry3;
    use trunkline_interfaces::Intrinsics;

    /// A camera at the origin that looks along z, 100 pixels focal length, centre (100, 50).
    fn lens() -> Lens {
        Lens {
            intrinsics: Intrinsics {
                cx_px: 100.0,
                cy_px: 50.0,
                ..Intrinsics::pinhole(200, 100, std::f64::consts::FRAC_PI_2)
            },
            camera_from_ego: Isometry3::identity(),
        }
    }

    /// x from 1 to 3 m, y from -1 to 1 m, z from 2 to 4 m, in the camera's frame.
    fn corners_m() -> [Point3<f64>; 8] {
        let around = [(3.0, 4.0), (3.0, 2.0), (1.0, 2.0), (1.0, 4.0)];
        std::array::from_fn(|k| {
            let (x, z) = around[k / 2];
            Point3::new(x, if k % 2 == 0 { 1.0 } else { -1.0 }, z)
        })
    }

    fn sighting(box_px: [f64; 4], is_own: [bool; 4]) -> Sighting {
        Sighting {
            view: 0,
            box_px,
            is_own,
        }
    }

    fn assert_bounds(corners_m: &[Point3<f64>; 8], seen: &Sighting, expected: [f64; 4]) {
        let bounds = bounds_px(&lens(), corners_m, seen).unwrap();
        for (found, expected) in bounds.iter().zip(expected) {
            assert_abs_diff_eq!(*found, expected, epsilon = 1e-9);
        }
    }

    #[test]
    fn a_box_in_sight_is_bounded_by_its_corners() {
        // left 100 + 100·1/4, right 100 + 100·3/2, top and bottom 50 ∓ 100·1/2
        let seen = sighting([0.0; 4], [true; 4]);
        assert_bounds(&corners_m(), &seen, [125.0, 0.0, 250.0, 100.0]);
    }

    #[test]
    fn a_box_that_the_edge_cuts_is_as_high_as_what_is_left_of_it() {
        // Cut at 125 + 12.5: half way between the far and the near corner at x = 1 m, which are
        // at 125 (25 pixels high above the middle) and 150 (50 pixels).
        let seen = sighting([125.0, 0.0, 137.5, 100.0], [true, true, false, true]);
        assert_bounds(&corners_m(), &seen, [125.0, 12.5, 137.5, 87.5]);
    }

    #[test]
    fn what_is_partly_behind_the_camera_has_bounds() {
        let mut corners_m = corners_m();
        for corner_m in &mut corners_m {
            corner_m.z -= 3.0; // from 1 m behind to 1 m before
        }
        // Left 100 + 100·1/1; the rest where its edges come within 0.2 m of the camera's plane:
        // right 100 + 100·3/0.2, top and bottom 50 ∓ 100·1/0.2.
        let seen = sighting([0.0; 4], [true; 4]);
        assert_bounds(&corners_m, &seen, [200.0, -450.0, 1600.0, 550.0]);
        for corner_m in &mut corners_m {
            corner_m.z -= 2.0;
        }
        assert_eq!(bounds_px(&lens(), &corners_m, &seen), None);
    }

    #[test]
    fn a_box_beside_what_is_left_is_bounded_as_a_whole() {
        let seen = sighting([0.0, 0.0, 50.0, 100.0], [true, true, false, true]);
        assert_bounds(&corners_m(), &seen, [125.0, 0.0, 250.0, 100.0]);
    }
}
