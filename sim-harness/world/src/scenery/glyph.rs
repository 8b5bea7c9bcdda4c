//! Shapes that are painted on lanes, as convex polygons of (along, to the left), m,
//! counter-clockwise from above.

/// A polygon of (along, to the left).
pub(super) type Shape = Vec<[f64; 2]>;

const HALF_M: f64 = 0.09;

/// An arrow of 5 m whose heads point where one may go.
pub(super) fn arrow(left: bool, ahead: bool, right: bool) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let stem_m = if ahead { 3.4 } else { 2.6 };
    shapes.push(rectangle([0.0, stem_m], [-HALF_M, HALF_M]));
    if ahead {
        shapes.push(vec![[3.4, 0.42], [3.4, -0.42], [5.0, 0.0]]);
    }
    for (is_there, side) in [(left, 1.0), (right, -1.0)] {
        if !is_there {
            continue;
        }
        // A bend of the stem, then a head across.
        let bend = vec![
            [1.7, -side * HALF_M],
            [2.45, side * 0.55],
            [2.75, side * 0.55],
            [2.2, -side * HALF_M],
        ];
        let head = vec![[2.0, side * 0.5], [3.2, side * 0.5], [2.6, side * 1.15]];
        for shape in [bend, head] {
            shapes.push(upright(shape));
        }
    }
    shapes
}

fn rectangle([s0, s1]: [f64; 2], [right, left]: [f64; 2]) -> Shape {
    vec![[s0, right], [s1, right], [s1, left], [s0, left]]
}

/// Counter-clockwise.
fn upright(mut shape: Shape) -> Shape {
    let doubled: f64 = (0..shape.len())
        .map(|i| {
            let ([x0, y0], [x1, y1]) = (shape[i], shape[(i + 1) % shape.len()]);
            x0 * y1 - x1 * y0
        })
        .sum();
    if doubled < 0.0 {
        shape.reverse();
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_are_convex_and_point_where_one_may_go() {
        for flags in 0..8_u8 {
            let [left, ahead, right] = [1, 2, 4].map(|bit| flags & bit != 0);
            let shapes = arrow(left, ahead, right);
            for shape in &shapes {
                for i in 0..shape.len() {
                    let [a, b, c] = [0, 1, 2].map(|k| shape[(i + k) % shape.len()]);
                    let turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
                    assert!(turn > 0.0, "{shape:?}");
                }
            }
            let reach = |side: f64| {
                let all = shapes.iter().flatten().map(|[_, to_left]| side * to_left);
                all.fold(0.0, f64::max)
            };
            assert_eq!(reach(1.0) > 1.0, left);
            assert_eq!(reach(-1.0) > 1.0, right);
        }
    }
}
