//! Light of a time of day and weather. Light is linear RGB; 1 is a white wall in the sun at noon.
//! The figures are chosen by eye; measured skies differ by more than their differences.

use nalgebra::Vector3;

use crate::conditions::{Conditions, Sky, TimeOfDay};

/// What lights a scene besides its lamps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Daylight {
    /// Where the strongest light comes from: the sun, or a closed sky's zenith; unit, world.
    pub(crate) towards_key: Vector3<f32>,
    /// What it gives a surface that faces it.
    pub(crate) key: Vector3<f32>,
    /// How far its shadows' edges are smeared, m.
    pub(crate) penumbra_m: f32,
    /// What the sky gives a surface that faces up.
    pub(crate) from_above: Vector3<f32>,
    /// What the ground gives a surface that faces down.
    pub(crate) from_below: Vector3<f32>,
    pub(crate) zenith: Vector3<f32>,
    pub(crate) horizon: Vector3<f32>,
    /// Glow around the sun; zero where it is hidden.
    pub(crate) glow: Vector3<f32>,
    /// The sun's disc.
    pub(crate) disc: f32,
    /// Share of the sky that clouds cover, and their light.
    pub(crate) clouds: f32,
    pub(crate) cloud: Vector3<f32>,
    /// Light lost to the haze, 1/m.
    pub(crate) haze_per_m: f32,
    /// Water on what lies open, in `[0, 1]`.
    pub(crate) wetness: f32,
    /// Rain in the air, in `[0, 1]`.
    pub(crate) rain: f32,
    /// How much stars shine.
    pub(crate) stars: f32,
}

fn rgb(r: f32, g: f32, b: f32) -> Vector3<f32> {
    Vector3::new(r, g, b)
}

fn direction(x: f32, y: f32, z: f32) -> Vector3<f32> {
    let v = rgb(x, y, z);
    v / v.dot(&v).sqrt()
}

impl Daylight {
    pub(crate) fn of(conditions: Conditions) -> Self {
        let clear = match conditions.time {
            TimeOfDay::Day => Self::noon(),
            TimeOfDay::Dusk => Self::dusk(),
            TimeOfDay::Night => Self::night(),
        };
        match conditions.sky {
            Sky::Clear => clear,
            Sky::Overcast => clear.closed(0.62, 1.0 / 2500.0),
            Sky::Rain => Self {
                wetness: 1.0,
                rain: 1.0,
                ..clear.closed(0.45, 1.0 / 500.0)
            },
            // Koschmieder, 1924: what is seen at distance d has a contrast of exp(-βd); one sees
            // to where 5 % are left, so 100 m make β = 3 / 100 m.
            Sky::Fog => clear.closed(0.6, 3.0 / 100.0).foggy(),
        }
    }

    fn noon() -> Self {
        Self {
            towards_key: direction(-0.45, -0.62, 0.80),
            key: rgb(0.86, 0.78, 0.66),
            penumbra_m: 0.0,
            from_above: rgb(0.21, 0.27, 0.38),
            from_below: rgb(0.13, 0.12, 0.105),
            zenith: rgb(0.13, 0.29, 0.62),
            horizon: rgb(0.58, 0.70, 0.84),
            glow: rgb(0.9, 0.78, 0.6),
            disc: 1.0,
            clouds: 0.48,
            cloud: rgb(0.95, 0.95, 0.96),
            haze_per_m: 1.0 / 1600.0,
            wetness: 0.0,
            rain: 0.0,
            stars: 0.0,
        }
    }

    fn dusk() -> Self {
        Self {
            towards_key: direction(0.82, 0.48, 0.14),
            key: rgb(0.62, 0.31, 0.12),
            penumbra_m: 0.1,
            from_above: rgb(0.105, 0.115, 0.17),
            from_below: rgb(0.05, 0.042, 0.04),
            zenith: rgb(0.07, 0.11, 0.25),
            horizon: rgb(0.50, 0.33, 0.26),
            glow: rgb(0.95, 0.45, 0.16),
            disc: 0.6,
            clouds: 0.5,
            cloud: rgb(0.42, 0.27, 0.25),
            haze_per_m: 1.0 / 1100.0,
            wetness: 0.0,
            rain: 0.0,
            stars: 0.1,
        }
    }

    fn night() -> Self {
        Self {
            towards_key: Vector3::z(),
            key: rgb(0.005, 0.007, 0.011),
            penumbra_m: 0.35,
            from_above: rgb(0.010, 0.012, 0.019),
            from_below: rgb(0.007, 0.006, 0.005),
            zenith: rgb(0.0035, 0.0050, 0.011),
            horizon: rgb(0.026, 0.023, 0.025),
            glow: Vector3::zeros(),
            disc: 0.0,
            clouds: 0.3,
            cloud: rgb(0.014, 0.013, 0.015),
            haze_per_m: 1.0 / 1600.0,
            wetness: 0.0,
            rain: 0.0,
            stars: 1.0,
        }
    }

    /// Under closed clouds that leave a share of the light.
    fn closed(self, share: f32, haze_per_m: f32) -> Self {
        let total = self.from_above + self.key * (0.85 * self.towards_key.z + 0.1);
        let grey = |v: Vector3<f32>, keep: f32| {
            let mean = 0.3 * v.x + 0.55 * v.y + 0.15 * v.z;
            Vector3::repeat(mean) * (1.0 - keep) + v * keep
        };
        let light = grey(total, 0.25) * share;
        Self {
            towards_key: Vector3::z(),
            key: light * 0.42,
            penumbra_m: 0.55,
            from_above: light * 0.58,
            from_below: light * 0.22,
            zenith: light * 0.78,
            horizon: light * 1.02,
            glow: Vector3::zeros(),
            disc: 0.0,
            clouds: 1.0,
            cloud: light * 0.9,
            haze_per_m,
            stars: 0.0,
            ..self
        }
    }

    fn foggy(self) -> Self {
        let veil = (self.horizon + self.zenith) * 0.5;
        Self {
            zenith: veil * 1.06,
            horizon: veil,
            clouds: 0.0,
            ..self
        }
    }
}
