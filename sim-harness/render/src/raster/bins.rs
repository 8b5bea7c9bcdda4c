//! Which triangles each tile must look at, in the order in which they are drawn.

use crate::geometry::{Thing, Triangle};
use crate::lens::Lens;

/// Pairs of triangle and tile that are drawn at most; bounds time and memory.
const MOST_ENTRIES: usize = 8_000_000;

/// Triangles by tile.
#[derive(Debug, Default)]
pub(crate) struct Bins {
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Bins {
    /// Sorts triangles into tiles, by counting first; keeps their order. Where there are too many,
    /// the last are left out and `counts`, how many each thing has, is cut; returns of how many
    /// things.
    pub(crate) fn fill(
        &mut self,
        lens: &Lens,
        things: &[Thing<'_>],
        counts: &mut [u32],
        triangles: &[Triangle],
    ) -> usize {
        let cut = cut(things, counts, triangles);
        let tiles = lens.columns * lens.rows;
        self.starts.clear();
        self.starts.resize(tiles + 2, 0);
        for triangle in drawn(things, counts, triangles).map(|(_, triangle)| triangle) {
            for_tiles(lens, triangle, |tile| self.starts[tile + 2] += 1);
        }
        for tile in 2..tiles + 2 {
            self.starts[tile] += self.starts[tile - 1];
        }
        self.entries.clear();
        self.entries.resize(self.starts[tiles + 1] as usize, 0);
        for (index, triangle) in drawn(things, counts, triangles) {
            for_tiles(lens, triangle, |tile| {
                let next = &mut self.starts[tile + 1];
                self.entries[*next as usize] = index;
                *next += 1;
            });
        }
        cut
    }

    /// Indices of the triangles of a tile.
    pub(crate) fn of(&self, tile: usize) -> &[u32] {
        &self.entries[self.starts[tile] as usize..self.starts[tile + 1] as usize]
    }
}

/// Lowers counts so that no more than [`MOST_ENTRIES`] are left; returns how many it lowered.
fn cut(things: &[Thing<'_>], counts: &mut [u32], triangles: &[Triangle]) -> usize {
    let mut entries = 0;
    let mut lowered = 0;
    for (thing, count) in things.iter().zip(counts) {
        let first = thing.first_triangle as usize;
        let own = &triangles[first..first + *count as usize];
        let fitting = own.iter().take_while(|triangle| {
            let [columns, rows] = triangle.tiles.map(|[first, end]| usize::from(end - first));
            entries += columns * rows;
            entries <= MOST_ENTRIES
        });
        let fitting = fitting.count();
        lowered += usize::from(fitting < own.len());
        *count = fitting as u32;
    }
    lowered
}

fn drawn<'a>(
    things: &'a [Thing<'_>],
    counts: &'a [u32],
    triangles: &'a [Triangle],
) -> impl Iterator<Item = (u32, &'a Triangle)> {
    things.iter().zip(counts).flat_map(|(thing, count)| {
        let first = thing.first_triangle;
        let own = &triangles[first as usize..(first + count) as usize];
        (first..).zip(own)
    })
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
