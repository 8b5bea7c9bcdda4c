//! The plan in the colours of its speed, what else was considered in the colours of its cost, the
//! cost of the chosen one term by term, and the reason in words.

use std::collections::BTreeSet;
use std::sync::Arc;

use rerun::{LineStrips3D, TextLogLevel};

use trunkline_interfaces::Stamp;
use trunkline_interfaces::messages::{Candidate, Plan, TrajectoryPoint};

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::strip;

const PLAN_RADIUS_M: f32 = 0.22;
const CANDIDATE_RADIUS_M: f32 = 0.1;
/// Cheap candidates lie higher than dear ones by up to this: lines at one height would flicker.
const CANDIDATE_LAYERS_M: f64 = 0.03;
/// Time between the changes of colour along the plan.
const COLOR_STEP_S: f64 = 0.25;

/// The plan that is being driven, for comparison with what is done.
#[derive(Default)]
pub(crate) struct LastPlan {
    plan: Option<Arc<Plan>>,
    terms: BTreeSet<String>,
}

impl LastPlan {
    /// What the plan wants to be the case now.
    pub(crate) fn at(&self, now: Stamp) -> Option<TrajectoryPoint> {
        let plan = self.plan.as_ref()?;
        plan.trajectory.at((now - plan.header.stamp).s())
    }

    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        plan: &Arc<Plan>,
        ground_m: f64,
    ) -> Result<(), ViewerError> {
        recording.log(paths::PLAN, &trajectory(plan, ground_m + 0.12))?;
        recording.log(paths::CANDIDATES, &candidates(plan, ground_m + 0.08))?;
        self.show_costs(recording, plan)?;
        let is_new = |last: &Arc<Plan>| {
            without_numbers(&last.reason.sentence) != without_numbers(&plan.reason.sentence)
                || last.is_emergency != plan.is_emergency
        };
        if self.plan.as_ref().is_none_or(is_new) && !plan.reason.sentence.is_empty() {
            let level = if plan.is_emergency {
                TextLogLevel::WARN
            } else {
                TextLogLevel::INFO
            };
            recording.text(paths::LOG_DECISIONS, level, &plan.reason.sentence)?;
        }
        self.plan = Some(Arc::clone(plan));
        Ok(())
    }

    fn show_costs(&mut self, recording: &Recording, plan: &Plan) -> Result<(), ViewerError> {
        let chosen = plan
            .chosen
            .and_then(|i| plan.candidates.get(i as usize))
            .map_or(&[][..], |c| &c.terms);
        for term in chosen {
            let path = paths::below(paths::PLOT_COSTS, &term.name);
            // A term that never costs anything would only fill the legend.
            if term.value == 0.0 && !self.terms.contains(&term.name) {
                continue;
            }
            if self.terms.insert(term.name.clone()) {
                let color = colors::series(self.terms.len() - 1);
                recording.series(&path, &term.name, color, 1.5)?;
            }
            recording.scalar(&path, term.value)?;
        }
        Ok(())
    }
}

/// The sentence with its figures taken out: what changes every step is not a new decision.
fn without_numbers(sentence: &str) -> String {
    sentence
        .chars()
        .filter(|c| !(c.is_ascii_digit() || *c == '.'))
        .collect()
}

fn trajectory(plan: &Plan, z_m: f64) -> LineStrips3D {
    let points = &plan.trajectory.points;
    let mut pieces: Vec<&[TrajectoryPoint]> = Vec::new();
    let mut first = 0;
    for last in 1..points.len() {
        let is_long = points[last].time_s - points[first].time_s >= COLOR_STEP_S;
        if is_long || last + 1 == points.len() {
            pieces.push(&points[first..=last]);
            first = last;
        }
    }
    let color = |piece: &&[TrajectoryPoint]| {
        if plan.is_emergency {
            return colors::COLLISION;
        }
        let total: f64 = piece.iter().map(|p| p.speed_mps).sum();
        colors::speed(total / piece.len() as f64)
    };
    LineStrips3D::new(
        pieces
            .iter()
            .map(|piece| strip(piece.iter().map(|p| p.position_m), z_m)),
    )
    .with_colors(pieces.iter().map(color))
    .with_radii([PLAN_RADIUS_M])
}

fn candidates(plan: &Plan, z_m: f64) -> LineStrips3D {
    // The dearest first, so that the cheap ones lie on top.
    let mut order: Vec<&Candidate> = plan.candidates.iter().collect();
    order.sort_by(|a, b| b.cost.total_cmp(&a.cost));
    let shares = shares(&order);
    let layered = order.iter().zip(&shares);
    let path = |(c, share): (&&Candidate, &f64)| {
        strip(c.path_m.iter().copied(), z_m - CANDIDATE_LAYERS_M * share)
    };
    LineStrips3D::new(layered.map(path))
        .with_colors(shares.iter().map(|share| colors::cost(*share)))
        .with_radii([CANDIDATE_RADIUS_M])
}

/// From 1 for the dearest to 0 for the cheapest by rank, equal costs alike: one that collides costs
/// so much that by cost itself all others would look the same.
fn shares(dearest_first: &[&Candidate]) -> Vec<f64> {
    let costs = || dearest_first.iter().map(|c| c.cost);
    let distinct = |costs: &mut dyn Iterator<Item = f64>| {
        let mut last = None;
        costs.filter(|c| last.replace(*c) != Some(*c)).count()
    };
    let ranks = distinct(&mut costs());
    let mut rank = 0;
    let mut last = None;
    costs()
        .map(|cost| {
            if last.replace(cost) != Some(cost) {
                rank += 1;
            }
            (ranks - rank) as f64 / (ranks.max(2) - 1) as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_coloured_by_rank_and_equal_ones_alike() {
        let all = [1e6, 3.0, 2.0, 2.0, 0.5].map(|cost| Candidate {
            label: String::new(),
            path_m: Vec::new(),
            cost,
            terms: Vec::new(),
        });
        let dearest_first: Vec<&Candidate> = all.iter().collect();
        assert_eq!(
            shares(&dearest_first),
            [1.0, 2.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0]
        );
        assert_eq!(shares(&dearest_first[4..]), [0.0]);
        assert!(shares(&[]).is_empty());
    }

    #[test]
    fn a_reason_is_new_only_when_its_words_are() {
        let a = without_numbers("slowing from 12.1 to 7 m/s: pedestrian 14 in 1.8 s");
        let b = without_numbers("slowing from 11.9 to 7 m/s: pedestrian 14 in 1.7 s");
        let c = without_numbers("slowing from 11.9 to 7 m/s: car 14 in 1.7 s");
        assert_eq!(a, b);
        assert_ne!(b, c);
    }
}
