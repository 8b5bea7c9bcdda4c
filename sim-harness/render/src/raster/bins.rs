//! Which triangles each tile must look at, in the order in which they are drawn.

use crate::geometry::{Part, Triangle};
use crate::lens::Lens;

/// Triangles by tile.
#[derive(Debug, Default)]
pub(crate) struct Bins {
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Bins {
    /// Sorts triangles into tiles, by counting first; keeps their order. At most `most` pairs of
    /// triangle and tile are kept: the last parts are cut. Returns how many parts are.
    pub(crate) fn fill(
        &mut self,
        lens: &Lens,
        parts: &mut [Part],
        triangles: &[Triangle],
        most: usize,
    ) -> usize {
        let cut = cut(parts, triangles, most);
        let tiles = lens.columns * lens.rows;
        self.starts.clear();
        self.starts.resize(tiles + 2, 0);
        for triangle in drawn(parts, triangles).map(|(_, triangle)| triangle) {
            for_tiles(lens, triangle, |tile| self.starts[tile + 2] += 1);
        }
        for tile in 2..tiles + 2 {
            self.starts[tile] += self.starts[tile - 1];
        }
        self.entries.clear();
        self.entries.resize(self.starts[tiles + 1] as usize, 0);
        for (index, triangle) in drawn(parts, triangles) {
            for_tiles(lens, triangle, |tile| {
                let next = &mut self.starts[tile + 1];
                self.entries[*next as usize] = index;
                *next += 1;
            });
        }
        cut
    }

    /// Pairs of triangle and tile.
    pub(crate) fn pairs(&self) -> usize {
        self.entries.len()
    }

    /// Indices of the triangles of a tile.
    pub(crate) fn of(&self, tile: usize) -> &[u32] {
        &self.entries[self.starts[tile] as usize..self.starts[tile + 1] as usize]
    }
}

/// Lowers counts so that no more than `most` pairs are left; returns how many it lowered.
fn cut(parts: &mut [Part], triangles: &[Triangle], most: usize) -> usize {
    let mut entries = 0;
    let mut lowered = 0;
    for part in parts {
        let own = &triangles[part.range()];
        let fitting = own.iter().take_while(|triangle| {
            let [columns, rows] = triangle.tiles.map(|[first, end]| usize::from(end - first));
            entries += columns * rows;
            entries <= most
        });
        let count = fitting.count() as u32;
        lowered += usize::from(count < part.count);
        part.count = count;
    }
    lowered
}

fn drawn<'a>(
    parts: &'a [Part],
    triangles: &'a [Triangle],
) -> impl Iterator<Item = (u32, &'a Triangle)> {
    parts
        .iter()
        .flat_map(|part| (part.first..).zip(&triangles[part.range()]))
}

#[inline]
fn for_tiles(lens: &Lens, triangle: &Triangle, mut visit: impl FnMut(usize)) {
    let [columns, rows] = triangle.tiles;
    for row in rows[0]..rows[1] {
        for column in columns[0]..columns[1] {
            visit(usize::from(row) * lens.columns + usize::from(column));
        }
    }
}
