//! How large road users are, where they cannot be seen whole.

use nalgebra::Vector3;
use trunkline_interfaces::AgentClass;

/// Size of the usual one of its class, and how sizes vary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SizePrior {
    /// Length, width, height, m.
    pub(super) mean_m: Vector3<f64>,
    /// Standard deviations of their logarithms.
    pub(super) log_deviation: Vector3<f64>,
    /// Whether the direction can be told from the outline.
    pub(super) has_direction: bool,
}

/// Sizes by class. Cars: between those of the KITTI object labels (mean 3.88 × 1.63 × 1.53 m,
/// Chen et al. 2017 and most detectors since use them as anchors) and today's European cars
/// (4.5 × 1.85 × 1.5 m); the others are of the order of EU type approval limits (Directive 96/53/EC:
/// width 2.55 m, rigid vehicles 12 m) and of KITTI's mean labels.
pub(super) fn size_prior(class: AgentClass) -> SizePrior {
    let (mean_m, log_deviation, has_direction) = match class {
        AgentClass::Pedestrian => ([0.6, 0.6, 1.7], [0.3, 0.25, 0.14], false),
        AgentClass::Car => ([4.3, 1.77, 1.54], [0.13, 0.07, 0.12], true),
        AgentClass::Truck => ([8.5, 2.5, 3.2], [0.3, 0.06, 0.15], true),
        AgentClass::Bus => ([12.0, 2.55, 3.1], [0.12, 0.05, 0.08], true),
        AgentClass::Motorcycle => ([2.15, 0.8, 1.5], [0.1, 0.15, 0.12], true),
        AgentClass::Bicycle => ([1.8, 0.6, 1.72], [0.1, 0.15, 0.1], true),
        AgentClass::StaticObject => ([0.6, 0.6, 1.0], [0.5, 0.5, 0.5], false),
    };
    SizePrior {
        mean_m: Vector3::from(mean_m),
        log_deviation: Vector3::from(log_deviation),
        has_direction,
    }
}
