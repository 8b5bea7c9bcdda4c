//! All cameras of the ego, and what they share.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use nalgebra::Isometry3;

use trunkline_interfaces::messages::{CameraFrame, CameraTruth};
use trunkline_interfaces::{Random, Stamp};
use trunkline_render::{Renderer, Scene};

use super::labels::camera_truth;
use super::lights;
use super::mount::Camera;
use super::pose::world_from_ego;
use super::road_users::Models;
use super::view::View;

/// All cameras of the ego. Models of agents are kept between pictures; they depend on who it is
/// alone, so no picture depends on those before.
#[derive(Debug, Default)]
pub(crate) struct Rig {
    cameras: Vec<Camera>,
    /// Whether frames hold their images; labels alone cost less.
    has_images: bool,
    models: Mutex<Models>,
    renderer: Mutex<Renderer>,
}

impl Rig {
    pub(crate) fn new(cameras: Vec<Camera>) -> Self {
        Self {
            cameras,
            has_images: true,
            models: Mutex::default(),
            renderer: Mutex::default(),
        }
    }

    /// The same cameras, whose frames stay without images.
    pub(crate) fn without_images(&self) -> Self {
        Self {
            has_images: false,
            ..Self::new(self.cameras.clone())
        }
    }

    /// Whether there are pictures to look at.
    pub(crate) fn has_images(&self) -> bool {
        self.has_images && !self.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cameras.is_empty()
    }

    /// Whether every camera can take pictures.
    ///
    /// # Errors
    /// What is wrong with the first that cannot.
    pub(crate) fn check(&self) -> Result<(), String> {
        let mut renderer = Renderer::new();
        let mut names = BTreeSet::new();
        for camera in &self.cameras {
            let mount = &camera.mount;
            if !names.insert(&mount.name) {
                return Err(format!("two cameras are named `{}`", mount.name));
            }
            let pose = &mount.ego_from_camera;
            renderer
                .render(
                    &Scene::default(),
                    &mount.intrinsics,
                    pose,
                    &camera.sensor,
                    0,
                )
                .map_err(|e| format!("camera `{}`: {e}", mount.name))?;
        }
        Ok(())
    }

    /// A frame and its labels per camera, in their order.
    pub(crate) fn shoot(&self, view: View<'_>) -> (Vec<Arc<CameraFrame>>, Vec<CameraTruth>) {
        let world_from_ego = world_from_ego(view.ego);
        let scene = self.scene(&view, &world_from_ego);
        let mut renderer = self.renderer.lock().unwrap_or_else(PoisonError::into_inner);
        let shot = |camera: &Camera| {
            let mount = &camera.mount;
            let world_from_camera = world_from_ego * mount.ego_from_camera;
            let noise_seed = noise_seed(view.seed, &mount.name, view.header.stamp);
            // A camera that cannot take pictures was refused by `check`.
            let lens = &mount.intrinsics;
            let picture = if self.has_images {
                let sensor = &camera.sensor;
                renderer.render(&scene, lens, &world_from_camera, sensor, noise_seed)
            } else {
                renderer.render_labels(&scene, lens, &world_from_camera)
            };
            let mut picture = picture.ok()?;
            let truth = camera_truth(&mount.name, &mut picture, view.agents);
            let frame = CameraFrame {
                header: view.header,
                camera: mount.name.clone(),
                image: picture.image,
                intrinsics: mount.intrinsics,
                ego_from_camera: mount.ego_from_camera,
            };
            Some((Arc::new(frame), truth))
        };
        self.cameras.iter().filter_map(shot).unzip()
    }

    pub(super) fn scene(&self, view: &View<'_>, world_from_ego: &Isometry3<f64>) -> Scene {
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
            scene.lights.extend_from_slice(view.street_lights);
        }
        scene
    }
}

/// The sensor's noise is drawn anew for each time and camera.
fn noise_seed(run_seed: u64, camera: &str, now: Stamp) -> u64 {
    let step = now.ns().unsigned_abs();
    let draw = Random::new(run_seed, &format!("world/camera/{camera}"), step).uniform();
    (draw * (1_u64 << 53) as f64) as u64
}
