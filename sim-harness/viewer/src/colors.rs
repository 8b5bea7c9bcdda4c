//! Colours, once.

use trunkline_interfaces::AgentClass;
use trunkline_interfaces::LaneKind;
use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::stages::Stage;

pub(crate) type Rgba = [u8; 4];

pub(crate) const BACKGROUND: Rgba = [16, 18, 22, 255];
pub(crate) const EGO: Rgba = [245, 245, 245, 255];
pub(crate) const DRIVEN: Rgba = [245, 245, 245, 110];
pub(crate) const TRUTH: Rgba = [150, 150, 150, 90];
pub(crate) const DETECTION: Rgba = [255, 235, 120, 130];
pub(crate) const ROUTE: Rgba = [72, 118, 255, 150];
pub(crate) const COLLISION: Rgba = [255, 40, 40, 255];
pub(crate) const BORDER: Rgba = [150, 154, 162, 255];
pub(crate) const CROSSWALK: Rgba = [96, 99, 106, 255];
pub(crate) const STOP_LINE: Rgba = [220, 220, 220, 255];

pub(crate) const ACTUAL: Rgba = [86, 180, 233, 255];
pub(crate) const PLANNED: Rgba = [0, 200, 120, 255];
pub(crate) const WISHED: Rgba = [230, 159, 0, 255];
pub(crate) const LIMIT: Rgba = [213, 94, 0, 160];

pub(crate) const AGE: Rgba = [200, 200, 205, 255];

/// Speed from which a plan is drawn fully green.
const FAST_MPS: f64 = 15.0;

pub(crate) fn agent(class: AgentClass) -> Rgba {
    let [r, g, b] = class.color_rgb();
    [r, g, b, 255]
}

pub(crate) fn lane(kind: LaneKind) -> Rgba {
    match kind {
        LaneKind::Driving => [47, 50, 57, 255],
        LaneKind::Biking => [70, 50, 46, 255],
        LaneKind::Sidewalk => [66, 68, 71, 255],
        LaneKind::Shoulder => [38, 40, 45, 255],
        LaneKind::Parking => [44, 50, 68, 255],
        LaneKind::Other => [30, 36, 32, 255],
    }
}

pub(crate) fn signal(state: SignalState) -> Rgba {
    match state {
        SignalState::Go => [40, 210, 90, 255],
        SignalState::Caution => [255, 190, 0, 255],
        SignalState::Stop => [240, 50, 50, 255],
        SignalState::Unknown => [130, 130, 130, 255],
    }
}

pub(crate) fn stage(stage: Stage) -> Rgba {
    match stage {
        Stage::Perceiver => [204, 121, 167, 255],
        Stage::Lifter => [240, 228, 66, 255],
        Stage::Tracker => [86, 180, 233, 255],
        Stage::Forecaster => [0, 178, 130, 255],
        Stage::Planner => [230, 159, 0, 255],
        Stage::Controller => [64, 124, 210, 255],
        Stage::Gate => [213, 94, 0, 255],
    }
}

/// Lines of a plot whose number is known at run time only: the palettes "bright" of Tol (2021) and
/// of Okabe and Ito (2008) together, without what looks alike in them.
const SERIES: [Rgba; 10] = [
    [102, 204, 238, 255],
    [230, 159, 0, 255],
    [238, 102, 119, 255],
    [0, 178, 130, 255],
    [240, 228, 66, 255],
    [204, 121, 167, 255],
    [64, 124, 210, 255],
    [213, 94, 0, 255],
    [187, 187, 187, 255],
    [150, 200, 80, 255],
];

pub(crate) fn series(index: usize) -> Rgba {
    SERIES[index % SERIES.len()]
}

/// Standing is red, [`FAST_MPS`] and more is green.
pub(crate) fn speed(speed_mps: f64) -> Rgba {
    let share = (speed_mps / FAST_MPS).clamp(0.0, 1.0);
    if share < 0.5 {
        mix([235, 60, 50, 255], [240, 210, 50, 255], 2.0 * share)
    } else {
        mix([240, 210, 50, 255], [50, 220, 110, 255], 2.0 * share - 1.0)
    }
}

/// From the cheapest (0) to the dearest (1) candidate: yellow over red to violet, brightness falling
/// all the way (after matplotlib's "plasma"; Smith, van der Walt 2015).
pub(crate) fn cost(share: f64) -> Rgba {
    if share < 0.5 {
        mix([245, 240, 60, 255], [225, 80, 95, 255], 2.0 * share)
    } else {
        mix([225, 80, 95, 255], [125, 60, 190, 255], 2.0 * share - 1.0)
    }
}

pub(crate) fn with_alpha(color: Rgba, alpha: f64) -> Rgba {
    let [r, g, b, _] = color;
    [r, g, b, (alpha.clamp(0.0, 1.0) * 255.0) as u8]
}

fn mix(from: Rgba, to: Rgba, share: f64) -> Rgba {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|i| {
        (f64::from(from[i]) + share * (f64::from(to[i]) - f64::from(from[i]))).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standing_is_red_and_fast_is_green() {
        assert_eq!(speed(0.0), [235, 60, 50, 255]);
        assert_eq!(speed(99.0), [50, 220, 110, 255]);
    }

    #[test]
    fn the_dearer_the_darker_and_every_line_has_its_own_colour() {
        let brightness = |share: f64| cost(share)[..3].iter().map(|v| u32::from(*v)).sum::<u32>();
        assert!(brightness(0.0) > brightness(0.5) && brightness(0.5) > brightness(1.0));
        for (i, color) in SERIES.iter().enumerate() {
            assert!(!SERIES[..i].contains(color));
        }
    }

    #[test]
    fn alpha_is_clamped() {
        assert_eq!(with_alpha(EGO, 2.0)[3], 255);
        assert_eq!(with_alpha(EGO, -1.0)[3], 0);
    }
}
