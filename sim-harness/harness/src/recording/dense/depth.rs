//! Depth maps without loss, to the bit. On a plane 1/z is linear in the pixel, so a pixel is
//! predicted from its neighbours there and only the rest of the float's bits is written, in the
//! adaptive Golomb code of JPEG-LS (Weinberger, Seroussi, Sapiro 2000, sections III.B and III.C).
//!
//! Bytes: width and height (u32, little endian), then the code, first bit highest. Divisions and
//! sums of f64 only, so every machine predicts the same.

use ndarray::Array2;

use super::bits::{BitReader, BitWriter};

/// Sides and product of them that a map may have.
const MAX_SIDE_PX: usize = 1 << 14;
const MAX_PIXELS: usize = 1 << 24;
/// Inverse depths below this are taken for sky, 1/m.
const SKY_PER_M: f64 = 1e-6;
/// A code with so many ones is followed by all 32 bits.
const ESCAPE: u32 = 24;
/// Counts of a context are halved when they reach this, so that it forgets.
const MEMORY: u32 = 64;
/// Ways to predict a pixel: in the plane of its neighbours, as the left one, as the upper one.
const WAYS: usize = 3;

/// The bytes of a map.
pub(super) fn encode(depth_m: &Array2<f32>) -> Vec<u8> {
    let (height, width) = depth_m.dim();
    let mut bytes = Vec::with_capacity(8 + height * width / 2);
    // Sides fit: no image is so large that they do not.
    bytes.extend((width as u32).to_le_bytes());
    bytes.extend((height as u32).to_le_bytes());
    let mut code = BitWriter::new(bytes);
    let mut model = Model::new(width);
    for row in depth_m.rows() {
        model.next_row();
        for (x, depth_m) in row.iter().enumerate() {
            let guess = model.guess(x);
            let rest = depth_m.to_bits().wrapping_sub(guess.bits);
            let folded = fold(rest);
            let k = model.contexts[guess.context].parameter();
            let ones = folded >> k;
            if ones < ESCAPE {
                code.ones_and_zero(ones);
                code.put(folded & low(k), k);
            } else {
                code.ones_and_zero(ESCAPE);
                code.put(folded, 32);
            }
            model.learn(x, &guess, *depth_m, folded);
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
    // Each pixel takes a bit at least: a size that is made up asks for no memory.
    if width.max(height) > MAX_SIDE_PX || pixels > MAX_PIXELS || pixels > 8 * code.len() {
        return Err(format!(
            "{} bytes are no map of {width} × {height}",
            bytes.len()
        ));
    }
    let mut code = BitReader::new(code);
    let mut model = Model::new(width);
    let mut depths_m = Vec::with_capacity(pixels);
    for _ in 0..height {
        model.next_row();
        for x in 0..width {
            let guess = model.guess(x);
            let k = model.contexts[guess.context].parameter();
            let ones = code.ones(ESCAPE).ok_or("it breaks off")?;
            let folded = if ones < ESCAPE {
                ones << k | code.take(k).ok_or("it breaks off")?
            } else {
                code.take(32).ok_or("it breaks off")?
            };
            let depth_m = f32::from_bits(guess.bits.wrapping_add(unfold(folded)));
            model.learn(x, &guess, depth_m, folded);
            depths_m.push(depth_m);
        }
    }
    Array2::from_shape_vec((height, width), depths_m).map_err(|e| e.to_string())
}

/// 0, -1, 1, -2, 2, … to 0, 1, 2, 3, 4, …
fn fold(rest: u32) -> u32 {
    let signed = rest as i32;
    ((signed << 1) ^ (signed >> 31)) as u32
}

fn unfold(folded: u32) -> u32 {
    (folded >> 1) ^ (folded & 1).wrapping_neg()
}

fn low(bits: u32) -> u32 {
    (1_u32 << bits).wrapping_sub(1)
}

/// How large what was not predicted is, for those that come after it.
fn size(folded: u32) -> u8 {
    (32 - folded.leading_zeros()) as u8
}

/// What is remembered of a pixel.
#[derive(Clone, Copy, Default)]
struct Seen {
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
    context: usize,
}

/// How large what is left tends to be, where its neighbours were alike.
#[derive(Clone, Copy)]
struct Context {
    sum: u64,
    count: u32,
}

impl Context {
    fn parameter(self) -> u32 {
        let mut k = 0;
        while k < 31 && u64::from(self.count) << k < self.sum {
            k += 1;
        }
        k
    }

    fn learn(&mut self, folded: u32) {
        self.sum += u64::from(folded);
        self.count += 1;
        if self.count == MEMORY {
            self.sum /= 2;
            self.count /= 2;
        }
    }
}

struct Model {
    /// The row above and this one, each with a pixel more on both sides.
    above: Vec<Seen>,
    this: Vec<Seen>,
    contexts: [Context; 33],
}

impl Model {
    fn new(width: usize) -> Self {
        Self {
            above: vec![Seen::default(); width + 2],
            this: vec![Seen::default(); width + 2],
            contexts: std::array::from_fn(|size| Context {
                sum: (1 << size) - 1,
                count: 1,
            }),
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
        let by_way = [plane_per_m, west.inverse_per_m, north.inverse_per_m].map(bits_of);
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
            context: usize::from((west.size + north.size).div_ceil(2)),
        }
    }

    fn learn(&mut self, x: usize, guess: &Guess, depth_m: f32, folded: u32) {
        let bits = depth_m.to_bits();
        self.contexts[guess.context].learn(folded);
        self.this[x + 1] = Seen {
            inverse_per_m: inverse_per_m(depth_m),
            missed: guess.by_way.map(|g| size(fold(bits.wrapping_sub(g)))),
            size: size(folded),
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
    fn sky_takes_a_bit_a_pixel() {
        let bytes = encode(&Array2::zeros((90, 160)));
        assert!(bytes.len() <= 8 + 90 * 160 / 8 + 16, "{}", bytes.len());
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
