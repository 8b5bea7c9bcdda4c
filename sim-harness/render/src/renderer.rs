//! The renderer: a scene and a camera in, a picture out.

use std::sync::Arc;

use nalgebra::Isometry3;
use ndarray::Array3;
use rayon::prelude::*;
use trunkline_interfaces::Intrinsics;

use crate::develop::{Darkroom, Frame};
use crate::error::RenderError;
use crate::geometry::{Bounds, BoundsCache, View, visible_things};
use crate::lens::{Lens, TILE_H};
use crate::phase::Phase;
use crate::picture::Picture;
use crate::raster::Band;
use crate::scene::{Placed, Scene};
use crate::sensor::Sensor;
use crate::shade::{Daylight, LampGrid, Mirrored, Shading, shade_band};
use crate::shadow::ShadowCache;
use crate::sight::Sight;
use crate::texture::Library;

/// Lenses that are remembered.
const LENSES: usize = 16;
/// First object number that cannot be named: the instance map holds 1 + the number.
const MOST_OBJECTS: u16 = u16::MAX;

/// Takes pictures of scenes. Holds buffers and what can be reused from picture to picture; nothing
/// of it changes a bit of a picture.
#[derive(Debug)]
pub struct Renderer {
    lenses: Vec<Arc<Lens>>,
    bounds: BoundsCache,
    backdrop: Option<(Arc<Vec<Placed>>, Vec<Bounds>)>,
    sight: Sight,
    light: Vec<[f32; 3]>,
    /// Light before it is mirrored.
    dry: Vec<[f32; 3]>,
    lamps: LampGrid,
    shadows: ShadowCache,
    darkroom: Darkroom,
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

impl Renderer {
    /// A renderer with empty buffers.
    pub fn new() -> Self {
        Self {
            lenses: Vec::new(),
            bounds: BoundsCache::default(),
            backdrop: None,
            sight: Sight::default(),
            light: Vec::new(),
            dry: Vec::new(),
            lamps: LampGrid::default(),
            shadows: ShadowCache::default(),
            darkroom: Darkroom::new(),
        }
    }

    /// The picture that a camera takes of a scene. The same arguments give the same bits.
    ///
    /// The camera's frame has x to the right, y down, z along the optical axis; the world is
    /// right-handed with z up, m. `noise_seed` chooses the sensor's noise and the rain.
    ///
    /// # Errors
    /// Without pixels or with too many; where a number of the camera or the sensor is not finite or
    /// out of its range; where the scene has more objects than an instance map can name.
    pub fn render(
        &mut self,
        scene: &Scene,
        intrinsics: &Intrinsics,
        world_from_camera: &Isometry3<f64>,
        sensor: &Sensor,
        noise_seed: u64,
    ) -> Result<Picture, RenderError> {
        let ended = &mut |_| {};
        self.render_watched(
            scene,
            intrinsics,
            world_from_camera,
            sensor,
            noise_seed,
            ended,
        )
    }

    /// The labels of [`render`](Self::render), bit by bit, with an empty image: for those who look
    /// at labels alone; shading, most of the work, falls away.
    ///
    /// # Errors
    /// Those of [`render`](Self::render), those of the sensor apart.
    pub fn render_labels(
        &mut self,
        scene: &Scene,
        intrinsics: &Intrinsics,
        world_from_camera: &Isometry3<f64>,
    ) -> Result<Picture, RenderError> {
        self.take(scene, intrinsics, world_from_camera, None, &mut |_| {})
    }

    /// [`render`](Self::render), and `ended` is told each time that work of a phase has ended: phases
    /// come more than once, their times add up. So a benchmark can say what the time goes to.
    ///
    /// # Errors
    /// Those of [`render`](Self::render).
    pub fn render_watched(
        &mut self,
        scene: &Scene,
        intrinsics: &Intrinsics,
        world_from_camera: &Isometry3<f64>,
        sensor: &Sensor,
        noise_seed: u64,
        ended: &mut (dyn FnMut(Phase) + Send),
    ) -> Result<Picture, RenderError> {
        sensor.check()?;
        let film = Some((*sensor, noise_seed));
        self.take(scene, intrinsics, world_from_camera, film, ended)
    }

    /// Labels, and the image if there is a sensor with the seed of its noise.
    fn take(
        &mut self,
        scene: &Scene,
        intrinsics: &Intrinsics,
        world_from_camera: &Isometry3<f64>,
        film: Option<(Sensor, u64)>,
        ended: &mut (dyn FnMut(Phase) + Send),
    ) -> Result<Picture, RenderError> {
        let lens = self.lens(intrinsics)?;
        let view = View::new(world_from_camera)?;
        let objects = count_objects(scene)?;
        self.learn_backdrop(scene);
        let daylight = Daylight::of(scene.conditions);
        let Self {
            bounds,
            backdrop,
            sight,
            light,
            dry,
            lamps,
            shadows,
            darkroom,
            ..
        } = self;
        let (backdrop, moving) = with_bounds(backdrop.as_ref(), &scene.moving, bounds);
        let all = backdrop.iter().chain(&moving).copied();
        let look = || {
            let things = visible_things(all, &view, &lens);
            let picture = sight.look(&things, &lens, objects, ended);
            (things, picture, ended)
        };
        let light_up = || {
            film?;
            lamps.fill(&scene.lights, &view, &lens);
            let shadows = shadows;
            let (towards_key, penumbra_m) = (&daylight.towards_key, daylight.penumbra_m);
            shadows.around(&view.eye_m, towards_key, penumbra_m, &backdrop, &moving)
        };
        let ((things, mut picture, ended), shadows) = rayon::join(look, light_up);
        ended(Phase::Raster);
        let Some((sensor, noise_seed)) = film else {
            return Ok(picture);
        };
        picture.image = Array3::zeros((lens.height, lens.width, 3));
        let shading = Shading {
            lens: &lens,
            things: &things,
            triangles: &sight.triangles,
            world_from_camera: view.world_from_camera_f32,
            daylight: &daylight,
            library: Library::get(),
            shadows,
            lamps,
        };
        light.resize(lens.width * lens.height, [0.0; 3]);
        paint(shading, &sight.bands, &picture, light);
        mirror(shading, &picture, dry, light);
        ended(Phase::Shading);
        let frame = Frame {
            light,
            width: lens.width,
            sensor,
            daylight: &daylight,
            noise_seed,
        };
        if let Some(image) = picture.image.as_slice_mut() {
            darkroom.develop(frame, image);
        }
        ended(Phase::Sensor);
        Ok(picture)
    }

    fn lens(&mut self, intrinsics: &Intrinsics) -> Result<Arc<Lens>, RenderError> {
        if let Some(lens) = self
            .lenses
            .iter()
            .find(|lens| lens.intrinsics == *intrinsics)
        {
            return Ok(Arc::clone(lens));
        }
        let lens = Arc::new(Lens::new(intrinsics)?);
        if self.lenses.len() >= LENSES {
            self.lenses.remove(0);
        }
        self.lenses.push(Arc::clone(&lens));
        Ok(lens)
    }

    fn learn_backdrop(&mut self, scene: &Scene) {
        let is_known = self.backdrop.as_ref();
        if is_known.is_some_and(|(known, _)| Arc::ptr_eq(known, &scene.backdrop)) {
            return;
        }
        let placed = scene.backdrop.iter();
        let all = placed.map(|placed| self.bounds.of(&placed.mesh)).collect();
        self.backdrop = Some((Arc::clone(&scene.backdrop), all));
        self.shadows.clear();
    }
}

/// Placed things, each with its bounds.
type Bounded<'a> = Vec<(&'a Placed, Bounds)>;

/// What never moves, and what may, each with its bounds.
fn with_bounds<'a>(
    backdrop: Option<&'a (Arc<Vec<Placed>>, Vec<Bounds>)>,
    moving: &'a [Placed],
    bounds: &mut BoundsCache,
) -> (Bounded<'a>, Bounded<'a>) {
    let backdrop = backdrop.into_iter();
    let backdrop = backdrop.flat_map(|(placed, all)| placed.iter().zip(all.iter().copied()));
    let moving = moving.iter();
    let moving = moving.map(|placed| (placed, bounds.of(&placed.mesh)));
    (backdrop.collect(), moving.collect())
}

fn count_objects(scene: &Scene) -> Result<usize, RenderError> {
    let placed = scene.backdrop.iter().chain(&scene.moving);
    let highest = placed.filter_map(|placed| placed.object).max();
    match highest {
        Some(object @ MOST_OBJECTS) => Err(RenderError::TooManyObjects {
            object,
            limit: MOST_OBJECTS,
        }),
        highest => Ok(highest.map_or(0, |object| usize::from(object) + 1)),
    }
}

fn paint(shading: Shading<'_>, bands: &[Band], picture: &Picture, light: &mut [[f32; 3]]) {
    let chunk = shading.lens.width * TILE_H;
    let Some(depth_m) = picture.depth_m.as_slice() else {
        return;
    };
    let rows = light.par_chunks_mut(chunk).zip(depth_m.par_chunks(chunk));
    let jobs = rows.zip(bands.par_iter()).enumerate();
    jobs.with_max_len(1)
        .for_each(|(row, ((light, depth_m), band))| {
            shade_band(shading, row, band, depth_m, light);
        });
}

/// Adds what wet ground mirrors; `dry` becomes a copy of the light before.
fn mirror(
    shading: Shading<'_>,
    picture: &Picture,
    dry: &mut Vec<[f32; 3]>,
    light: &mut [[f32; 3]],
) {
    let labels = (picture.depth_m.as_slice(), picture.classes.as_slice());
    let (Some(depth_m), Some(classes)) = labels else {
        return;
    };
    if shading.daylight.wetness > 0.0 {
        dry.clear();
        dry.extend_from_slice(light);
        let mirrored = Mirrored {
            shading,
            depth_m,
            classes,
            light: dry,
        };
        mirrored.add_to(light);
    }
}
