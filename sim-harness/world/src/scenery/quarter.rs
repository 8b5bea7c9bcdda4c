//! What the quarters of a town look like.

use super::front::Front;
use super::noise;
use super::site::Site;

/// What a street looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Shops, flats, offices, wall to wall.
    Centre,
    /// Rows of town houses.
    Rows,
    /// Houses in gardens.
    Gardens,
    /// Halls on paved yards.
    Works,
    /// Trees and benches.
    Park,
}

/// Style changes over such distances.
const QUARTER_M: f64 = 170.0;
/// What the street along a front looks like.
pub(super) fn style(site: &Site<'_>, front: &Front) -> Style {
    let middle = front
        .line
        .at(0.5 * front.line.length_m())
        .point_m
        .coords
        .xy();
    let quarter = noise::smooth(site.seed ^ 0x7a31, middle, QUARTER_M);
    if !site.is_town {
        // A village.
        return if quarter < 0.68 {
            Style::Gardens
        } else {
            Style::Rows
        };
    }
    let busy = if front.limit_mps > 15.0 { 0.25 } else { 0.0 };
    match quarter + busy {
        x if x < 0.22 => Style::Park,
        x if x < 0.46 => Style::Gardens,
        x if x < 0.63 => Style::Rows,
        x if x < 1.0 => Style::Centre,
        _ => Style::Works,
    }
}
