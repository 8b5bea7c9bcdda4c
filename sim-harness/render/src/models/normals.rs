//! Normals, and directions across lines, for the builder.

use nalgebra::Vector3;

/// Shorter vectors have no direction.
pub(super) const TINY: f32 = 1e-12;

pub(super) fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    (Vector3::from(b) - Vector3::from(a)).norm()
}

/// Two directions across an axis: right-handed, the first level where that can be.
pub(super) fn across(axis: Vector3<f32>) -> (Vector3<f32>, Vector3<f32>) {
    let x = Vector3::new(-axis.y, axis.x, 0.0)
        .try_normalize(1e-4)
        .unwrap_or_else(Vector3::x);
    (x, axis.cross(&x))
}

/// The normal of a polygon (Newell's method, Sutherland et al. 1974), up for one without area.
pub(super) fn normal_of(corners_m: &[[f32; 3]]) -> [f32; 3] {
    let mut sum = Vector3::zeros();
    let origin = corners_m
        .first()
        .map_or_else(Vector3::zeros, |c| Vector3::from(*c));
    for (i, a) in corners_m.iter().enumerate() {
        let b = corners_m[(i + 1) % corners_m.len()];
        sum += (Vector3::from(*a) - origin).cross(&(Vector3::from(b) - origin));
    }
    sum.try_normalize(TINY).unwrap_or_else(Vector3::z).into()
}

/// Coordinates in the plane of a polygon, from its first corner.
pub(super) fn flat_uv(corners_m: &[[f32; 3]]) -> Option<Vec<[f32; 2]>> {
    let [a, b, ..] = corners_m else {
        return None;
    };
    let origin = Vector3::from(*a);
    let u = (Vector3::from(*b) - origin).try_normalize(TINY)?;
    let v = Vector3::from(normal_of(corners_m)).cross(&u);
    let project = |c: &[f32; 3]| {
        let off = Vector3::from(*c) - origin;
        [off.dot(&u), off.dot(&v)]
    };
    Some(corners_m.iter().map(project).collect())
}

/// Normals of the points of a sheet: of the sum of the faces around, weighted by area.
pub(super) fn sheet_normals(rows: &[Vec<[f32; 3]>], is_round: bool) -> Vec<[f32; 3]> {
    let width = rows[0].len();
    let mut sums = vec![Vector3::<f32>::zeros(); rows.len() * width];
    for j in 0..rows.len() - 1 {
        for i in 0..width - 1 {
            let corner = |j: usize, i: usize| Vector3::from(rows[j][i]);
            let diagonals = (
                corner(j + 1, i + 1) - corner(j, i),
                corner(j + 1, i) - corner(j, i + 1),
            );
            let face = diagonals.0.cross(&diagonals.1);
            for (j, i) in [(j, i), (j, i + 1), (j + 1, i), (j + 1, i + 1)] {
                sums[j * width + i] += face;
            }
        }
    }
    for j in 0..rows.len() {
        let row = &mut sums[j * width..(j + 1) * width];
        if is_round {
            let seam = row[0] + row[width - 1];
            row[0] = seam;
            row[width - 1] = seam;
        }
        // A pole: every point of the row is the same.
        if rows[j].iter().all(|p| *p == rows[j][0]) {
            let sum = row.iter().fold(Vector3::zeros(), |sum, n| sum + n);
            row.fill(sum);
        }
    }
    sums.iter()
        .map(|n| n.try_normalize(TINY).unwrap_or_else(Vector3::z).into())
        .collect()
}

/// For each point of a line, the level vector to its left, so long that a swept profile keeps its
/// width between the points (mitre, at most threefold). A point that stands there three times has that
/// of its neighbour; a line that never leaves a point has none, and the vectors are zero.
pub(super) fn left_of_line(line_m: &[[f32; 3]]) -> Vec<[f32; 2]> {
    let left = |a: [f32; 3], b: [f32; 3]| {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let length = libm::hypotf(dx, dy);
        (length > TINY).then(|| [-dy / length, dx / length])
    };
    let mut lefts: Vec<[f32; 2]> = (0..line_m.len())
        .map(|i| {
            let before = i.checked_sub(1).and_then(|k| left(line_m[k], line_m[i]));
            let after = line_m.get(i + 1).and_then(|next| left(line_m[i], *next));
            match (before, after) {
                (Some(a), Some(b)) => {
                    let (x, y) = (a[0] + b[0], a[1] + b[1]);
                    // |a + b|² / 2 = 1 + cos of the turn; the mitre is (a + b) / (1 + cos).
                    let k = 1.0 / (0.5 * (x * x + y * y)).max(1.0 / 4.5);
                    [x * k, y * k]
                }
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => [0.0, 0.0],
            }
        })
        .collect();
    let is_some = |left: &[f32; 2]| *left != [0.0, 0.0];
    let mut near = lefts.iter().copied().find(is_some).unwrap_or([0.0, 0.0]);
    for left in &mut lefts {
        if is_some(left) {
            near = *left;
        } else {
            *left = near;
        }
    }
    lefts
}
