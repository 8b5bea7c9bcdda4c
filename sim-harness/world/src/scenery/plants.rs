//! Trees, bushes and hedges: a stock of meshes, and putting them.

use std::sync::Arc;

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::Mesh;
use trunkline_render::models::scenery::{TreeKind, bush, hedge, tree};

use super::line::Line;
use super::site::{Foot, Site};

/// A stock of plants: many stand, few shapes are kept.
pub(super) struct Plants {
    street: Vec<Vec<Arc<Mesh>>>,
    garden: Vec<Arc<Mesh>>,
    wood: Vec<Arc<Mesh>>,
    conifers: Vec<Arc<Mesh>>,
    bushes: Vec<Arc<Mesh>>,
    hedges: Vec<Arc<Mesh>>,
}

/// Length of a piece of hedge.
const HEDGE_M: f64 = 3.0;
/// A trunk keeps this distance to every lane and pavement.
const TRUNK_GAP_M: f64 = 0.2;

/// How far a plant reaches sideways up to the height of a lorry's mirrors.
fn low_reach_m(mesh: &Mesh) -> f64 {
    const LOW_M: f32 = 2.6;
    let vertices = mesh.levels().flat_map(|level| &level.positions_m);
    let low = vertices.filter(|p| p[2] < LOW_M);
    f64::from(low.map(|p| libm::hypotf(p[0], p[1])).fold(0.0, f32::max))
}

impl Plants {
    pub(super) fn new(seed: u64) -> Self {
        let kinds = [
            TreeKind::Broadleaf,
            TreeKind::Broadleaf,
            TreeKind::Birch,
            TreeKind::Poplar,
            TreeKind::Broadleaf,
            TreeKind::Conifer,
            TreeKind::Pine,
        ];
        let mesh = |kind, height_m: f64, number: u64| {
            Arc::new(tree(kind, height_m as f32, seed ^ (number << 8)))
        };
        let mut random = Random::new(seed, "scenery/plants", 0);
        let garden = (0..10_u64)
            .map(|k| {
                let kind = kinds[k as usize % kinds.len()];
                mesh(kind, random.range(6.0, 13.0), k)
            })
            .collect();
        let street = [TreeKind::Broadleaf, TreeKind::Broadleaf, TreeKind::Birch]
            .iter()
            .zip(20_u64..)
            .map(|(kind, n)| {
                (0..3_u64)
                    .map(|k| mesh(*kind, random.range(6.0, 8.5), n * 10 + k))
                    .collect()
            })
            .collect();
        let mut woods = |count: u64, heights_m: [f64; 2], kind: fn(u64) -> TreeKind| {
            (0..count)
                .map(|k| {
                    let height_m = random.range(heights_m[0], heights_m[1]);
                    mesh(kind(k), height_m, 40 + 10 * count + k)
                })
                .collect::<Vec<_>>()
        };
        let wood = woods(6, [11.0, 18.0], |k| match k % 3 {
            2 => TreeKind::Birch,
            _ => TreeKind::Broadleaf,
        });
        let conifers = woods(5, [12.0, 21.0], |k| match k {
            4 => TreeKind::Pine,
            _ => TreeKind::Conifer,
        });
        Self {
            street,
            garden,
            wood,
            conifers,
            bushes: (0..5_u64)
                .map(|k| Arc::new(bush(random.range(0.8, 1.9) as f32, seed ^ k)))
                .collect(),
            hedges: (0..3_u64)
                .map(|k| Arc::new(hedge(HEDGE_M as f32, 1.0 + 0.2 * k as f32, seed ^ k)))
                .collect(),
        }
    }

    fn put(
        site: &mut Site<'_>,
        mesh: &Arc<Mesh>,
        p_m: Vector2<f64>,
        size_m: f64,
        random: &mut Random,
    ) {
        // Boughs that hang low stay off the road.
        let reach_m = low_reach_m(mesh) + TRUNK_GAP_M;
        if site.field.road_clearance_m(p_m, reach_m + 0.1) < reach_m {
            return;
        }
        let foot = Foot {
            size_m: [size_m; 2],
            gap_m: TRUNK_GAP_M,
        };
        site.put(mesh, p_m, random.range(-3.1, 3.1), foot);
    }

    /// A tree of the kind that this street has.
    pub(super) fn put_street_tree(
        &self,
        site: &mut Site<'_>,
        p_m: Vector2<f64>,
        street: u64,
        random: &mut Random,
    ) {
        let kind = &self.street[street as usize % self.street.len()];
        Self::put(site, &kind[random.index(kind.len())], p_m, 0.7, random);
    }

    /// Any tree of gardens and parks.
    pub(super) fn put_tree(&self, site: &mut Site<'_>, p_m: Vector2<f64>, random: &mut Random) {
        Self::put(
            site,
            &self.garden[random.index(self.garden.len())],
            p_m,
            2.6,
            random,
        );
    }

    /// A tree of a wood, a conifer with the given chance.
    pub(super) fn put_wood_tree(
        &self,
        site: &mut Site<'_>,
        p_m: Vector2<f64>,
        conifers: f64,
        random: &mut Random,
    ) {
        let stock = if random.chance(conifers) {
            &self.conifers
        } else {
            &self.wood
        };
        let mesh = &stock[random.index(stock.len())];
        Self::put(site, mesh, p_m, 1.6, random);
    }

    pub(super) fn put_bush(&self, site: &mut Site<'_>, p_m: Vector2<f64>, random: &mut Random) {
        Self::put(
            site,
            &self.bushes[random.index(self.bushes.len())],
            p_m,
            1.2,
            random,
        );
    }

    /// Pieces of hedge along a part of a line, so far to its right.
    pub(super) fn hedge_along(
        &self,
        site: &mut Site<'_>,
        line: &Line,
        [from_m, to_m]: [f64; 2],
        out_m: f64,
    ) {
        let mesh = &self.hedges[(from_m as usize) % self.hedges.len()];
        let count = ((to_m - from_m) / (0.95 * HEDGE_M)).floor();
        for k in 0..count as usize {
            let station = line.at(from_m + (k as f64 + 0.5) * (to_m - from_m) / count);
            let p = station.beside_m(out_m);
            let yaw_rad = station.yaw_left_rad();
            let footprint = Rectangle::new(Pose2::new(p.x, p.y, yaw_rad), 0.7, 0.9 * HEDGE_M);
            if site.is_free(&footprint, 0.05) {
                site.take(footprint);
                let foot = Point3::new(p.x, p.y, site.terrain.elevation_m(p) - 0.05);
                site.chunks.stand(mesh, foot, yaw_rad, [1.0; 3]);
            }
        }
    }
}
