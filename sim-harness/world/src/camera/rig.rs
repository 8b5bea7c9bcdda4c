//! All cameras of the ego, and what they share.

use std::sync::{Arc, Mutex, PoisonError};

use nalgebra::Isometry3;

use trunkline_interfaces::messages::{CameraFrame, CameraTruth, EgoState, Header, TruthAgent};
use trunkline_render::{Conditions, Placed, Scene};

use crate::agents::Sign;

use super::labels::camera_truth;
use super::lights;
use super::mount::Camera;
use super::pose::world_from_ego;
use super::road_users::Models;
use super::stub;

/// The world as cameras see it at one time.
pub(crate) struct View<'a> {
    pub(crate) header: Header,
    pub(crate) conditions: Conditions,
    pub(crate) ego: &'a EgoState,
    /// By ascending id.
    pub(crate) agents: &'a [TruthAgent],
    /// What their lamps say, one per agent.
    pub(crate) signs: &'a [Sign],
    /// Seed of the run: who it is decides how they look.
    pub(crate) seed: u64,
    /// What never moves.
    pub(crate) backdrop: &'a Arc<Vec<Placed>>,
    /// What of the scenery switches: signal heads.
    pub(crate) switched: Vec<Placed>,
}

/// All cameras of the ego. Models of agents are kept between pictures; they depend on who it is
/// alone, so no picture depends on those before.
#[derive(Debug, Default)]
pub(crate) struct Rig {
    cameras: Vec<Camera>,
    models: Mutex<Models>,
}

impl Rig {
    pub(crate) fn new(cameras: Vec<Camera>) -> Self {
        Self {
            cameras,
            models: Mutex::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cameras.is_empty()
    }

    /// A frame and its labels per camera, in their order.
    pub(crate) fn shoot(&self, view: View<'_>) -> (Vec<Arc<CameraFrame>>, Vec<CameraTruth>) {
        let world_from_ego = world_from_ego(view.ego);
        let scene = self.scene(&view, &world_from_ego);
        let shot = |camera: &Camera| {
            let mount = &camera.mount;
            let world_from_camera = world_from_ego * mount.ego_from_camera;
            let picture = stub::render(&scene, &mount.intrinsics, &world_from_camera);
            let frame = CameraFrame {
                header: view.header,
                camera: mount.name.clone(),
                image: picture.rgb,
                intrinsics: mount.intrinsics,
                ego_from_camera: mount.ego_from_camera,
            };
            let truth = camera_truth(
                &mount.name,
                picture.classes,
                picture.objects,
                picture.depth_m,
                picture.seen,
                view.agents,
            );
            (Arc::new(frame), truth)
        };
        self.cameras.iter().map(shot).unzip()
    }

    fn scene(&self, view: &View<'_>, world_from_ego: &Isometry3<f64>) -> Scene {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        let users = models.place(view);
        let mut scene = Scene {
            backdrop: Arc::clone(view.backdrop),
            moving: view.switched.clone(),
            lights: Vec::new(),
            conditions: view.conditions,
        };
        scene.moving.extend(users.placed);
        if lights::is_dark(view.conditions) {
            scene.lights.extend(lights::of_ego(world_from_ego));
            scene.lights.extend(users.lights);
        }
        scene
    }
}
