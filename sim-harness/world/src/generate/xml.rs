//! How texts and numbers are written into a file.

/// The text as the value of an attribute.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("\"{}\"", text.replace('"', "&quot;"))
}

/// A number with at most so many decimals, without zeros at its end.
pub(super) fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// A number with ten significant digits.
pub(super) fn scientific(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if (1e-3..1e6).contains(&value.abs()) {
        return decimal(value, 9);
    }
    format!("{value:.9e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short() {
        assert_eq!(decimal(3.5, 9), "3.5");
        assert_eq!(decimal(-0.0, 3), "0");
        assert_eq!(decimal(120.0, 6), "120");
        assert_eq!(scientific(-2.5e-5), "-2.500000000e-5");
        assert_eq!(scientific(0.25), "0.25");
    }
}
