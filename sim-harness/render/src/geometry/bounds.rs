//! How far meshes reach.

use std::collections::HashMap;
use std::sync::Arc;

use crate::mesh::Mesh;

/// A ball and a box around a mesh, with one middle, in the mesh's frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) centre_m: [f32; 3],
    /// Of the ball.
    pub(crate) radius_m: f32,
    /// Half the box's sides.
    pub(crate) half_m: [f32; 3],
}

impl Bounds {
    /// Around the middle of the extent of all finite vertices of all its levels, for nothing is
    /// drawn from others; a mesh without any has radius NaN, is never seen and casts no shadow.
    pub(crate) fn around(mesh: &Mesh) -> Self {
        let is_finite = |p: &&[f32; 3]| p.iter().all(|v| v.is_finite());
        let vertices = || mesh.levels().flat_map(|level| &level.positions_m);
        let finite = || vertices().filter(is_finite);
        let mut low = [f32::INFINITY; 3];
        let mut high = [f32::NEG_INFINITY; 3];
        for p in finite() {
            for axis in 0..3 {
                low[axis] = low[axis].min(p[axis]);
                high[axis] = high[axis].max(p[axis]);
            }
        }
        if !(low[0] <= high[0]) {
            return Self {
                centre_m: [0.0; 3],
                radius_m: f32::NAN,
                half_m: [f32::NAN; 3],
            };
        }
        let centre_m = [0, 1, 2].map(|axis| 0.5 * (low[axis] + high[axis]));
        let mut farthest2 = 0.0_f32;
        for p in finite() {
            let d = [0, 1, 2].map(|axis| p[axis] - centre_m[axis]);
            let distance2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            if distance2 > farthest2 {
                farthest2 = distance2;
            }
        }
        Self {
            centre_m,
            radius_m: farthest2.sqrt() * (1.0 + 1e-5),
            half_m: [0, 1, 2].map(|axis| 0.5 * (high[axis] - low[axis])),
        }
    }
}

/// Bounds of meshes seen before; forgets those that nobody else holds.
#[derive(Debug, Default)]
pub(crate) struct BoundsCache {
    known: HashMap<usize, (Arc<Mesh>, Bounds)>,
    prune_at: usize,
}

/// Fewer meshes than this are never worth a search for forgotten ones.
const PRUNE_FROM: usize = 256;

impl BoundsCache {
    /// Those of a mesh.
    pub(crate) fn of(&mut self, mesh: &Arc<Mesh>) -> Bounds {
        let key = Arc::as_ptr(mesh) as usize;
        if let Some((_, bounds)) = self.known.get(&key) {
            return *bounds;
        }
        if self.known.len() >= self.prune_at.max(PRUNE_FROM) {
            self.known
                .retain(|_, (mesh, _)| Arc::strong_count(mesh) > 1);
            self.prune_at = 2 * self.known.len();
        }
        let bounds = Bounds::around(mesh);
        self.known.insert(key, (Arc::clone(mesh), bounds));
        bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_every_level() {
        let of = |far_m: f32| Mesh {
            positions_m: vec![[-1.0, 0.0, 0.0], [far_m, 0.0, 0.0], [f32::NAN; 3]],
            ..Mesh::default()
        };
        let bounds = Bounds::around(&of(1.0).with_coarser(9.0, of(3.0)));
        assert_eq!(bounds.centre_m, [1.0, 0.0, 0.0]);
        assert_eq!(bounds.half_m, [2.0, 0.0, 0.0]);
        assert!(bounds.radius_m >= 2.0 && bounds.radius_m < 2.001);
    }
}
