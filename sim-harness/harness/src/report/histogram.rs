//! How scores are spread: a bar per stretch of ten points, one colour per configuration.

/// Stretches of ten points each; 100 itself belongs to the last.
const BINS: usize = 10;
const WIDTH: f64 = 470.0;
const HEIGHT: f64 = 190.0;
const BASE: f64 = 160.0;
const TOP: f64 = 22.0;
/// Room to the left of the first stretch and to the right of the last.
const SIDE: f64 = 16.0;

/// Scores of 0 to 100 as bars, one row of bars per configuration, with their numbers on top.
pub(super) fn histogram(configurations: &[&[f64]]) -> String {
    let counts: Vec<[usize; BINS]> = configurations.iter().map(|scores| count(scores)).collect();
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bin_width = (WIDTH - 2.0 * SIDE) / BINS as f64;
    let bar_width = 0.84 * bin_width / counts.len().max(1) as f64;
    let mut svg = format!(
        r#"<svg class="histogram" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="how the scores are spread"><path class="base" d="M{SIDE} {BASE}H{:.1}"/>"#,
        WIDTH - SIDE
    );
    for (which, bins) in counts.iter().enumerate() {
        for (bin, n) in bins.iter().enumerate().filter(|(_, n)| **n > 0) {
            let height = (BASE - TOP) * *n as f64 / most as f64;
            let left = SIDE + bin_width * (bin as f64 + 0.08) + bar_width * which as f64;
            svg.push_str(&format!(
                r#"<path class="bar{which}" d="M{left:.1} {BASE}v-{height:.1}h{:.1}v{height:.1}z"/><text x="{:.1}" y="{:.1}" text-anchor="middle">{n}</text>"#,
                0.94 * bar_width,
                left + 0.47 * bar_width,
                BASE - height - 5.0,
            ));
        }
    }
    for edge in 0..=BINS {
        svg.push_str(&format!(
            r#"<text class="edge" x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            SIDE + bin_width * edge as f64,
            BASE + 18.0,
            10 * edge
        ));
    }
    svg.push_str("</svg>");
    svg
}

fn count(scores: &[f64]) -> [usize; BINS] {
    let mut bins = [0; BINS];
    for score in scores.iter().filter(|s| s.is_finite()) {
        let bin = (score / 10.0).floor().clamp(0.0, (BINS - 1) as f64) as usize;
        bins[bin] += 1;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_score_is_counted_once_and_100_belongs_to_the_last_stretch() {
        let bins = count(&[0.0, 9.9, 10.0, 99.0, 100.0, f64::NAN]);
        assert_eq!(bins, [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    }

    #[test]
    fn two_configurations_have_two_colours_and_nothing_is_drawn_without_complaint() {
        let svg = histogram(&[&[95.0, 96.0], &[10.0]]);
        assert!(svg.contains("bar0") && svg.contains("bar1") && svg.contains(">2<"));
        assert!(histogram(&[]).ends_with("</svg>"));
    }
}
