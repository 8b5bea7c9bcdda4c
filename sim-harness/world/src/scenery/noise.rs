//! Smooth chance over the plane: the same for the same seed, everywhere.

use nalgebra::Vector2;

/// A number in `[0, 1)` of a cell: the finaliser of `MurmurHash3` (Appleby 2011) over its parts.
pub(super) fn of_cell(seed: u64, i: i64, j: i64) -> f64 {
    let mut h = seed ^ (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h = mixed(h) ^ (j as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    (mixed(h) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

fn mixed(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

/// Value noise in `[0, 1)`: cells of `size_m`, smooth between (Perlin 1985's cubic).
pub(super) fn smooth(seed: u64, p_m: Vector2<f64>, size_m: f64) -> f64 {
    let (x, y) = (p_m.x / size_m, p_m.y / size_m);
    let (i, j) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - i), ease(y - j));
    let (i, j) = (i as i64, j as i64);
    let at = |di: i64, dj: i64| of_cell(seed, i.wrapping_add(di), j.wrapping_add(dj));
    let row = |dj: i64| at(0, dj) + u * (at(1, dj) - at(0, dj));
    row(0) + v * (row(1) - row(0))
}
