//! Which ray each pixel shows, tile by tile.

use nalgebra::Vector2;
use trunkline_interfaces::Intrinsics;
use wide::f32x4;

use crate::error::RenderError;
use crate::four::LANES;

/// Width of a tile, pixels.
pub(crate) const TILE_W: usize = 32;
/// Height of a tile, pixels.
pub(crate) const TILE_H: usize = 16;
/// Pixels of a tile.
pub(crate) const TILE_PX: usize = TILE_W * TILE_H;
/// Longest side of an image, pixels.
const LONGEST_SIDE_PX: u32 = 8192;
/// How far beyond its pixels' centres a tile reaches, pixels: half a pixel and rounding.
const MARGIN_PX: f64 = 0.52;
/// A distorted ray that does not lead back to its pixel within this is outside of the lens' image.
const RETURN_PX: f64 = 1e-3;

/// Rays of a tile's pixels relative to the tile's origin, and the ranges that its rows and groups
/// of columns span. Rays that the lens does not show are NaN.
#[derive(Debug, Clone)]
pub(crate) struct TileRays {
    pub(crate) dx: [f32x4; TILE_PX / LANES],
    pub(crate) dy: [f32x4; TILE_PX / LANES],
    /// Lowest and highest dy of each row.
    rows: [[f32x4; TILE_H / LANES]; 2],
    /// Lowest and highest dx of each group of [`LANES`] columns.
    groups: [[f32x4; TILE_W / LANES / LANES]; 2],
    /// Lowest and highest dx, then dy.
    pub(crate) span: [[f32; 2]; 2],
    /// Size of a pixel, as ray.
    pub(crate) pixel: [f32; 2],
}

impl TileRays {
    /// First and one past the last row that may show a dy in `[low, high]`.
    #[inline]
    pub(crate) fn rows_of(&self, low: f32, high: f32) -> [usize; 2] {
        overlap(&self.rows, low, high)
    }

    /// First and one past the last group of columns that may show a dx in `[low, high]`.
    #[inline]
    pub(crate) fn groups_of(&self, low: f32, high: f32) -> [usize; 2] {
        overlap(&self.groups, low, high)
    }

    /// Ray of a pixel relative to the tile's origin.
    #[inline]
    pub(crate) fn at(&self, pixel: usize) -> [f32; 2] {
        let (group, lane) = (pixel / LANES, pixel % LANES);
        [
            self.dx[group].as_array()[lane],
            self.dy[group].as_array()[lane],
        ]
    }
}

#[inline]
fn overlap<const N: usize>(spans: &[[f32x4; N]; 2], low: f32, high: f32) -> [usize; 2] {
    let (low, high) = (f32x4::splat(low), f32x4::splat(high));
    let mut hits = 0;
    for (i, (lowest, highest)) in spans[0].iter().zip(&spans[1]).enumerate() {
        let hit = lowest.simd_le(high) & highest.simd_ge(low);
        hits |= hit.to_bitmask() << (i * LANES);
    }
    match hits {
        0 => [0, 0],
        _ => [
            hits.trailing_zeros() as usize,
            (u32::BITS - hits.leading_zeros()) as usize,
        ],
    }
}

/// Ray at a tile's origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TileOrigin {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The rays of a camera.
#[derive(Debug, Clone)]
pub(crate) struct Lens {
    pub(crate) intrinsics: Intrinsics,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    is_pinhole: bool,
    /// One for a pinhole, where every tile is like the other; else one a tile.
    rays: Vec<TileRays>,
    origins: Vec<TileOrigin>,
    /// Lowest and highest ray of the image, x then y.
    pub(crate) span: [[f64; 2]; 2],
    /// For each column of tiles: highest x of it and those before; lowest x of it and those after.
    column_reach: Vec<[f64; 2]>,
    /// The same for rows of tiles and y.
    row_reach: Vec<[f64; 2]>,
}

impl Lens {
    pub(crate) fn new(intrinsics: &Intrinsics) -> Result<Self, RenderError> {
        check(intrinsics)?;
        let width = intrinsics.width_px as usize;
        let height = intrinsics.height_px as usize;
        let columns = width.div_ceil(TILE_W);
        let rows = height.div_ceil(TILE_H);
        let is_pinhole = intrinsics.distortion.is_none();
        let mut rays = Vec::new();
        let mut origins = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let corner = Vector2::new((column * TILE_W) as f64, (row * TILE_H) as f64);
                let origin = origin(intrinsics, corner);
                origins.push(origin);
                if !is_pinhole || rays.is_empty() {
                    rays.push(tile_rays(intrinsics, corner, origin));
                }
            }
        }
        let mut lens = Self {
            intrinsics: *intrinsics,
            width,
            height,
            columns,
            rows,
            is_pinhole,
            rays,
            origins,
            span: [[0.0; 2]; 2],
            column_reach: Vec::new(),
            row_reach: Vec::new(),
        };
        lens.measure();
        Ok(lens)
    }

    fn measure(&mut self) {
        let nothing = [f64::INFINITY, f64::NEG_INFINITY];
        let mut columns = vec![nothing; self.columns];
        let mut rows = vec![nothing; self.rows];
        for row in 0..self.rows {
            for column in 0..self.columns {
                let (rays, origin) = self.tile(column, row);
                widen(&mut columns[column], rays.span[0], origin.x);
                widen(&mut rows[row], rays.span[1], origin.y);
            }
        }
        let all = |spans: &[[f64; 2]]| {
            spans.iter().fold(nothing, |all, span| {
                [all[0].min(span[0]), all[1].max(span[1])]
            })
        };
        self.span = [all(&columns), all(&rows)];
        self.column_reach = reach(&columns);
        self.row_reach = reach(&rows);
    }

    /// Rays and origin of a tile.
    #[inline]
    pub(crate) fn tile(&self, column: usize, row: usize) -> (&TileRays, TileOrigin) {
        let tile = row * self.columns + column;
        let rays = match self.rays.len() {
            1 => &self.rays[0],
            _ => &self.rays[tile],
        };
        (rays, self.origins[tile])
    }

    /// First and one past the last column of tiles that may show rays with x in `[low, high]`.
    #[inline]
    pub(crate) fn columns_of(&self, low: f64, high: f64) -> [usize; 2] {
        let lens = &self.intrinsics;
        match self.is_pinhole {
            true => straight(lens.fx_px, lens.cx_px, [low, high], TILE_W, self.columns),
            false => range(&self.column_reach, low, high),
        }
    }

    /// First and one past the last row of tiles that may show rays with y in `[low, high]`.
    #[inline]
    pub(crate) fn rows_of(&self, low: f64, high: f64) -> [usize; 2] {
        let lens = &self.intrinsics;
        match self.is_pinhole {
            true => straight(lens.fy_px, lens.cy_px, [low, high], TILE_H, self.rows),
            false => range(&self.row_reach, low, high),
        }
    }
}

/// Tiles of a pinhole that a span of rays touches.
#[inline]
fn straight(
    focal: f64,
    middle: f64,
    [low, high]: [f64; 2],
    size: usize,
    count: usize,
) -> [usize; 2] {
    let tile = |ray: f64, margin: f64| (ray * focal + middle + margin) / size as f64;
    // The cast cuts negative numbers to zero.
    let first = tile(low, -MARGIN_PX) as usize;
    let end = match tile(high, MARGIN_PX) {
        last if last >= 0.0 => (last as usize).saturating_add(1),
        _ => 0,
    };
    [first.min(count), end.min(count)]
}

fn range(reach: &[[f64; 2]], low: f64, high: f64) -> [usize; 2] {
    [
        reach.partition_point(|r| r[0] < low),
        reach.partition_point(|r| r[1] <= high),
    ]
}

fn reach(spans: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut reach = spans.iter().map(|s| [s[1], s[0]]).collect::<Vec<_>>();
    for i in 1..reach.len() {
        reach[i][0] = reach[i][0].max(reach[i - 1][0]);
    }
    for i in (1..reach.len()).rev() {
        reach[i - 1][1] = reach[i - 1][1].min(reach[i][1]);
    }
    reach
}

fn widen(span: &mut [f64; 2], by: [f32; 2], origin: f64) {
    span[0] = span[0].min(origin + f64::from(by[0]));
    span[1] = span[1].max(origin + f64::from(by[1]));
}

fn origin(intrinsics: &Intrinsics, corner: Vector2<f64>) -> TileOrigin {
    let ray = intrinsics.ray(corner);
    match ray.x.is_finite() && ray.y.is_finite() {
        true => TileOrigin { x: ray.x, y: ray.y },
        false => TileOrigin { x: 0.0, y: 0.0 },
    }
}

fn tile_rays(intrinsics: &Intrinsics, corner: Vector2<f64>, origin: TileOrigin) -> TileRays {
    let pixel = [1.0 / intrinsics.fx_px, 1.0 / intrinsics.fy_px];
    let nothing = [f32::INFINITY, f32::NEG_INFINITY];
    let mut deltas = [[f32::NAN; TILE_PX]; 2];
    // How far the lens stretches a pixel.
    let mut stretch: f64 = 1.0;
    for v in 0..TILE_H {
        for u in 0..TILE_W {
            let pixel_at = corner + Vector2::new(u as f64, v as f64);
            let ray = intrinsics.ray(pixel_at);
            let back = intrinsics.project(&ray.into());
            if !back.is_some_and(|back| (back - pixel_at).norm() < RETURN_PX) {
                continue;
            }
            let at = v * TILE_W + u;
            deltas[0][at] = (ray.x - origin.x) as f32;
            deltas[1][at] = (ray.y - origin.y) as f32;
            if u > 0 && deltas[0][at - 1].is_finite() {
                let step = f64::from((deltas[0][at] - deltas[0][at - 1]).abs());
                stretch = stretch.max(step / pixel[0]);
            }
        }
    }
    let margin = pixel.map(|size| (MARGIN_PX * size * stretch) as f32);
    let mut rows = [nothing; TILE_H];
    let mut groups = [nothing; TILE_W / LANES];
    let mut span = [nothing; 2];
    for v in 0..TILE_H {
        for u in 0..TILE_W {
            let [dx, dy] = deltas.map(|delta| delta[v * TILE_W + u]);
            if dx.is_finite() {
                extend(&mut rows[v], dy, margin[1]);
                extend(&mut groups[u / LANES], dx, margin[0]);
                extend(&mut span[0], dx, margin[0]);
                extend(&mut span[1], dy, margin[1]);
            }
        }
    }
    TileRays {
        dx: pack(|i| deltas[0][i]),
        dy: pack(|i| deltas[1][i]),
        rows: [pack(|i| rows[i][0]), pack(|i| rows[i][1])],
        groups: [pack(|i| groups[i][0]), pack(|i| groups[i][1])],
        span,
        pixel: pixel.map(|size| size as f32),
    }
}

fn pack<const N: usize>(value: impl Fn(usize) -> f32) -> [f32x4; N] {
    std::array::from_fn(|i| f32x4::new(std::array::from_fn(|lane| value(i * LANES + lane))))
}

fn extend(span: &mut [f32; 2], value: f32, margin: f32) {
    span[0] = span[0].min(value - margin);
    span[1] = span[1].max(value + margin);
}

fn check(intrinsics: &Intrinsics) -> Result<(), RenderError> {
    let (width_px, height_px) = (intrinsics.width_px, intrinsics.height_px);
    if width_px == 0 || height_px == 0 {
        return Err(RenderError::EmptyImage {
            width_px,
            height_px,
        });
    }
    if width_px > LONGEST_SIDE_PX || height_px > LONGEST_SIDE_PX {
        return Err(RenderError::TooLarge {
            width_px,
            height_px,
            limit_px: LONGEST_SIDE_PX,
        });
    }
    let focal = [("fx_px", intrinsics.fx_px), ("fy_px", intrinsics.fy_px)];
    for (field, value) in focal {
        if !(value.is_finite() && value >= 1.0) {
            return Err(RenderError::Intrinsics {
                field,
                value,
                must: "finite and at least 1",
            });
        }
    }
    let d = &intrinsics.distortion;
    let others = [
        ("cx_px", intrinsics.cx_px),
        ("cy_px", intrinsics.cy_px),
        ("distortion.k1", d.k1),
        ("distortion.k2", d.k2),
        ("distortion.p1", d.p1),
        ("distortion.p2", d.p2),
        ("distortion.k3", d.k3),
    ];
    for (field, value) in others {
        if !(value.abs() < 1e6) {
            return Err(RenderError::Intrinsics {
                field,
                value,
                must: "finite and within a million",
            });
        }
    }
    Ok(())
}
