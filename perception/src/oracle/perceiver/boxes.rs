//! 2D boxes of road users: who is found, where, and called what.

use trunkline_interfaces::messages::{CameraTruth, Detection2d, SeenAgent};
use trunkline_interfaces::{AgentClass, DetectionId, Random};

use super::config::{NoisyOraclePerceiverConfig, OraclePerceiverConfig};
use super::slow_noise::SlowNoise;
use crate::oracle::chance::{false_score, poisson_times, true_score};

/// What boxes around nothing pretend to be: class, and width over height.
const FALSE_KINDS: [(AgentClass, f64); 3] = [
    (AgentClass::Car, 1.3),
    (AgentClass::Pedestrian, 0.4),
    (AgentClass::StaticObject, 1.0),
];
/// Their heights, as shares of the image's.
const FALSE_HEIGHTS: [f64; 2] = [0.03, 0.2];

/// Everybody who is large and visible enough, exactly.
pub(super) fn exact(view: &CameraTruth, config: &OraclePerceiverConfig) -> Vec<Detection2d> {
    let found = view.agents.iter().filter(|seen| is_enough(seen, config));
    let boxes = found.map(|seen| (seen.class, seen.box_px, 1.0));
    numbered(boxes)
}

/// The same with misses, jitter, confusions and boxes around nothing.
pub(super) fn noisy(
    view: &CameraTruth,
    config: &NoisyOraclePerceiverConfig,
    slow: &SlowNoise,
    random: &mut Random,
) -> Vec<Detection2d> {
    let perfect = config.perfect();
    let mut boxes: Vec<(AgentClass, [f64; 4], f64)> = Vec::new();
    for seen in view.agents.iter().filter(|seen| is_enough(seen, &perfect)) {
        // Keyed by who it is: what happens to one changes nothing for the others.
        let component = format!("perceiver/{}/box of {}", view.camera, seen.agent);
        let mut held = slow.held(&component, u64::from(seen.agent.0));
        let (miss_draw, confusion_draw, score_draw) =
            (held.uniform(), held.uniform(), held.uniform());
        let miss = miss_probability(seen, config);
        if miss_draw < miss {
            continue;
        }
        let class = match confusion_draw < config.confusion_probability {
            true => confused(seen.class),
            false => seen.class,
        };
        let jitter = slow.normals(&format!("{component}, sides"), 4);
        let box_px = jittered(seen.box_px, &jitter, config, view);
        boxes.push((class, box_px, true_score(miss, score_draw)));
    }
    poisson_times(config.false_positives_per_frame, random, |random| {
        boxes.push(around_nothing(view, random));
    });
    numbered(boxes.into_iter())
}

fn is_enough(seen: &SeenAgent, config: &OraclePerceiverConfig) -> bool {
    let height_px = seen.box_px[3] - seen.box_px[1];
    height_px >= config.min_height_px && seen.visibility >= config.min_visibility
}

fn numbered(boxes: impl Iterator<Item = (AgentClass, [f64; 4], f64)>) -> Vec<Detection2d> {
    boxes
        .zip(0..)
        .map(|((class, box_px, score), id)| Detection2d {
            id: DetectionId(id),
            class,
            box_px,
            score,
        })
        .collect()
}

/// Missed by chance, for its size, or for what hides it: three independent reasons.
fn miss_probability(seen: &SeenAgent, config: &NoisyOraclePerceiverConfig) -> f64 {
    let height_px = seen.box_px[3] - seen.box_px[1];
    let by_size = match config.small_miss_height_px > 0.0 {
        true => libm::exp(-height_px / config.small_miss_height_px),
        false => 0.0,
    };
    let by_occlusion = config.occlusion_miss_probability * (1.0 - seen.visibility);
    let found = (1.0 - config.miss_probability) * (1.0 - by_size) * (1.0 - by_occlusion);
    (1.0 - found).clamp(0.0, 1.0)
}

fn confused(class: AgentClass) -> AgentClass {
    match class {
        AgentClass::Car | AgentClass::Bus => AgentClass::Truck,
        AgentClass::Truck => AgentClass::Bus,
        AgentClass::Motorcycle => AgentClass::Bicycle,
        AgentClass::Bicycle => AgentClass::Motorcycle,
        AgentClass::Pedestrian | AgentClass::StaticObject => class,
    }
}

/// A box with its sides moved, within the image and never inside out.
fn jittered(
    box_px: [f64; 4],
    jitter: &[f64],
    config: &NoisyOraclePerceiverConfig,
    view: &CameraTruth,
) -> [f64; 4] {
    let [left, top, right, bottom] = box_px;
    let size_px = [right - left, bottom - top];
    let (rows, columns) = view.depth_m.dim();
    let edge_px = [columns as f64 - 0.5, rows as f64 - 0.5];
    let side = |k: usize| {
        let axis = k % 2;
        let deviation_px = config.box_noise_px + config.box_noise * size_px[axis];
        let moved_px = box_px[k] + deviation_px * jitter.get(k).copied().unwrap_or(0.0);
        // A side at the image's edge stays there: a network sees that the object goes on.
        let is_cut = box_px[k] <= -0.5 || box_px[k] >= edge_px[axis];
        if is_cut {
            box_px[k]
        } else {
            moved_px.clamp(-0.5, edge_px[axis])
        }
    };
    let order = |a: f64, b: f64| (a.min(b), a.max(b).max(a.min(b) + 1.0));
    let ((left, right), (top, bottom)) = (order(side(0), side(2)), order(side(1), side(3)));
    [left, top, right, bottom]
}

fn around_nothing(view: &CameraTruth, random: &mut Random) -> (AgentClass, [f64; 4], f64) {
    let (rows, columns) = view.depth_m.dim();
    let (width_px, height_px) = (columns as f64, rows as f64);
    let (class, ratio) = FALSE_KINDS[random.index(FALSE_KINDS.len())];
    let tall_px = height_px * random.range(FALSE_HEIGHTS[0], FALSE_HEIGHTS[1]);
    let wide_px = (ratio * tall_px).min(width_px);
    let left = random.range(-0.5, (width_px - wide_px - 0.5).max(-0.4));
    let top = random.range(
        0.4 * height_px,
        (height_px - tall_px - 0.5).max(0.41 * height_px),
    );
    let score = false_score(random);
    (class, [left, top, left + wide_px, top + tall_px], score)
}
