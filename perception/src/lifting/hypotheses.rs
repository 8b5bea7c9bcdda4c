//! Boxes to begin the fit from: directions of an L-shaped outline seen from above, and of lanes.

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::Vector2;
use trunkline_interfaces::geometry::wrap_rad;

use super::outline::OutlinePoint;
use super::size_prior::SizePrior;

/// Directions that are tried between 0 and 90 degrees.
const DIRECTIONS: usize = 30;
/// Best directions that are kept.
const KEPT: usize = 2;
/// Kept directions differ by at least this, rad.
const APART_RAD: f64 = 0.25;
/// Points nearer to an edge than this lie on it.
const ON_EDGE_M: f64 = 0.08;

/// Where a fit begins: a footprint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Start {
    pub(super) center_m: Vector2<f64>,
    pub(super) yaw_rad: f64,
    pub(super) length_m: f64,
    pub(super) width_m: f64,
}

/// Footprints around an outline: along the directions of its L-shape, each also turned by 90
/// degrees, and along lanes; of the usual size where they are not seen whole. One footprint
/// facing the camera for classes without a direction.
pub(super) fn starts(
    outline: &[OutlinePoint],
    prior: &SizePrior,
    lane_yaws_rad: &[f64],
    about_m: Vector2<f64>,
    from_m: Vector2<f64>,
) -> Vec<Start> {
    let sight = about_m - from_m;
    let sight_rad = libm::atan2(sight.y, sight.x);
    let mut yaws_rad: Vec<f64> = Vec::new();
    if !prior.has_direction {
        yaws_rad.push(sight_rad);
    } else if outline.len() < 3 {
        yaws_rad.extend(lane_yaws_rad);
        if yaws_rad.is_empty() {
            yaws_rad.push(sight_rad);
        }
    } else {
        yaws_rad.extend(lane_yaws_rad);
        for direction_rad in l_shapes_rad(outline) {
            yaws_rad.extend([direction_rad, direction_rad + FRAC_PI_2]);
        }
    }
    yaws_rad
        .into_iter()
        .map(|yaw_rad| around(outline, prior, wrap_rad(yaw_rad), about_m, from_m))
        .collect()
}

/// The directions in [0, 90) degrees along which most points lie near one of the two edges that
/// face the camera: closeness criterion, Zhang, Xu, Dong, Dolan 2017, algorithm 4. We know where
/// the camera is, so the edges are those that it can see, not the nearer ones.
fn l_shapes_rad(outline: &[OutlinePoint]) -> Vec<f64> {
    let mut scored: Vec<(f64, f64)> = (0..DIRECTIONS)
        .map(|k| {
            let direction_rad = FRAC_PI_2 * k as f64 / DIRECTIONS as f64;
            (closeness(outline, direction_rad), direction_rad)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
    let mut kept: Vec<f64> = Vec::new();
    for (_, direction_rad) in scored {
        let is_apart = |other: &f64| {
            let difference = (direction_rad - other).rem_euclid(FRAC_PI_2);
            difference.min(FRAC_PI_2 - difference) >= APART_RAD
        };
        if kept.len() < KEPT && kept.iter().all(is_apart) {
            kept.push(direction_rad);
        }
    }
    kept
}

fn closeness(outline: &[OutlinePoint], direction_rad: f64) -> f64 {
    let along = Extent::of(outline, direction_rad);
    let across = Extent::of(outline, direction_rad + FRAC_PI_2);
    let nearness = |point: &OutlinePoint| {
        let distance_m = along.behind_edge_m(point).min(across.behind_edge_m(point));
        1.0 / distance_m.max(ON_EDGE_M)
    };
    outline.iter().map(nearness).sum()
}

/// The reach of an outline along an axis.
struct Extent {
    axis: Vector2<f64>,
    low_m: f64,
    high_m: f64,
    camera_m: f64,
}

impl Extent {
    fn of(outline: &[OutlinePoint], axis_rad: f64) -> Self {
        let (sin, cos) = libm::sincos(axis_rad);
        let axis = Vector2::new(cos, sin);
        let reach = outline.iter().map(|p| p.at_m.dot(&axis));
        let (low_m, high_m) = reach.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
            (low.min(at), high.max(at))
        });
        let camera_m = outline.first().map_or(0.0, |p| p.from_m.dot(&axis));
        Self {
            axis,
            low_m,
            high_m,
            camera_m,
        }
    }

    /// Distance behind the edge that faces the camera; infinite if none does.
    fn behind_edge_m(&self, point: &OutlinePoint) -> f64 {
        let at_m = point.at_m.dot(&self.axis);
        if self.camera_m < self.low_m {
            at_m - self.low_m
        } else if self.camera_m > self.high_m {
            self.high_m - at_m
        } else {
            f64::INFINITY
        }
    }

    /// Middle and length of a side of at least the usual length that begins at the edge that
    /// faces the camera, or lies around the outline if none does.
    fn filled(&self, usual_m: f64) -> (f64, f64) {
        let length_m = (self.high_m - self.low_m).max(usual_m);
        let middle_m = if self.camera_m < self.low_m {
            self.low_m + 0.5 * length_m
        } else if self.camera_m > self.high_m {
            self.high_m - 0.5 * length_m
        } else {
            0.5 * (self.low_m + self.high_m)
        };
        (middle_m, length_m)
    }
}

/// A footprint of a direction around an outline.
fn around(
    outline: &[OutlinePoint],
    prior: &SizePrior,
    yaw_rad: f64,
    about_m: Vector2<f64>,
    from_m: Vector2<f64>,
) -> Start {
    let usual = prior.mean_m;
    if outline.is_empty() {
        return Start {
            center_m: about_m,
            yaw_rad,
            length_m: usual.x,
            width_m: usual.y,
        };
    }
    let along = Extent::of(outline, yaw_rad);
    let across = Extent::of(outline, yaw_rad + FRAC_PI_2);
    let ((x_m, length_m), (y_m, width_m)) = (along.filled(usual.x), across.filled(usual.y));
    // Outlines of several cameras may contradict each other; no footprint is endless.
    let limit = |seen_m: f64, usual_m: f64| seen_m.min(3.0 * usual_m);
    let center_m = along.axis * x_m + across.axis * y_m;
    let is_sound = center_m.iter().all(|v| v.is_finite()) && (center_m - from_m).norm() < 1e4;
    Start {
        center_m: if is_sound { center_m } else { about_m },
        yaw_rad: if yaw_rad.abs() <= PI { yaw_rad } else { 0.0 },
        length_m: limit(length_m, usual.x),
        width_m: limit(width_m, usual.y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of the rear and the right side of a car that is turned.
    fn l_shape(yaw_rad: f64) -> Vec<OutlinePoint> {
        let (s, c) = libm::sincos(yaw_rad);
        let turned = |x: f64, y: f64| Vector2::new(15.0 + c * x - s * y, 15.0 + s * x + c * y);
        let rear = (0..8).map(|k| turned(0.0, -0.9 + 1.8 * f64::from(k) / 7.0));
        let side = (0..16).map(|k| turned(4.5 * f64::from(k) / 15.0, -0.9));
        rear.chain(side)
            .map(|at_m| OutlinePoint {
                at_m,
                from_m: Vector2::zeros(),
            })
            .collect()
    }

    #[test]
    fn the_direction_of_an_l_is_found() {
        for yaw_deg in [0.0, 12.0, 24.0, 33.0] {
            let yaw_rad = f64::to_radians(yaw_deg);
            let found = l_shapes_rad(&l_shape(yaw_rad))[0];
            let error = (found - yaw_rad).rem_euclid(FRAC_PI_2);
            let error = error.min(FRAC_PI_2 - error);
            assert!(error < 0.03, "{yaw_deg}: {found}"); // half a step: 1.5 degrees
        }
    }

    #[test]
    fn a_start_lies_behind_the_edges_that_are_seen() {
        use trunkline_interfaces::AgentClass;
        let prior = super::super::size_prior::size_prior(AgentClass::Car);
        let start = around(
            &l_shape(0.0),
            &prior,
            0.0,
            Vector2::new(15.0, 15.0),
            Vector2::zeros(),
        );
        // rear at x = 15, right side at y = 14.1: 4.5 by 1.8 m are seen
        assert!(
            (start.center_m - Vector2::new(17.25, 15.0)).norm() < 1e-9,
            "{start:?}"
        );
    }
}
