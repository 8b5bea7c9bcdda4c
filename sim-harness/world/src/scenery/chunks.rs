//! The scene in pieces of ground, so that what is out of sight can be left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use nalgebra::{Isometry3, Point3, Quaternion, Translation3, UnitQuaternion, Vector3};
use trunkline_interfaces::geometry::grid_cell;
use trunkline_render::models::MeshBuilder;
use trunkline_render::{Lamps, Mesh, Placed, Surface};

/// Side of a piece of ground.
pub(super) const CHUNK_M: f64 = 64.0;

/// Everything that never moves.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    grounds: BTreeMap<(i32, i32), MeshBuilder>,
    placed: Vec<Placed>,
}

/// A turn about the vertical and a place, with the same bits on every machine.
pub(super) fn pose(position_m: Point3<f64>, yaw_rad: f64) -> Isometry3<f64> {
    let half = 0.5 * yaw_rad;
    Isometry3::from_parts(
        Translation3::from(position_m.coords),
        UnitQuaternion::new_unchecked(Quaternion::new(libm::cos(half), 0.0, 0.0, libm::sin(half))),
    )
}

/// Points in the frame of a piece of ground.
fn local(points_m: &[Point3<f64>], origin_m: Vector3<f64>) -> Vec<[f32; 3]> {
    let own = points_m.iter().map(|p| p.coords - origin_m);
    own.map(|p| p.map(|x| x as f32).into()).collect()
}

impl Chunks {
    fn cell(p_m: Point3<f64>) -> (i32, i32) {
        grid_cell(p_m.coords.xy(), CHUNK_M)
    }

    fn origin((i, j): (i32, i32)) -> Vector3<f64> {
        Vector3::new(f64::from(i) * CHUNK_M, f64::from(j) * CHUNK_M, 0.0)
    }

    /// The mesh of the piece of ground where `p_m` is, and where its frame stands.
    pub(super) fn ground(
        &mut self,
        p_m: Point3<f64>,
        surface: Surface,
    ) -> (&mut MeshBuilder, Vector3<f64>) {
        let cell = Self::cell(p_m);
        (self.ground_of(cell, surface), Self::origin(cell))
    }

    fn ground_of(&mut self, cell: (i32, i32), surface: Surface) -> &mut MeshBuilder {
        let new = || MeshBuilder::new(surface);
        let builder = self.grounds.entry(cell).or_insert_with(new);
        builder.surface(surface);
        builder
    }

    /// A flat convex polygon that lies on the ground, counter-clockwise from above: its pattern
    /// goes on where the next one's begins.
    pub(super) fn floor(&mut self, surface: Surface, corners_m: &[Point3<f64>]) {
        let Some(first) = corners_m.first() else {
            return;
        };
        let (builder, origin) = self.ground(*first, surface);
        let local = local(corners_m, origin);
        let uv: Vec<[f32; 2]> = corners_m.iter().map(|p| [p.x as f32, p.y as f32]).collect();
        builder.polygon_with_uv(&local, &uv);
    }

    /// A flat convex polygon that stands, counter-clockwise from its front.
    pub(super) fn wall(&mut self, surface: Surface, corners_m: &[Point3<f64>]) {
        let Some(first) = corners_m.first() else {
            return;
        };
        let (builder, origin) = self.ground(*first, surface);
        let local = local(corners_m, origin);
        builder.polygon(&local);
    }

    /// A profile ([left, up]) along a line: see [`MeshBuilder::sweep`]. Each triangle goes to the
    /// piece of ground where its middle is.
    pub(super) fn sweep(
        &mut self,
        surface: Surface,
        profile_m: &[[f32; 2]],
        line_m: &[Point3<f64>],
    ) {
        let Some(first) = line_m.first() else {
            return;
        };
        let origin = Self::origin(Self::cell(*first));
        let local = local(line_m, origin);
        let mut swept = MeshBuilder::new(surface);
        swept.sweep(profile_m, &local);
        let swept = swept.build();
        let at = |corner: u32| Vector3::from(swept.positions_m[corner as usize]).cast::<f64>();
        let mut known = BTreeMap::new();
        for corners in &swept.triangles {
            let [a, b, c] = corners.map(at);
            let cell = Self::cell(Point3::from(origin + (a + b + c) / 3.0));
            let shift = origin - Self::origin(cell);
            let builder = self.ground_of(cell, surface);
            let corners = corners.map(|corner| {
                *known.entry((cell, corner)).or_insert_with(|| {
                    let i = corner as usize;
                    let position = (at(corner) + shift).map(|x| x as f32);
                    builder.vertex(position.into(), swept.normals[i], swept.uv_m[i])
                })
            });
            builder.face(corners);
        }
    }

    /// A mesh of its own that stands on a point.
    pub(super) fn stand(
        &mut self,
        mesh: &Arc<Mesh>,
        foot_m: Point3<f64>,
        yaw_rad: f64,
        tint: [f32; 3],
    ) {
        self.placed.push(Placed {
            mesh: Arc::clone(mesh),
            world_from_mesh: pose(foot_m, yaw_rad),
            tint,
            lamps: Lamps::default(),
            object: None,
        });
    }

    /// All of it.
    pub(super) fn finish(self) -> Vec<Placed> {
        let mut placed: Vec<Placed> = self
            .grounds
            .into_iter()
            .map(|(cell, builder)| Placed {
                mesh: Arc::new(builder.build()),
                world_from_mesh: Isometry3::translation(
                    Self::origin(cell).x,
                    Self::origin(cell).y,
                    0.0,
                ),
                tint: [1.0; 3],
                lamps: Lamps::default(),
                object: None,
            })
            .filter(|placed| !placed.mesh.triangles.is_empty())
            .collect();
        placed.extend(self.placed);
        placed
    }
}

#[cfg(test)]
mod tests {
    use trunkline_interfaces::SemanticClass;
    use trunkline_render::Texture;

    use super::*;

    /// Corners of all triangles in the world, to a tenth of a millimetre, in a fixed order.
    fn triangles<'a>(placed: impl Iterator<Item = (&'a Mesh, Vector3<f64>)>) -> Vec<[[i64; 3]; 3]> {
        let mut all: Vec<_> = placed
            .flat_map(|(mesh, origin)| {
                mesh.triangles.iter().map(move |corners| {
                    corners.map(|corner| {
                        let p = Vector3::from(mesh.positions_m[corner as usize]).cast::<f64>();
                        (p + origin).map(|x| (x * 1e4).round() as i64).into()
                    })
                })
            })
            .collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn a_kerb_is_cut_into_pieces_of_ground_and_stays_what_it_is() {
        let surface = Surface::matt(SemanticClass::Sidewalk, [0.4; 3], Texture::Plaster);
        let profile = [[0.0, 0.0], [0.0, 0.125], [0.25, 0.125]];
        let line: Vec<_> = (0..26_i32)
            .map(|k| Point3::new(f64::from(k) * 8.0 - 40.0, f64::from(k * k) * 0.25, 0.5))
            .collect();
        let mut chunks = Chunks::default();
        chunks.sweep(surface, &profile, &line);
        let pieces = chunks.finish();
        assert!(pieces.len() > 3, "{}", pieces.len());
        for piece in &pieces {
            let mesh = &piece.mesh;
            for corners in &mesh.triangles {
                let at = corners.map(|i| Vector3::from(mesh.positions_m[i as usize]));
                let middle = (at[0] + at[1] + at[2]) / 3.0;
                let side = 0.0..=CHUNK_M as f32;
                assert!(
                    side.contains(&middle.x) && side.contains(&middle.y),
                    "{middle}"
                );
            }
        }
        let mut whole = MeshBuilder::new(surface);
        let local: Vec<[f32; 3]> = line
            .iter()
            .map(|p| p.coords.map(|x| x as f32).into())
            .collect();
        let whole = whole.sweep(&profile, &local).clone().build();
        let pieces = pieces
            .iter()
            .map(|p| (&*p.mesh, p.world_from_mesh.translation.vector));
        let (pieces, whole) = (
            triangles(pieces),
            triangles([(&whole, Vector3::zeros())].into_iter()),
        );
        assert_eq!(pieces.len(), whole.len());
        let apart = |(a, b): (&[[i64; 3]; 3], &[[i64; 3]; 3])| {
            let pairs = a.as_flattened().iter().zip(b.as_flattened());
            pairs.map(|(a, b)| (a - b).abs()).max()
        };
        assert!(pieces.iter().zip(&whole).all(|pair| apart(pair) <= Some(1)));
    }
}
