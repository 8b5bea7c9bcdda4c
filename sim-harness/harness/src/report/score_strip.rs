//! Values with their mean and its interval as a small picture.

const WIDTH: f64 = 180.0;
const MARGIN: f64 = 6.0;

/// Each value as a thin line, the mean as a dot, its interval as a bar, on a rail from `range.0` to
/// `range.1`; zero is marked where it lies within.
pub(super) fn score_strip(
    values: &[f64],
    mean: f64,
    interval: [f64; 2],
    range: (f64, f64),
) -> String {
    let (low, high) = range;
    let x = |value: f64| {
        let share = (value - low) / (high - low);
        let share = if share.is_finite() { share } else { 0.0 };
        MARGIN + (WIDTH - 2.0 * MARGIN) * share.clamp(0.0, 1.0)
    };
    let zero = if low < 0.0 && high > 0.0 {
        format!(r#"<path class="zero" d="M{:.1} 0V18"/>"#, x(0.0))
    } else {
        String::new()
    };
    let ones: String = values
        .iter()
        .map(|v| format!("M{:.1} 3V15", x(*v)))
        .collect();
    format!(
        r#"<svg class="strip" viewBox="0 0 {WIDTH} 18" aria-hidden="true"><path class="rail" d="M{:.1} 9H{:.1}"/>{zero}<path class="range" d="M{:.1} 9H{:.1}"/><path class="ones" d="{ones}"/><circle class="mean" cx="{:.1}" cy="9" r="4.5"/></svg>"#,
        x(low),
        x(high),
        x(interval[0]),
        x(interval[1]),
        x(mean),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_values_lie_where_they_should_and_zero_is_marked_within() {
        let strip = |range| score_strip(&[0.0, 100.0], 50.0, [40.0, 60.0], range);
        // 6 + 168 · 50 / 100 = 90
        assert!(strip((0.0, 100.0)).contains(r#"cx="90.0""#));
        assert!(strip((0.0, 100.0)).contains(r#"d="M6.0 3V15M174.0 3V15""#));
        assert!(!strip((0.0, 100.0)).contains("zero"));
        assert!(strip((-100.0, 100.0)).contains("zero"));
        assert!(!strip((f64::NAN, 0.0)).contains("NaN 3"));
    }
}
