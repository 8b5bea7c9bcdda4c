//! From the renderer's ids to agents.

use trunkline_interfaces::messages::{CameraTruth, SeenAgent, TruthAgent};
use trunkline_render::Picture;

/// Labels of one picture, of which object `k` is the agent `agents[k]`; those stand by ascending
/// id. The image stays.
pub(super) fn camera_truth(
    camera: &str,
    picture: &mut Picture,
    agents: &[TruthAgent],
) -> CameraTruth {
    let mut instance_of = vec![0_u16; agents.len() + 1];
    let mut seen = Vec::new();
    for (k, (agent, object)) in agents.iter().zip(&picture.objects).enumerate() {
        if object.pixels == 0 {
            continue;
        }
        seen.push(SeenAgent {
            agent: agent.id,
            class: agent.class,
            box_px: object.box_px,
            whole_box_px: object.whole_box_px,
            pixels: object.pixels,
            visibility: object.visibility(),
        });
        instance_of[k + 1] = seen.len() as u16;
    }
    let instances = std::mem::take(&mut picture.instances);
    CameraTruth {
        camera: camera.to_owned(),
        classes: std::mem::take(&mut picture.classes),
        instances: instances.mapv_into(|o| instance_of.get(usize::from(o)).copied().unwrap_or(0)),
        depth_m: std::mem::take(&mut picture.depth_m),
        agents: seen,
    }
}
