//! Random numbers whose bits never change: one ChaCha8 stream per component.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// A stream of random numbers, keyed by what uses it: one more draw here shifts nothing there.
///
/// ```
/// use trunkline_interfaces::Random;
///
/// let noise_at = |seed, step| Random::new(seed, "my_lifter", step).range(-0.5, 0.5);
/// assert_eq!(noise_at(7, 42), noise_at(7, 42)); // step 42 again, without steps 0 to 41
/// assert_ne!(noise_at(7, 42), noise_at(8, 42));
/// ```
#[derive(Debug, Clone)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// The stream of a component (by name) at a step of a run: any step can be repeated alone.
    pub fn new(run_seed: u64, component: &str, step: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&run_seed.to_le_bytes());
        key[8..16].copy_from_slice(&step.to_le_bytes());
        // FNV-1a over the name, twice with different offsets, fills the other half of the key.
        for (slot, offset) in [(16, 0xcbf2_9ce4_8422_2325_u64), (24, 0x6c62_272e_07bb_0142)] {
            let hash = component.bytes().fold(offset, |h, b| {
                (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
            });
            key[slot..slot + 8].copy_from_slice(&hash.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Uniform in `[0, 1)`, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in `[low, high)`.
    pub fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform index below `n`; 0 if `n` is 0.
    pub fn index(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// Standard normal (Box, Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let u = 1.0 - self.uniform(); // in (0, 1]: its logarithm is finite
        let angle = std::f64::consts::TAU * self.uniform();
        (-2.0 * libm::log(u)).sqrt() * libm::cos(angle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_independent_and_repeatable() {
        let draw = |seed, name, step| Random::new(seed, name, step).uniform().to_bits();
        assert_eq!(draw(1, "tracker", 3), draw(1, "tracker", 3));
        for other in [
            draw(2, "tracker", 3),
            draw(1, "lifter", 3),
            draw(1, "tracker", 4),
        ] {
            assert_ne!(draw(1, "tracker", 3), other);
        }
    }

    #[test]
    fn normals_have_unit_variance() {
        let mut random = Random::new(7, "test", 0);
        let draws: Vec<f64> = (0..20_000).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(
            mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05,
            "{mean} {variance}"
        );
    }

    #[test]
    fn the_bits_of_a_stream_never_change() {
        let mut random = Random::new(7, "tracker", 42);
        // ChaCha8 (Bernstein 2008) of the key [7, 42, FNV-1a twice], worked out in another language.
        let drawn: Vec<f64> = (0..3).map(|_| random.uniform()).collect();
        assert_eq!(
            drawn,
            [
                0.366_138_908_510_637_7,
                0.403_509_261_414_280_8,
                0.137_600_738_311_118_3
            ]
        );
        assert!((random.normal() - 0.005_837_934_482_339_663).abs() < 1e-15);
    }

    #[test]
    fn draws_keep_to_their_range_and_fill_it() {
        let mut random = Random::new(3, "test", 0);
        let (mut lowest, mut highest, mut seen) = (f64::MAX, f64::MIN, [0; 3]);
        for _ in 0..3000 {
            let v = random.range(-2.0, 4.0);
            (lowest, highest) = (v.min(lowest), v.max(highest));
            seen[random.index(3)] += 1;
        }
        assert!(
            (-2.0..-1.9).contains(&lowest) && (3.9..4.0).contains(&highest),
            "{lowest} {highest}"
        );
        assert!(seen.iter().all(|n| (800..1200).contains(n)), "{seen:?}");
        assert_eq!((random.index(1), random.index(0)), (0, 0));
        let heads = (0..3000).filter(|_| random.chance(0.2)).count();
        assert!((500..700).contains(&heads), "{heads}");
        assert!(!random.chance(0.0) && random.chance(1.0));
    }
}
