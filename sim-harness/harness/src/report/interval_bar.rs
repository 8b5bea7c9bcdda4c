//! A mean with its interval as a small picture.

const WIDTH: f64 = 160.0;

/// The mean as a dot, its interval as a bar, on a rail from `range.0` to `range.1`; zero is marked
/// where it lies within.
pub(super) fn interval_bar(mean: f64, interval: [f64; 2], range: (f64, f64)) -> String {
    let (low, high) = range;
    let x = |value: f64| {
        let share = (value - low) / (high - low);
        6.0 + (WIDTH - 12.0)
            * if share.is_finite() {
                share.clamp(0.0, 1.0)
            } else {
                0.0
            }
    };
    let zero = if low < 0.0 && high > 0.0 {
        format!(r#"<path class="zero" d="M{:.1} 1V15"/>"#, x(0.0))
    } else {
        String::new()
    };
    format!(
        r#"<svg class="interval" viewBox="0 0 {WIDTH} 16" aria-hidden="true"><path class="rail" d="M{:.1} 8H{:.1}"/>{zero}<path class="range" d="M{:.1} 8H{:.1}"/><circle class="mean" cx="{:.1}" cy="8" r="5"/></svg>"#,
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
    fn the_mean_lies_where_it_should_and_zero_is_marked_within() {
        let bar = |range| interval_bar(50.0, [40.0, 60.0], range);
        // 6 + 148 · 50 / 100 = 80
        assert!(bar((0.0, 100.0)).contains(r#"cx="80.0""#));
        assert!(!bar((0.0, 100.0)).contains("zero"));
        assert!(bar((-100.0, 100.0)).contains("zero"));
    }
}
