//! What cameras show of the real world.

use nalgebra::Vector3;

use trunkline_interfaces::messages::{Truth, Validate as _};
use trunkline_interfaces::{Intrinsics, World as _};

use super::Camera;
use crate::{Scenario, Simulation};

fn front(width_px: u32, height_px: u32) -> Camera {
    let lens = Intrinsics::pinhole(width_px, height_px, 1.2);
    Camera::looking("front", lens, Vector3::new(1.6, 0.0, 1.4), 0.0, 0.02)
}

fn seen(name: &str, seed: u64, cameras: Vec<Camera>) -> std::sync::Arc<Truth> {
    let scenario = Scenario::builtin(name).unwrap().unwrap();
    let mut world = Simulation::new(&scenario).unwrap().with_cameras(cameras);
    world.reset(seed).unwrap();
    world.observe().truth.unwrap()
}

#[test]
fn a_camera_sees_the_car_ahead_with_its_labels() {
    let truth = seen("following", 0, vec![front(160, 90)]);
    truth.validate().unwrap();
    let view = &truth.views[0];
    assert!(!view.agents.is_empty());
    for (i, agent) in view.agents.iter().enumerate() {
        let count = view
            .instances
            .iter()
            .filter(|v| usize::from(**v) == i + 1)
            .count();
        assert_eq!(count, agent.pixels as usize, "{agent:?}");
        assert!(agent.visibility > 0.0 && agent.visibility <= 1.0);
        assert!(truth.agent(agent.agent).is_some());
    }
    let ids: Vec<_> = view.agents.iter().map(|a| a.agent).collect();
    assert!(ids.is_sorted());
}

#[test]
fn without_cameras_there_are_no_views() {
    assert!(seen("following", 0, Vec::new()).views.is_empty());
}
