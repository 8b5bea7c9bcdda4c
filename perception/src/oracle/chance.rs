//! Scores and mistakes of any detector, in space and in images alike.

use trunkline_interfaces::Random;

/// Share by which a true detection's score varies below its probability of being detected.
const SCORE_SPREAD: f64 = 0.3;
/// Scores of false positives are uniform below this: some look as sure as far true ones.
const HIGHEST_FALSE_SCORE: f64 = 0.6;

/// Score of a true detection that is missed with a probability; `draw` is uniform in [0, 1).
pub(super) fn true_score(miss: f64, draw: f64) -> f64 {
    (1.0 - miss) * (1.0 - SCORE_SPREAD * draw)
}

/// Score of a detection of nothing.
pub(super) fn false_score(random: &mut Random) -> f64 {
    random.range(0.0, HIGHEST_FALSE_SCORE)
}

/// Does something as often as a Poisson distributed number of this mean says (Knuth 1969, vol. 2,
/// 3.4.1).
pub(super) fn poisson_times(mean: f64, random: &mut Random, mut act: impl FnMut(&mut Random)) {
    let limit = libm::exp(-mean);
    let mut product = random.uniform();
    while product > limit {
        act(random);
        product *= random.uniform();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_often_as_the_mean_says() {
        let mut random = Random::new(7, "test/poisson", 0);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..4000 {
            let mut count = 0.0;
            poisson_times(2.5, &mut random, |_| count += 1.0);
            sum += count;
            squares += count * count;
        }
        let mean: f64 = sum / 4000.0;
        // Standard error of the mean √(2.5/4000) = 0.025; the variance is the mean.
        assert!((mean - 2.5).abs() < 0.1, "{mean}");
        let variance: f64 = squares / 4000.0 - mean * mean;
        assert!((variance - 2.5).abs() < 0.25, "{variance}");
        poisson_times(0.0, &mut random, |_| panic!("never, at a mean of 0"));
    }
}
