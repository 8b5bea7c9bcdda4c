//! Triangles and what they are made of.

use std::iter::successors;
use std::sync::Arc;

use trunkline_interfaces::SemanticClass;

/// What a surface looks like from near by. Patterns are procedural, in metres of the texture
/// coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Texture {
    /// One colour.
    Plain,
    /// Dark, grainy, with patches and cracks.
    Asphalt,
    /// Slabs with joints, `joint_m` apart.
    Slabs {
        /// Distance of the joints.
        joint_m: f32,
    },
    /// Grass, meadow, field.
    Grass,
    /// Earth, gravel.
    Soil,
    /// Leaves of a crown or hedge.
    Foliage,
    /// Bricks with joints.
    Bricks,
    /// Plaster or concrete with stains.
    Plaster,
    /// A façade: windows of a share of the grid's cells, lit by chance at night.
    Windows {
        /// Width and height of a grid cell, m.
        cell_m: [f32; 2],
        /// Width and height of the pane as shares of the cell.
        pane: [f32; 2],
    },
    /// Tiles of a roof.
    RoofTiles,
    /// Paint on asphalt, worn.
    RoadPaint,
    /// Corrugated or beamed metal.
    Metal,
}

/// Lamps that are switched: a surface with one shines only while it is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Lamp {
    /// Low beam of a vehicle.
    Headlight = 0,
    /// Tail lights of a vehicle.
    Tail = 1,
    /// Brake lights of a vehicle.
    Brake = 2,
    /// Turn indicators on the left, front and rear.
    IndicatorLeft = 3,
    /// Turn indicators on the right.
    IndicatorRight = 4,
    /// The upper lamp of a signal head.
    Red = 5,
    /// The middle lamp of a signal head.
    Amber = 6,
    /// The lower lamp of a signal head.
    Green = 7,
    /// Street lights, and lit posters.
    Street = 8,
    /// Windows and boards of shops with a light behind them.
    Window = 9,
}

/// What triangles are made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surface {
    /// Label of its pixels.
    pub class: SemanticClass,
    /// Share of light that it throws back, linear RGB in `[0, 1]`.
    pub albedo: [f32; 3],
    /// Pattern.
    pub texture: Texture,
    /// 0 matt to 1 mirror: paint 0.5, glass 0.8.
    pub gloss: f32,
    /// Light of its own while `lamp` is lit, linear RGB; 1 is a white wall in the sun.
    pub emission: [f32; 3],
    /// What switches the emission; `None` is always on.
    pub lamp: Option<Lamp>,
    /// Whether the colour of the placed thing replaces the albedo (car paint, clothes).
    pub is_tinted: bool,
    /// Whether the back of a triangle is seen too.
    pub is_two_sided: bool,
}

impl Surface {
    /// A matt surface of one colour.
    pub const fn matt(class: SemanticClass, albedo: [f32; 3], texture: Texture) -> Self {
        Self {
            class,
            albedo,
            texture,
            gloss: 0.0,
            emission: [0.0; 3],
            lamp: None,
            is_tinted: false,
            is_two_sided: false,
        }
    }
}

/// Triangles of one shape, in its own frame (x forward, y left, z up), m. Front faces are
/// counter-clockwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mesh {
    /// Vertices.
    pub positions_m: Vec<[f32; 3]>,
    /// Unit normals, one per vertex.
    pub normals: Vec<[f32; 3]>,
    /// Texture coordinates, one per vertex, m.
    pub uv_m: Vec<[f32; 2]>,
    /// Indices of vertices, three per triangle.
    pub triangles: Vec<[u32; 3]>,
    /// Index into `surfaces`, one per triangle.
    pub surface_of: Vec<u16>,
    /// What the triangles are made of.
    pub surfaces: Vec<Surface>,
    /// The same shape for whoever sees it small, if there is a simpler one.
    pub coarser: Option<Coarser>,
}

/// A shape of fewer triangles, in the frame of the one whose place it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Coarser {
    /// It is drawn where the ball around the finer shape is smaller than this across: in the picture
    /// pixels, in a shadow map texels.
    pub below_px: f32,
    /// Its triangles; it may have a coarser one again.
    pub mesh: Arc<Mesh>,
}

impl Mesh {
    /// This shape and its coarser ones, the finest first.
    pub fn levels(&self) -> impl Iterator<Item = &Self> {
        successors(Some(self), |mesh| mesh.coarser.as_ref().map(|c| &*c.mesh))
    }

    /// What is drawn of it where the ball around it is so many pixels or texels across; itself where
    /// that is no number.
    pub(crate) fn drawn_at(&self, across_px: f32) -> &Self {
        let mut mesh = self;
        while let Some(coarser) = &mesh.coarser
            && across_px < coarser.below_px
        {
            mesh = &coarser.mesh;
        }
        mesh
    }

    /// The same with another simpler shape, for whoever sees it smaller than `below_px` across.
    #[must_use]
    pub fn with_coarser(mut self, below_px: f32, mesh: Self) -> Self {
        self.coarser = Some(Coarser {
            below_px,
            mesh: Arc::new(mesh),
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(vertices: usize) -> Mesh {
        Mesh {
            positions_m: vec![[vertices as f32; 3]; vertices],
            ..Mesh::default()
        }
    }

    #[test]
    fn the_size_in_the_picture_chooses_the_level() {
        let mesh = of(3).with_coarser(40.0, of(2).with_coarser(10.0, of(1)));
        let drawn = |across_px| mesh.drawn_at(across_px).positions_m.len();
        let sizes = [f32::INFINITY, 40.0, 39.9, 10.0, 9.9, 0.0];
        assert_eq!(sizes.map(drawn), [3, 3, 2, 2, 1, 1]);
        assert_eq!(drawn(f32::NAN), 3);
        assert_eq!(mesh.levels().count(), 3);
    }
}
