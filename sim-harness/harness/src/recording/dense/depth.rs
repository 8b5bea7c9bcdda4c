//! Depth maps without loss, to the bit. On a plane 1/z is linear in the pixel, so a pixel is
//! predicted from its neighbours there, and only what is left of the float's bits is written: first
//! how many bits that is, mostly none, as decisions that depend on what was left of the neighbours;
//! then the bits themselves.
//!
//! Bytes: width and height (u32, little endian), then the code. Divisions and sums of f64 only, so
//! every machine predicts the same.

use ndarray::Array2;

use super::range_code::{Chance, Decoder, Encoder, MOST_PER_BYTE};

/// Sides and product of them that a map may have.
const MAX_SIDE_PX: usize = 1 << 14;
const MAX_PIXELS: usize = 1 << 24;
/// Inverse depths below this are taken for sky, 1/m.
const SKY_PER_M: f64 = 1e-6;
/// Ways to predict a pixel: in the plane of its neighbours, as the left one, as the upper one.
const WAYS: usize = 3;
/// Bits that a number of bits from 1 to 32 takes.
const SIZE_BITS: u32 = 5;

/// The bytes of a map.
pub(super) fn encode(depth_m: &Array2<f32>) -> Vec<u8> {
    let (height, width) = depth_m.dim();
    let mut bytes = Vec::with_capacity(8 + height * width / 4);
    // Sides fit: no image is so large that they do not.
    bytes.extend((width as u32).to_le_bytes());
    bytes.extend((height as u32).to_le_bytes());
    let mut code = Encoder::new(bytes);
    let mut model = Model::new(width);
    for row in depth_m.rows() {
        model.next_row();
        for (x, depth_m) in row.iter().enumerate() {
            let guess = model.guess(x);
            let folded = fold(depth_m.to_bits().wrapping_sub(guess.bits));
            let size = size(folded);
            code.put(&mut model.is_missed[guess.near_missed], size > 0);
            if size > 0 {
                let sizes = &mut model.sizes[guess.near_size];
                let mut node = 1;
                for bit in (0..SIZE_BITS).rev() {
                    let is_set = (u32::from(size - 1) >> bit) & 1 == 1;
                    code.put(&mut sizes[node], is_set);
                    node = 2 * node + usize::from(is_set);
                }
                let below = u32::from(size - 1); // the highest bit is one
                code.put_even(folded & ((1 << below) - 1), below);
            }
            model.learn(x, &guess, *depth_m, size);
        }
    }
    code.into_bytes()
}

/// The map of some bytes.
///
/// # Errors
/// In words, if they are no map's.
pub(super) fn decode(bytes: &[u8]) -> Result<Array2<f32>, String> {
    let side = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
    };
    let (Some(width), Some(height)) = (side(0), side(4)) else {
        return Err("its size is missing".into());
    };
    let code = bytes.get(8..).unwrap_or_default();
    let pixels = width.saturating_mul(height);
    // A byte stands for so many pixels at most: a size that is made up asks for no memory.
    let is_too_large = width.max(height) > MAX_SIDE_PX || pixels > MAX_PIXELS;
    if is_too_large || pixels > MOST_PER_BYTE * code.len() {
        return Err(format!(
            "{} bytes are no map of {width} × {height}",
            bytes.len()
        ));
    }
    let mut code = Decoder::new(code).ok_or("it breaks off")?;
    let mut model = Model::new(width);
    let mut depths_m = Vec::with_capacity(pixels);
    for _ in 0..height {
        model.next_row();
        for x in 0..width {
            let guess = model.guess(x);
            let folded = missed(&mut code, &mut model, &guess).ok_or("it breaks off")?;
            let depth_m = f32::from_bits(guess.bits.wrapping_add(unfold(folded)));
            model.learn(x, &guess, depth_m, size(folded));
            depths_m.push(depth_m);
        }
    }
    Array2::from_shape_vec((height, width), depths_m).map_err(|e| e.to_string())
}

fn missed(code: &mut Decoder<'_>, model: &mut Model, guess: &Guess) -> Option<u32> {
    if !code.take(&mut model.is_missed[guess.near_missed])? {
        return Some(0);
    }
    let sizes = &mut model.sizes[guess.near_size];
    let mut node = 1;
    for _ in 0..SIZE_BITS {
        node = 2 * node + usize::from(code.take(&mut sizes[node])?);
    }
    let below = node as u32 - (1 << SIZE_BITS); // the size without its highest bit
    Some(1 << below | code.take_even(below)?)
}

/// 0, -1, 1, -2, 2, … to 0, 1, 2, 3, 4, …
fn fold(rest: u32) -> u32 {
    let signed = rest as i32;
    ((signed << 1) ^ (signed >> 31)) as u32
}

fn unfold(folded: u32) -> u32 {
    (folded >> 1) ^ (folded & 1).wrapping_neg()
}

/// How many bits a number has, from 0 to 32.
fn size(folded: u32) -> u8 {
    (32 - folded.leading_zeros()) as u8
}

/// What is remembered of a pixel.
#[derive(Clone, Copy, Default)]
struct Seen {
    bits: u32,
    inverse_per_m: f64,
    /// Bits that each way would have missed.
    missed: [u8; WAYS],
    /// Bits of what was written.
    size: u8,
}

/// What a pixel is taken to be.
struct Guess {
    bits: u32,
    by_way: [u32; WAYS],
    /// Which of its neighbours were missed.
    near_missed: usize,
    /// By how many bits.
    near_size: usize,
}

struct Model {
    /// The row above and this one, each with a pixel more on both sides.
    above: Vec<Seen>,
    this: Vec<Seen>,
    is_missed: [Chance; 16],
    sizes: [[Chance; 1 << SIZE_BITS]; 33],
}

impl Model {
    fn new(width: usize) -> Self {
        Self {
            above: vec![Seen::default(); width + 2],
            this: vec![Seen::default(); width + 2],
            is_missed: [Chance::EVEN; 16],
            sizes: [[Chance::EVEN; 1 << SIZE_BITS]; 33],
        }
    }

    fn next_row(&mut self) {
        std::mem::swap(&mut self.above, &mut self.this);
        self.this[0] = self.above[1];
    }

    fn guess(&self, x: usize) -> Guess {
        let (west, north_west) = (&self.this[x], &self.above[x]);
        let (north, north_east) = (&self.above[x + 1], &self.above[x + 2]);
        let plane_per_m = west.inverse_per_m + north.inverse_per_m - north_west.inverse_per_m;
        let by_way = [bits_of(plane_per_m), west.bits, north.bits];
        let missed = |way: usize| {
            let near = [west, north, north_west, north_east].map(|s| u32::from(s.missed[way]));
            2 * (near[0] + near[1]) + near[2] + near[3]
        };
        let mut best = 0;
        for way in 1..WAYS {
            if missed(way) < missed(best) {
                best = way;
            }
        }
        Guess {
            bits: by_way[best],
            by_way,
            near_missed: [west, north, north_west, north_east]
                .iter()
                .fold(0, |mask, seen| 2 * mask + usize::from(seen.size > 0)),
            near_size: usize::from((west.size + north.size).div_ceil(2)),
        }
    }

    fn learn(&mut self, x: usize, guess: &Guess, depth_m: f32, missed: u8) {
        let bits = depth_m.to_bits();
        self.this[x + 1] = Seen {
            bits,
            inverse_per_m: inverse_per_m(depth_m),
            missed: guess.by_way.map(|g| size(fold(bits.wrapping_sub(g)))),
            size: missed,
        };
    }
}

/// 1/z; 0 for sky and for what is no depth.
fn inverse_per_m(depth_m: f32) -> f64 {
    if depth_m > 0.0 && depth_m < f32::INFINITY {
        1.0 / f64::from(depth_m)
    } else {
        0.0
    }
}

fn bits_of(inverse_per_m: f64) -> u32 {
    if inverse_per_m > SKY_PER_M {
        ((1.0 / inverse_per_m) as f32).to_bits()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(map: &Array2<f32>) -> Vec<u32> {
        map.iter().map(|v| v.to_bits()).collect()
    }

    #[test]
    fn what_is_folded_unfolds() {
        for (rest, folded) in [
            (0, 0),
            (-1_i32 as u32, 1),
            (1, 2),
            (i32::MIN as u32, u32::MAX),
        ] {
            assert_eq!(fold(rest), folded);
            assert_eq!(unfold(folded), rest);
        }
    }

    #[test]
    fn a_tilted_plane_takes_a_few_bits_a_pixel() {
        let plane = Array2::from_shape_fn((180, 320), |(y, x)| {
            (1.0 / (0.01 + 1e-4 * y as f64 + 3e-5 * x as f64)) as f32
        });
        let bytes = encode(&plane);
        // Rounding to f32 leaves each prediction off by about a unit: two or three bits.
        assert!(bytes.len() < 180 * 320 * 3 / 8, "{}", bytes.len());
        assert_eq!(bits(&decode(&bytes).unwrap()), bits(&plane));
    }

    #[test]
    fn sky_takes_next_to_nothing_and_an_edge_costs_no_more_than_its_pixels() {
        let sky = Array2::zeros((90, 160));
        assert!(encode(&sky).len() < 100, "{}", encode(&sky).len());
        let wall = Array2::from_shape_fn((90, 160), |(_, x)| if x < 80 { 0.0 } else { 12.5 });
        // The edge's first pixel is a surprise, 32 bits; those below are foreseen by the way they went.
        assert!(encode(&wall).len() < 300, "{}", encode(&wall).len());
        assert_eq!(bits(&decode(&encode(&wall)).unwrap()), bits(&wall));
    }

    #[test]
    fn every_float_there_is_comes_back() {
        let odd = [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            -0.0,
            f32::MIN_POSITIVE,
            f32::MAX,
            -1.0,
            1e-40,
        ];
        let map = Array2::from_shape_fn((7, 9), |(y, x)| odd[(3 * y + 5 * x) % odd.len()]);
        assert_eq!(bits(&decode(&encode(&map)).unwrap()), bits(&map));
        for empty in [(0, 0), (0, 5), (5, 0)] {
            let map = Array2::<f32>::zeros(empty);
            assert_eq!(decode(&encode(&map)).unwrap().dim(), empty);
        }
    }

    #[test]
    fn a_size_that_is_made_up_asks_for_no_memory() {
        for (width, height) in [(u32::MAX, u32::MAX), (1 << 12, 1 << 12), (1, 1 << 24)] {
            let mut bytes = encode(&Array2::zeros((4, 4)));
            bytes[..4].copy_from_slice(&width.to_le_bytes());
            bytes[4..8].copy_from_slice(&height.to_le_bytes());
            assert!(decode(&bytes).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_map_comes_back_and_any_bytes_do_no_harm(
            width in 1_usize..24, height in 1_usize..12,
            values in prop::collection::vec(any::<u32>(), 24 * 12),
            cut in 0_usize..64, flipped in 8_usize..64,
        ) {
            let map = Array2::from_shape_fn((height, width), |(y, x)| f32::from_bits(values[y * width + x]));
            let mut bytes = encode(&map);
            prop_assert_eq!(bits(&decode(&bytes).unwrap()), bits(&map));
            let at = flipped % bytes.len();
            bytes[at] ^= 0x55;
            drop(decode(&bytes));
            drop(decode(&bytes[..cut.min(bytes.len())]));
        }
    }
}
