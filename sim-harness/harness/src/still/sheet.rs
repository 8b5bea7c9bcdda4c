//! Many small pictures on one sheet: what the simulator's worlds look like.

use std::sync::atomic::AtomicBool;

use image::RgbImage;
use nalgebra::Vector3;
use trunkline_interfaces::{Intrinsics, Random, Registry};
use trunkline_render::{Conditions, Sky, TimeOfDay};
use trunkline_world::generate::Kind;
use trunkline_world::{Camera, random_drive};

use super::moment::{MomentError, moment};
use crate::paint::rgb;

/// Size of one picture.
const CELL_PX: [u32; 2] = [480, 270];
/// Pictures beside each other.
const COLUMNS: u32 = 4;
/// Between pictures, pixels.
const GAP_PX: u32 = 4;
/// Field of view, rad: 80°.
const FOV_RAD: f64 = 1.396;
/// Latest time of a picture, s.
const LATEST_S: f64 = 12.0;
/// Half of the pictures are taken on a clear or cloudy day; the others show what else there is.
const OTHERS: [(TimeOfDay, Sky); 6] = [
    (TimeOfDay::Dusk, Sky::Clear),
    (TimeOfDay::Night, Sky::Clear),
    (TimeOfDay::Day, Sky::Rain),
    (TimeOfDay::Day, Sky::Fog),
    (TimeOfDay::Night, Sky::Rain),
    (TimeOfDay::Dusk, Sky::Overcast),
];

/// A sheet of random scenes.
pub struct Sheet<'a> {
    /// Every module; the default ones drive.
    pub registry: &'a Registry,
    /// Number of scenes, one picture each.
    pub scenes: u32,
    /// Seed of worlds, ways, traffic, times and weather.
    pub seed: u64,
    /// Set from elsewhere to stop.
    pub interrupted: &'a AtomicBool,
    /// Called with the name of each scene before it is driven.
    pub progress: &'a mut dyn FnMut(&str),
}

impl Sheet<'_> {
    /// Drives to every scene and puts the pictures onto one page.
    ///
    /// # Errors
    /// [`MomentError`] if a world cannot be set up or a drive not be made.
    pub fn draw(self) -> Result<RgbImage, MomentError> {
        let columns = COLUMNS.min(self.scenes);
        let rows = self.scenes.div_ceil(columns.max(1));
        let size = |cells: u32, cell_px: u32| cells * (cell_px + GAP_PX) + GAP_PX;
        let mut page = RgbImage::new(size(columns, CELL_PX[0]), size(rows, CELL_PX[1]));
        for k in 0..self.scenes {
            let kind = Kind::ALL[k as usize % Kind::ALL.len()];
            let seed = self.seed.wrapping_add(u64::from(k));
            (self.progress)(&format!("{} {seed}", kind.name()));
            let (mut scenario, roads) = random_drive(kind, seed)?;
            let conditions = conditions(k);
            scenario.weather.time = conditions.time;
            scenario.weather.sky = conditions.sky;
            let at_s = Random::new(seed, "sheet", 0).range(0.5, LATEST_S);
            let cameras = vec![camera()];
            let drawn = (&scenario, Some(&roads));
            let seen = moment(self.registry, drawn, seed, at_s, cameras, self.interrupted)?;
            for (frame, _) in seen {
                let left = size(k % columns, CELL_PX[0]);
                let top = size(k / columns, CELL_PX[1]);
                let picture = rgb(frame.image.view());
                image::imageops::replace(&mut page, &picture, left.into(), top.into());
            }
        }
        Ok(page)
    }
}

/// Light and weather of the k-th picture.
fn conditions(k: u32) -> Conditions {
    // Kinds repeat every three pictures and conditions every twelve: shift them against each other.
    let turn = (k + k / 12) as usize;
    let (time, sky) = match turn % 4 {
        0 | 2 => (TimeOfDay::Day, Sky::Clear),
        1 => OTHERS[turn / 4 % OTHERS.len()],
        _ => OTHERS[(turn / 4 + 3) % OTHERS.len()],
    };
    Conditions { time, sky }
}

fn camera() -> Camera {
    let lens = Intrinsics::pinhole(CELL_PX[0], CELL_PX[1], FOV_RAD);
    Camera::looking("front", lens, Vector3::new(1.6, 0.0, 1.45), 0.0, 0.02)
}
