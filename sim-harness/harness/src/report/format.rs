//! Numbers for people: three significant digits, and words for what was not judged.

/// What a table shows where nothing could be judged.
pub(super) const NOT_APPLICABLE: &str = "not applicable";

/// Three significant digits, without needless zeros.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return NOT_APPLICABLE.to_owned();
    }
    let decimals = match value.abs() {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

/// A number with its unit, or the words for none.
pub(super) fn quantity(value: Option<f64>, unit: &str) -> String {
    match value {
        Some(v) if unit.is_empty() => number(v),
        Some(v) => format!("{} {unit}", number(v)),
        None => NOT_APPLICABLE.to_owned(),
    }
}

/// A score of 0 to 100 with one decimal, or the words for none.
pub(super) fn score(value: Option<f64>) -> String {
    value.map_or_else(|| NOT_APPLICABLE.to_owned(), one_decimal)
}

/// A score of 0 to 100 with one decimal.
pub fn one_decimal(score: f64) -> String {
    unsigned_zero(format!("{score:.1}"))
}

/// A difference of scores with its sign, one decimal.
pub fn difference(value: f64) -> String {
    unsigned_zero(format!("{:+.1}", (10.0 * value).round() / 10.0))
}

/// What only rounding made has no sign.
fn unsigned_zero(text: String) -> String {
    match text.as_str() {
        "-0.0" | "+0.0" => "0.0".to_owned(),
        _ => text,
    }
}

/// A share of 0 to 1 in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", number(100.0 * share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_rounding_made_has_no_sign() {
        assert_eq!([-0.04, 0.04, -0.05].map(difference), ["0.0", "0.0", "-0.1"]);
        assert_eq!([-0.04, 96.25].map(one_decimal), ["0.0", "96.2"]);
    }

    #[test]
    fn three_digits_are_shown() {
        assert_eq!(number(123.4), "123");
        assert_eq!(number(12.34), "12.3");
        assert_eq!(number(1.234), "1.23");
        assert_eq!(number(9.996), "10.0");
        assert_eq!(number(f64::NAN), NOT_APPLICABLE);
        assert_eq!(quantity(None, "m"), NOT_APPLICABLE);
        assert_eq!(percent(0.5), "50.0 %");
    }

    #[test]
    fn a_difference_has_a_sign_unless_it_is_none() {
        let shown = [-0.04, 0.04, 1.26, -31.2].map(difference);
        assert_eq!(shown, ["0.0", "0.0", "+1.3", "-31.2"]);
    }
}
