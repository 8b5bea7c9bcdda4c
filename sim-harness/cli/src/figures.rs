//! Figures as words and tables show them; a dash where there is none.

use trunkline_harness::report::{difference, one_decimal};

/// What stands where there is no figure.
const NONE: &str = "–";

/// A number with three significant digits, as tables and scorecards show it.
pub(crate) fn three_digits(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = usize::try_from((2 - magnitude).clamp(0, 6)).unwrap_or(0);
    format!("{value:.decimals$}")
}

/// A score with one decimal.
pub(crate) fn score(value: Option<f64>) -> String {
    or_none(value.map(one_decimal))
}

/// A difference of scores with its sign.
pub(crate) fn signed(value: Option<f64>) -> String {
    or_none(value.map(difference))
}

/// An interval of scores.
pub(crate) fn interval(bounds: Option<[f64; 2]>) -> String {
    or_none(bounds.map(|bounds| {
        let [low, high] = bounds.map(one_decimal);
        format!("[{low}, {high}]")
    }))
}

/// A figure that is in words already.
pub(crate) fn or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| NONE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_significant_digits() {
        let shown: Vec<String> = [0.0, 0.012345, 1.0, 12.345, 123.45, 12345.0, -0.5, f64::NAN]
            .into_iter()
            .map(three_digits)
            .collect();
        assert_eq!(
            shown,
            ["0", "0.0123", "1.00", "12.3", "123", "12345", "-0.500", "–"]
        );
    }

    #[test]
    fn what_there_is_no_figure_of_is_a_dash() {
        assert_eq!([score(None), signed(None), interval(None)], ["–", "–", "–"]);
        assert_eq!(score(Some(97.25)), "97.2");
        assert_eq!(signed(Some(0.5)), "+0.5");
        assert_eq!(interval(Some([1.0, 2.0])), "[1.0, 2.0]");
    }
}
