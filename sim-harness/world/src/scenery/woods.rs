//! Woods: where they stand, and their trees along a road.

use std::sync::Arc;

use nalgebra::Vector2;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::forest_edge;

use super::front::Front;
use super::noise;
use super::plants::Plants;
use super::site::Site;

/// Woods are patches of about this size.
const WOOD_M: f64 = 190.0;
/// Where the noise of woods is above this, there is one.
const WOOD: f64 = 0.56;
/// Rows of trees of a wood, from the road.
const WOOD_ROWS_M: [f64; 6] = [9.0, 14.5, 21.0, 28.5, 37.0, 46.0];

/// Whether a wood stands there.
pub(super) fn is_wood(seed: u64, p_m: Vector2<f64>) -> bool {
    noise::smooth(seed ^ 0x5eed, p_m, WOOD_M) > WOOD
}

/// Trees in rows back from the road, the wood's edge behind them.
pub(super) fn line(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let mut random = Random::new(site.seed, "scenery/woods", front.number);
    let seed = site.seed ^ 0xc0f;
    let conifers = |p| noise::smooth(seed, p, 260.0);
    for out_m in WOOD_ROWS_M {
        let mut s_m = random.range(0.0, 6.0);
        while s_m < front.line.length_m() {
            let p = front.line.at(s_m).beside_m(out_m + random.range(-2.2, 2.2));
            if is_wood(site.seed, p) {
                plants.put_wood_tree(site, p, conifers(p), &mut random);
                if out_m < 10.0 && random.chance(0.5) {
                    let q = front.line.at(s_m + 3.0).beside_m(out_m - 1.5);
                    plants.put_bush(site, q, &mut random);
                }
            }
            s_m += 5.2 + 0.11 * out_m + random.range(0.0, 3.0);
        }
    }
    backdrop(site, front, &mut random);
}

/// The mass of a wood behind its first rows, as seen from the road; where the wood thins out, the
/// trees alone, so that no end of it is seen.
fn backdrop(site: &mut Site<'_>, front: &Front, random: &mut Random) {
    const PIECE_M: f64 = 24.0;
    const OUT_M: f64 = 56.0;
    let mut s_m = 0.5 * PIECE_M;
    while s_m < front.line.length_m() {
        let station = front.line.at(s_m);
        let p = station.beside_m(OUT_M);
        let yaw_rad = station.yaw_left_rad();
        let footprint = Rectangle::new(Pose2::new(p.x, p.y, yaw_rad), 8.0, 0.9 * PIECE_M);
        let around = [(-PIECE_M, OUT_M), (PIECE_M, OUT_M), (0.0, 0.5 * OUT_M)];
        let is_deep = around.iter().all(|(along_m, out_m)| {
            let at_m = (s_m + along_m).clamp(0.0, front.line.length_m());
            is_wood(site.seed, front.line.at(at_m).beside_m(*out_m))
        });
        if is_deep && is_wood(site.seed, p) && site.is_free(&footprint, 14.0) {
            let mesh = forest_edge(
                PIECE_M as f32,
                random.range(12.0, 17.0) as f32,
                site.seed ^ s_m as u64,
            );
            site.take(footprint);
            let foot = site.ground_m(p);
            site.chunks.stand(&Arc::new(mesh), foot, yaw_rad, [1.0; 3]);
        }
        s_m += PIECE_M;
    }
}
