//! Pixels that hang together, found by filling.

use trunkline_interfaces::ndarray::{Array2, indices};

/// Pixels that hang together by their sides.
pub(crate) struct Blob {
    /// Row and column of each.
    pub(crate) pixels: Vec<(usize, usize)>,
    /// The lowest of them.
    pub(crate) foot: (usize, usize),
    /// `[left, top, right, bottom]`: the outer edges of the pixels, not their centres.
    pub(crate) box_px: [f64; 4],
}

/// The blobs of pixels that are set, in the order of their first pixels, row by row.
pub(crate) fn blobs(mut is_open: Array2<bool>) -> Vec<Blob> {
    let mut found = Vec::new();
    for start in indices(is_open.dim()) {
        let (mut pixels, mut next) = (Vec::new(), vec![start]);
        while let Some(at @ (row, column)) = next.pop() {
            if is_open.get_mut(at).is_some_and(std::mem::take) {
                pixels.push(at);
                next.extend([(row + 1, column), (row.wrapping_sub(1), column)]);
                next.extend([(row, column + 1), (row, column.wrapping_sub(1))]);
            }
        }
        let Some(&foot) = pixels.iter().max() else {
            continue;
        };
        let (mut left, mut right) = (f64::INFINITY, 0.0_f64);
        for (_, column) in &pixels {
            (left, right) = (left.min(*column as f64), right.max(*column as f64));
        }
        let (top, bottom) = (start.0 as f64, foot.0 as f64);
        found.push(Blob {
            pixels,
            foot,
            box_px: [left - 0.5, top - 0.5, right + 0.5, bottom + 0.5],
        });
    }
    found
}
