//! From the renderer's ids to agents.

use ndarray::Array2;

use trunkline_interfaces::messages::{CameraTruth, SeenAgent, TruthAgent};

/// What the renderer says of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenObject {
    pub(super) object: u16,
    pub(super) box_px: [f64; 4],
    pub(super) whole_box_px: [f64; 4],
    pub(super) pixels: u32,
    pub(super) whole_pixels: u32,
}

/// Labels of one picture. `objects` holds 1 + the object's number where there is one; object `k`
/// is the agent `agents[k]`, and those stand by ascending id.
pub(super) fn camera_truth(
    camera: &str,
    classes: Array2<u8>,
    objects: Array2<u16>,
    depth_m: Array2<f32>,
    mut seen: Vec<SeenObject>,
    agents: &[TruthAgent],
) -> CameraTruth {
    seen.retain(|s| s.pixels > 0 && usize::from(s.object) < agents.len());
    seen.sort_unstable_by_key(|s| s.object);
    let mut instance_of = vec![0_u16; agents.len() + 1];
    for (place, s) in seen.iter().enumerate() {
        instance_of[usize::from(s.object) + 1] = place as u16 + 1;
    }
    let instances = objects.mapv_into(|o| instance_of.get(usize::from(o)).copied().unwrap_or(0));
    let agents = seen.iter().map(|s| {
        let agent = &agents[usize::from(s.object)];
        SeenAgent {
            agent: agent.id,
            class: agent.class,
            box_px: s.box_px,
            whole_box_px: s.whole_box_px,
            pixels: s.pixels,
            visibility: f64::from(s.pixels) / f64::from(s.whole_pixels.max(s.pixels)),
        }
    });
    CameraTruth {
        camera: camera.to_owned(),
        classes,
        instances,
        depth_m,
        agents: agents.collect(),
    }
}
