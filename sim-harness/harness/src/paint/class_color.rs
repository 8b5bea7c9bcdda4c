//! Classes of pixels as colours.

use trunkline_interfaces::SemanticClass;

/// The colour of a label; that of what has none for a value that is no label's.
pub(crate) fn class_color(value: u8) -> [u8; 3] {
    let class = SemanticClass::from_value(value);
    class.unwrap_or(SemanticClass::Unlabeled).color_rgb()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_no_label_has_the_colour_of_what_has_none() {
        let road = SemanticClass::Road;
        assert_eq!(class_color(road as u8), road.color_rgb());
        assert_eq!(class_color(255), SemanticClass::Unlabeled.color_rgb());
        assert_ne!(class_color(255), class_color(road as u8));
    }
}
