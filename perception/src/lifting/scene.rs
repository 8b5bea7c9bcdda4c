//! What one step sees: every object of every view, and the most probable box of each.

use std::sync::Arc;

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::DetectionId;
use trunkline_interfaces::geometry::{OrientedBox, Pose2};
use trunkline_interfaces::messages::{Detection2d, Detection3d, Perception};

use super::box_fit::{Fit, Problem};
use super::claims::{CLAIM_M, Claim, is_claimed};
use super::config::ClustersConfig;
use super::direction::{LaneDirections, forward_rad};
use super::doubt::with_doubt;
use super::evidence::{Evidence, Sighting};
use super::ground::{Ground, LocalGround};
use super::hypotheses::{Start, starts};
use super::object_points::{object_points, pixels_in};
use super::outline::outline;
use super::overlap::Lifted;
use super::own_group::{middle_depth_m, own_group};
use super::sides::own_sides;
use super::size_prior::{SizePrior, size_prior};
use super::view::View;

/// Boxes smaller than this are nothing, pixels.
const LEAST_BOX_PX: f64 = 2.0;
/// Pixels with depth in a box from which on its object must show in them.
const ENOUGH_DEPTHS: usize = 12;
/// Points nearer to the ground than this belong to it; grows with the depth.
const GROUND_MARGIN_M: f64 = 0.15;
const GROUND_MARGIN_PER_M: f64 = 0.004;
/// Standard deviation of the bottom of a box, pixels.
const BOTTOM_PX: f64 = 2.0;
/// Share of a depth by which the first guess of it may be off.
const GUESSED_DEPTH: f64 = 0.1;
/// How much more than others the depth of an object one pixel of the map wide is off, for its
/// seams, where it mixes with that of what lies behind: maps that are noisy are also blurred.
const SEAM: f64 = 4.0;
/// Share of the pixels of a map that have depth from which on it is dense.
const DENSE: f64 = 0.3;
/// Fits that are begun, of the most probable starts.
const FITS: usize = 3;
/// Variance of a yaw of which nothing is known: π²/3.
const UNKNOWN_YAW_RAD2: f64 = std::f64::consts::PI * std::f64::consts::PI / 3.0;

/// What is the same for all objects of a step.
pub(super) struct Scene<'a> {
    pub(super) config: &'a ClustersConfig,
    pub(super) views: Vec<View<'a>>,
    pub(super) ground: Ground,
    pub(super) lanes: &'a LaneDirections,
    pub(super) world_from_ego: Pose2,
}

/// The 2D boxes of a view.
pub(super) fn detections(perception: &Perception) -> impl Iterator<Item = &Detection2d> {
    perception.detections_2d.iter().flatten()
}

impl Scene<'_> {
    /// Every object of every view. In one view, what stands lower in the image is nearer and
    /// takes its points first, whatever the order of the boxes.
    pub(super) fn objects(&self, perceptions: &[Arc<Perception>]) -> Vec<Lifted> {
        let mut found = Vec::new();
        let mut first_id = 0_u32;
        for (k, perception) in perceptions.iter().enumerate() {
            let mut boxes: Vec<&Detection2d> = detections(perception)
                .filter(|d| d.score >= self.config.min_score && is_box(&d.box_px))
                .collect();
            boxes.sort_by(|a, b| {
                let place = |d: &Detection2d| [d.box_px[3], d.box_px[0], d.box_px[2], d.box_px[1]];
                let (a_px, b_px) = (place(a), place(b));
                let mut order = a_px.iter().zip(&b_px).map(|(a, b)| b.total_cmp(a));
                let apart = order.find(|o| o.is_ne());
                apart.unwrap_or(a.class.cmp(&b.class)).then(a.id.cmp(&b.id))
            });
            let mut claims = Vec::new();
            for detection in boxes {
                let id = DetectionId(first_id.saturating_add(detection.id.0));
                let Some(evidence) = self.evidence(k, detection, id, &mut claims) else {
                    continue;
                };
                if let Some(fit) = self.fit(&evidence) {
                    let lifted = Lifted { evidence, fit };
                    if let Some(claim) = claims.last_mut() {
                        claim.footprint = Some(lifted.footprint().grown(CLAIM_M, CLAIM_M));
                    }
                    found.push(lifted);
                }
            }
            let last_id = detections(perception).map(|d| d.id.0).max();
            first_id = last_id.map_or(first_id, |id| first_id.saturating_add(id).saturating_add(1));
        }
        found
    }

    /// What one view knows of one object; `None` if depth shows nothing in its box.
    fn evidence(
        &self,
        view_index: usize,
        detection: &Detection2d,
        id: DetectionId,
        claims: &mut Vec<Claim>,
    ) -> Option<Evidence> {
        let view = self.views.get(view_index)?;
        let prior = size_prior(detection.class);
        let most = self.config.max_points as usize;
        let mut points = object_points(view, detection.box_px, detection.class, most);
        let depths = points.len();
        points.retain(|point| !is_claimed(claims, view_index, point));
        let expected_m = expected_depth_m(view, &detection.box_px, &prior);
        let coarse_m = middle_depth_m(&points).unwrap_or(expected_m);
        let ground = self.ground_below(view, &detection.box_px, coarse_m);
        points.retain(|point| {
            let height_m = point.at_m.z - ground.height_at_m(point.at_m.xy());
            height_m > GROUND_MARGIN_M + GROUND_MARGIN_PER_M * point.depth_m
        });
        let points = own_group(&points, &detection.box_px, &prior, expected_m);
        if points.is_empty()
            && depths >= ENOUGH_DEPTHS
            && is_dense(view, &detection.box_px, depths, most)
        {
            return None;
        }
        let near_depth_m = points.iter().map(|p| p.depth_m).reduce(f64::min);
        let is_own = own_sides(view, detection.box_px, near_depth_m, &ground);
        let from_above: Vec<Vector2<f64>> = points.iter().map(|p| p.at_m.xy()).collect();
        let about_m = if points.is_empty() {
            ray_place_m(view, &detection.box_px, expected_m)
        } else {
            from_above.iter().sum::<Vector2<f64>>() / from_above.len() as f64
        };
        let evidence = Evidence {
            id,
            class: detection.class,
            score: detection.score,
            sightings: vec![Sighting {
                view: view_index,
                box_px: detection.box_px,
                is_own,
            }],
            outline: outline(&from_above, view.place_m()),
            about_m,
        };
        claims.push(Claim {
            view: view_index,
            box_px: detection.box_px,
            points_m: from_above,
            footprint: None,
        });
        Some(evidence)
    }

    /// The ground below a box at a depth: as seen around there, and as the bottom of the box
    /// tells. The bottom may be hidden, but then it is above the ground by less than it weighs.
    fn ground_below(&self, view: &View<'_>, box_px: &[f64; 4], depth_m: f64) -> LocalGround {
        let ground = self.ground.around(ray_place_m(view, box_px, depth_m));
        let bottom = Vector2::new(0.5 * (box_px[0] + box_px[2]), box_px[3]);
        let bottom_m =
            view.ego_from_camera * Point3::from(view.lens.intrinsics.ray(bottom) * depth_m);
        let height_m = view.ego_from_camera.translation.vector.z - bottom_m.z;
        let deviation_m = libm::hypot(
            BOTTOM_PX * depth_m / view.lens.intrinsics.fy_px.abs().max(1.0),
            GUESSED_DEPTH * height_m,
        );
        let is_cut = box_px[3] >= f64::from(view.lens.intrinsics.height_px) - 2.0;
        let is_above = bottom_m.z > ground.height_m + 3.0 * ground.deviation_m;
        if is_cut || is_above || !(deviation_m > 0.0) {
            return ground;
        }
        ground.with_height(bottom_m.z, deviation_m)
    }

    /// The most probable box of the evidence, with the doubt between it and the next.
    pub(super) fn fit(&self, evidence: &Evidence) -> Option<Fit> {
        let sighting = evidence.sightings.first()?;
        let view = self.views.get(sighting.view)?;
        let prior = size_prior(evidence.class);
        let lane_yaws_rad = match prior.has_direction {
            true => self.lanes.near(evidence.about_m, &self.world_from_ego),
            false => Vec::new(),
        };
        let problem = Problem {
            evidence,
            views: &self.views,
            prior,
            ground: self.ground.around(evidence.about_m),
            lane_yaws_rad: &lane_yaws_rad,
            lane_deviation_rad: self.config.lane_yaw_rad,
            depth_noise: self.depth_noise(view, &sighting.box_px),
            box_noise_px: self.config.box_noise_px,
        };
        let mut residuals = Vec::with_capacity(problem.residual_count());
        let begun = starts(
            &evidence.outline,
            &prior,
            &lane_yaws_rad,
            evidence.about_m,
            view.place_m(),
        );
        let mut begun: Vec<(f64, Start)> = begun
            .into_iter()
            .map(|start| (problem.cost(&start, &mut residuals), start))
            .collect();
        begun.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut fits: Vec<Fit> = begun
            .iter()
            .take(FITS)
            .filter_map(|(_, start)| problem.fit(start))
            .collect();
        fits.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let mut fit = with_doubt(&fits)?;
        if prior.has_direction {
            fit.yaw_rad = forward_rad(fit.yaw_rad, &lane_yaws_rad);
        } else {
            fit.covariance[(3, 3)] += UNKNOWN_YAW_RAD2;
        }
        Some(fit)
    }

    /// Share by which all depths of an object may be off: as the perceiver says, and for the seams
    /// around it, the narrower it is in the map, the more.
    fn depth_noise(&self, view: &View<'_>, box_px: &[f64; 4]) -> f64 {
        let noise = view.depth_noise.unwrap_or(self.config.depth_noise);
        let narrow = pixels_in(view, *box_px).map_or(1, |(columns, _)| columns.len());
        noise * libm::hypot(1.0, SEAM / narrow.max(1) as f64)
    }

    /// An object as a message tells it, vehicle frame.
    pub(super) fn detection(&self, object: &Lifted) -> Detection3d {
        let fit = &object.fit;
        // Sizes that no road user of its class has speak against it being one.
        let doubt = libm::exp(-0.5 * (fit.size_cost - 4.5).max(0.0));
        Detection3d {
            id: object.evidence.id,
            class: object.evidence.class,
            bbox: OrientedBox {
                center_m: fit.center_m,
                size_m: fit.size_m,
                yaw_rad: fit.yaw_rad,
            },
            velocity_mps: None,
            covariance: fit.covariance,
            score: object.evidence.score * doubt,
        }
    }
}

fn is_box(box_px: &[f64; 4]) -> bool {
    let [left, top, right, bottom] = *box_px;
    right - left >= LEAST_BOX_PX
        && bottom - top >= LEAST_BOX_PX
        && box_px.iter().all(|v| v.abs() < 1e6)
}

/// Whether so many points, of at most `most` that are taken, are what a dense map would give.
fn is_dense(view: &View<'_>, box_px: &[f64; 4], points: usize, most: usize) -> bool {
    let Some((columns, rows)) = pixels_in(view, *box_px) else {
        return false;
    };
    points as f64 > DENSE * (columns.len() * rows.len()).min(most) as f64
}

/// Depth at which a road user of the usual height has a box so high.
fn expected_depth_m(view: &View<'_>, box_px: &[f64; 4], prior: &SizePrior) -> f64 {
    let height_px = (box_px[3] - box_px[1]).max(1.0);
    (view.lens.intrinsics.fy_px.abs() * prior.mean_m.z / height_px).clamp(0.5, 200.0)
}

/// The place, from above, of the middle of a 2D box at a depth.
fn ray_place_m(view: &View<'_>, box_px: &[f64; 4], depth_m: f64) -> Vector2<f64> {
    let middle = Vector2::new(0.5 * (box_px[0] + box_px[2]), 0.5 * (box_px[1] + box_px[3]));
    let point = view.ego_from_camera * Point3::from(view.lens.intrinsics.ray(middle) * depth_m);
    point.coords.xy()
}
