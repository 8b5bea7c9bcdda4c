//! Builds meshes from quads, boxes, prisms, cylinders, lumps and sweeps.
//!
//! Coordinates are those of [`place`](MeshBuilder::place), which begins as the mesh's own frame.
//! Closed shapes face outwards. Texture coordinates are metres on the surface.

use nalgebra::{Isometry3, Point3, Quaternion, Translation3, UnitQuaternion, Vector3};

use super::normals::{TINY, across, distance, flat_uv, left_of_line, normal_of, sheet_normals};
use crate::mesh::{Mesh, Surface};

/// A turn about the z axis and a shift, with the same bits on every machine.
pub fn standing(position_m: [f32; 3], yaw_rad: f32) -> Isometry3<f32> {
    let half = 0.5 * yaw_rad;
    Isometry3::from_parts(
        Translation3::new(position_m[0], position_m[1], position_m[2]),
        UnitQuaternion::new_unchecked(Quaternion::new(
            libm::cosf(half),
            0.0,
            0.0,
            libm::sinf(half),
        )),
    )
}

/// A mesh in the making: say the surface, then add shapes made of it.
#[derive(Debug, Clone)]
pub struct MeshBuilder {
    mesh: Mesh,
    surface: u16,
    place: Isometry3<f32>,
}

impl MeshBuilder {
    /// Begins a mesh of this surface.
    pub fn new(surface: Surface) -> Self {
        Self {
            mesh: Mesh {
                surfaces: vec![surface],
                ..Mesh::default()
            },
            surface: 0,
            place: Isometry3::identity(),
        }
    }

    /// What follows is made of this.
    pub fn surface(&mut self, surface: Surface) -> &mut Self {
        let surfaces = &mut self.mesh.surfaces;
        let known = surfaces.iter().position(|s| *s == surface);
        // Beyond 65 536 surfaces the last one stands for the rest.
        let index = known.unwrap_or_else(|| {
            if surfaces.len() <= usize::from(u16::MAX) {
                surfaces.push(surface);
            }
            surfaces.len() - 1
        });
        self.surface = index as u16;
        self
    }

    /// What follows is told in a frame that stands here.
    pub fn place(&mut self, mesh_from_shape: Isometry3<f32>) -> &mut Self {
        self.place = mesh_from_shape;
        self
    }

    /// The mesh, without the surfaces that nothing is made of.
    pub fn build(self) -> Mesh {
        let mut mesh = self.mesh;
        let mut is_used = vec![false; mesh.surfaces.len()];
        for index in &mesh.surface_of {
            is_used[usize::from(*index)] = true;
        }
        let mut kept = 0_u16;
        let new_index: Vec<u16> = is_used
            .iter()
            .map(|used| {
                let index = kept;
                kept += u16::from(*used);
                index
            })
            .collect();
        for index in &mut mesh.surface_of {
            *index = new_index[usize::from(*index)];
        }
        let mut used = is_used.iter();
        mesh.surfaces.retain(|_| used.next() == Some(&true));
        mesh
    }

    /// A vertex, for [`face`](Self::face).
    pub fn vertex(&mut self, position_m: [f32; 3], normal: [f32; 3], uv_m: [f32; 2]) -> u32 {
        let position = self.place * Point3::from(position_m);
        let normal = self.place * Vector3::from(normal);
        self.mesh.positions_m.push(position.coords.into());
        self.mesh.normals.push(normal.into());
        self.mesh.uv_m.push(uv_m);
        (self.mesh.positions_m.len() - 1) as u32
    }

    /// A triangle of vertices, counter-clockwise seen from the front.
    pub fn face(&mut self, corners: [u32; 3]) -> &mut Self {
        self.mesh.triangles.push(corners);
        self.mesh.surface_of.push(self.surface);
        self
    }

    /// A flat convex polygon, counter-clockwise seen from the front. Texture: u along the first
    /// edge from the first corner, v across.
    pub fn polygon(&mut self, corners_m: &[[f32; 3]]) -> &mut Self {
        let Some(uv_m) = flat_uv(corners_m) else {
            return self;
        };
        self.polygon_with_uv(corners_m, &uv_m)
    }

    /// A flat convex polygon with texture coordinates of its own.
    pub fn polygon_with_uv(&mut self, corners_m: &[[f32; 3]], uv_m: &[[f32; 2]]) -> &mut Self {
        if corners_m.len() < 3 || uv_m.len() != corners_m.len() {
            return self;
        }
        let normal = normal_of(corners_m);
        let first = self.mesh.positions_m.len() as u32;
        for (corner, uv) in corners_m.iter().zip(uv_m) {
            self.vertex(*corner, normal, *uv);
        }
        for i in 1..corners_m.len() as u32 - 1 {
            self.face([first, first + i, first + i + 1]);
        }
        self
    }

    /// A flat four-sided polygon.
    pub fn quad(&mut self, a: [f32; 3], b: [f32; 3], c: [f32; 3], d: [f32; 3]) -> &mut Self {
        self.polygon(&[a, b, c, d])
    }

    /// A box between two opposite corners.
    pub fn cuboid(&mut self, low_m: [f32; 3], high_m: [f32; 3]) -> &mut Self {
        let ([x0, y0, z0], [x1, y1, z1]) = (low_m, high_m);
        self.prism(&[[x0, y0], [x1, y0], [x1, y1], [x0, y1]], z0, z1)
    }

    /// A box without its bottom, for what stands on the ground.
    pub fn block(&mut self, low_m: [f32; 3], high_m: [f32; 3]) -> &mut Self {
        let ([x0, y0, z0], [x1, y1, z1]) = (low_m, high_m);
        let outline = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
        self.walls(&outline, z0, z1);
        self.polygon(&outline.map(|[x, y]| [x, y, z1]))
    }

    /// A convex outline (counter-clockwise from above), upright from `bottom_m` to `top_m`, with
    /// both lids.
    pub(crate) fn prism(&mut self, outline_m: &[[f32; 2]], bottom_m: f32, top_m: f32) -> &mut Self {
        self.walls(outline_m, bottom_m, top_m);
        let at = |z: f32| outline_m.iter().map(move |[x, y]| [*x, *y, z]);
        self.polygon(&at(top_m).collect::<Vec<_>>());
        self.polygon(&at(bottom_m).rev().collect::<Vec<_>>())
    }

    /// The upright sides of an outline (counter-clockwise from above). Texture: u along each side
    /// from its own begin, v up from `bottom_m`.
    pub(crate) fn walls(&mut self, outline_m: &[[f32; 2]], bottom_m: f32, top_m: f32) -> &mut Self {
        for (i, a) in outline_m.iter().enumerate() {
            let b = outline_m[(i + 1) % outline_m.len()];
            self.quad(
                [a[0], a[1], bottom_m],
                [b[0], b[1], bottom_m],
                [b[0], b[1], top_m],
                [a[0], a[1], top_m],
            );
        }
        self
    }

    /// A round rod between two points, thicker or thinner at its end, with a lid there if asked.
    pub(crate) fn rod(
        &mut self,
        from_m: [f32; 3],
        to_m: [f32; 3],
        radii_m: [f32; 2],
        sides: u32,
        lid: bool,
    ) -> &mut Self {
        let (from, to) = (Vector3::from(from_m), Vector3::from(to_m));
        let Some(axis) = (to - from).try_normalize(TINY) else {
            return self;
        };
        let (x, y) = across(axis);
        let length_m = (to - from).norm();
        let slope = (radii_m[0] - radii_m[1]) / length_m;
        let sides = sides.max(3);
        let first = self.mesh.positions_m.len() as u32;
        let mut rim = Vec::with_capacity(sides as usize);
        for i in 0..=sides {
            let angle = core::f32::consts::TAU * i as f32 / sides as f32;
            let out = x * libm::cosf(angle) + y * libm::sinf(angle);
            let normal = (out + axis * slope).try_normalize(TINY).unwrap_or(out);
            let u = angle * radii_m[0].max(radii_m[1]);
            let end = to + out * radii_m[1];
            self.vertex((from + out * radii_m[0]).into(), normal.into(), [u, 0.0]);
            self.vertex(end.into(), normal.into(), [u, length_m]);
            if i < sides {
                rim.push(end.into());
            }
        }
        for i in 0..sides {
            let a = first + 2 * i;
            self.face([a, a + 2, a + 3]);
            if radii_m[1] > 0.0 {
                self.face([a, a + 3, a + 1]);
            }
        }
        if lid && radii_m[1] > 0.0 {
            self.polygon(&rim);
        }
        self
    }

    /// An upright rod.
    pub fn post(
        &mut self,
        foot_m: [f32; 3],
        height_m: f32,
        radius_m: f32,
        sides: u32,
    ) -> &mut Self {
        let [x, y, z] = foot_m;
        self.rod(foot_m, [x, y, z + height_m], [radius_m; 2], sides, true)
    }

    /// A flat disc of a normal, counter-clockwise about it.
    pub(crate) fn disc(
        &mut self,
        centre_m: [f32; 3],
        normal: [f32; 3],
        radius_m: f32,
        sides: u32,
    ) -> &mut Self {
        let Some(normal) = Vector3::from(normal).try_normalize(TINY) else {
            return self;
        };
        let (x, y) = across(normal);
        let sides = sides.max(3);
        let rim: Vec<[f32; 3]> = (0..sides)
            .map(|i| {
                let angle = core::f32::consts::TAU * i as f32 / sides as f32;
                let out = x * libm::cosf(angle) + y * libm::sinf(angle);
                (Vector3::from(centre_m) + out * radius_m).into()
            })
            .collect();
        self.polygon(&rim)
    }

    /// An ellipsoid with smooth normals, its surface moved in or out by what `swell` says of a
    /// unit direction: 1 leaves it.
    pub(crate) fn lump(
        &mut self,
        centre_m: [f32; 3],
        radii_m: [f32; 3],
        [sides, rings]: [u32; 2],
        swell: impl Fn([f32; 3]) -> f32,
    ) -> &mut Self {
        let (sides, rings) = (sides.max(3), rings.max(2));
        let rows = (0..=rings).map(|ring| {
            let polar = core::f32::consts::PI * (1.0 - ring as f32 / rings as f32);
            let (sin_p, cos_p) = (libm::sinf(polar), libm::cosf(polar));
            (0..=sides)
                .map(|side| {
                    // The seam's two columns are the same point, to the bit.
                    let angle = core::f32::consts::TAU * (side % sides) as f32 / sides as f32;
                    let unit = [sin_p * libm::cosf(angle), sin_p * libm::sinf(angle), cos_p];
                    let pole = if ring == 0 || ring == rings {
                        [0.0, 0.0, cos_p]
                    } else {
                        unit
                    };
                    let k = swell(pole);
                    [0, 1, 2].map(|i| centre_m[i] + radii_m[i] * k * pole[i])
                })
                .collect()
        });
        self.sheet(&rows.collect::<Vec<_>>(), true)
    }

    /// A smooth surface through rows of points, all of one length. Its front shows where rows go
    /// upwards and points counter-clockwise about what they enclose (for a floor: points to the
    /// right, rows ahead). `is_round`: the last point of each row is its first again.
    pub fn sheet(&mut self, rows: &[Vec<[f32; 3]>], is_round: bool) -> &mut Self {
        let width = rows.first().map_or(0, Vec::len);
        if rows.len() < 2 || width < 2 || rows.iter().any(|row| row.len() != width) {
            return self;
        }
        let normals = sheet_normals(rows, is_round);
        let first = self.mesh.positions_m.len() as u32;
        let mut v_m = vec![0.0_f32; width];
        for (j, row) in rows.iter().enumerate() {
            let mut u_m = 0.0;
            for (i, point) in row.iter().enumerate() {
                if i > 0 {
                    u_m += distance(row[i - 1], *point);
                }
                if j > 0 {
                    v_m[i] += distance(rows[j - 1][i], *point);
                }
                self.vertex(*point, normals[j * width + i], [u_m, v_m[i]]);
            }
        }
        for j in 0..rows.len() - 1 {
            for i in 0..width - 1 {
                let at = |j: usize, i: usize| first + (j * width + i) as u32;
                let (a, b, c, d) = (at(j, i), at(j, i + 1), at(j + 1, i + 1), at(j + 1, i));
                if rows[j][i] != rows[j][i + 1] && rows[j][i + 1] != rows[j + 1][i + 1] {
                    self.face([a, b, c]);
                }
                if rows[j + 1][i] != rows[j + 1][i + 1] && rows[j][i] != rows[j + 1][i] {
                    self.face([a, c, d]);
                }
            }
        }
        self
    }

    /// A profile swept along a line that lies level or climbs: `profile_m` is [to the left, up],
    /// seen along the line, and its front is on the right of its own direction. Edges of the
    /// profile stay sharp, the course along the line is smooth. Ends stay open.
    pub fn sweep(&mut self, profile_m: &[[f32; 2]], line_m: &[[f32; 3]]) -> &mut Self {
        let frames = left_of_line(line_m);
        if frames.first().is_none_or(|left| *left == [0.0, 0.0]) {
            return self; // a line that never leaves its first point
        }
        for side in profile_m.windows(2) {
            let (p, q) = (side[0], side[1]);
            let edge_m = libm::hypotf(q[0] - p[0], q[1] - p[1]);
            if !(edge_m > TINY) {
                continue;
            }
            // Right of the edge, in the plane across the line.
            let (out_left, out_up) = ((p[1] - q[1]) / edge_m, (q[0] - p[0]) / edge_m);
            let first = self.mesh.positions_m.len() as u32;
            let mut v_m = 0.0;
            for (i, (point, left)) in line_m.iter().zip(&frames).enumerate() {
                if i > 0 {
                    v_m += distance(line_m[i - 1], *point);
                }
                let at = |[l, up]: [f32; 2]| {
                    [
                        point[0] + left[0] * l,
                        point[1] + left[1] * l,
                        point[2] + up,
                    ]
                };
                let length = libm::hypotf(left[0], left[1]).max(TINY);
                let normal = [
                    left[0] / length * out_left,
                    left[1] / length * out_left,
                    out_up,
                ];
                self.vertex(at(p), normal, [0.0, v_m]);
                self.vertex(at(q), normal, [edge_m, v_m]);
            }
            for i in 0..frames.len().saturating_sub(1) as u32 {
                let a = first + 2 * i;
                self.face([a, a + 2, a + 3]);
                self.face([a, a + 3, a + 1]);
            }
        }
        self
    }

    /// Another mesh, standing in the present frame.
    pub fn mesh(&mut self, other: &Mesh) -> &mut Self {
        let before = self.surface;
        let surfaces: Vec<u16> = other
            .surfaces
            .iter()
            .map(|surface| self.surface(*surface).surface)
            .collect();
        let first = self.mesh.positions_m.len() as u32;
        for ((position, normal), uv) in other
            .positions_m
            .iter()
            .zip(&other.normals)
            .zip(&other.uv_m)
        {
            self.vertex(*position, *normal, *uv);
        }
        for (corners, surface) in other.triangles.iter().zip(&other.surface_of) {
            self.surface = surfaces.get(usize::from(*surface)).copied().unwrap_or(0);
            self.face(corners.map(|corner| first + corner));
        }
        self.surface = before;
        self
    }
}

#[cfg(test)]
mod tests;
