//! `[cameras.NAME]`: what the ego sees with.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use nalgebra::{Vector2, Vector3};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Table;

use trunkline_interfaces::{ConfigError, ConfigSource, Distortion, Intrinsics};
use trunkline_render::Sensor;
use trunkline_world::Camera;

/// The table that holds the tables of all cameras.
const CAMERAS: &str = "cameras";
/// Cameras that one vehicle may carry.
const MOST: usize = 16;
/// A lens whose pixels come back farther than this from where they were shows points twice.
const LENS_ERROR: f64 = 1e-6;

/// One camera: its image, its lens, where it sits and where it looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CameraSection {
    /// Width of the image, pixels, in [16, 4096].
    pub width_px: u32,
    /// Height of the image, pixels, in [16, 4096].
    pub height_px: u32,
    /// Angle between the left and the right edge of the image, without distortion, degrees, in
    /// [5, 170]. Pixels are square.
    pub horizontal_fov_deg: f64,
    /// Place ahead of the rear axle, m, in [-20, 20].
    pub x_m: f64,
    /// Place to the left of the middle, m, in [-20, 20].
    pub y_m: f64,
    /// Height over the ground, m, in [0, 20].
    pub z_m: f64,
    /// Where it looks: to the left of straight ahead, degrees, in [-180, 180].
    pub yaw_deg: f64,
    /// Down from the horizon, degrees, in [-90, 90].
    pub pitch_deg: f64,
    /// Tilted clockwise about its axis, degrees, in [-180, 180].
    pub roll_deg: f64,
    /// What the lens bends.
    pub distortion: Distortion,
    /// What lens and sensor do to the picture.
    pub sensor: Sensor,
}

impl Default for CameraSection {
    fn default() -> Self {
        Self {
            width_px: 640,
            height_px: 360,
            horizontal_fov_deg: 95.0,
            x_m: Camera::WINDSCREEN_M.x,
            y_m: Camera::WINDSCREEN_M.y,
            z_m: Camera::WINDSCREEN_M.z,
            yaw_deg: 0.0,
            pitch_deg: 0.0,
            roll_deg: 0.0,
            distortion: Distortion::default(),
            sensor: Sensor::default(),
        }
    }
}

/// The cameras that are there if nobody says otherwise: one large picture of what lies ahead, and
/// two small ones of what comes from the sides. Where two meet they overlap by 17°.
fn rig() -> [(&'static str, CameraSection); 3] {
    let side = |y_m, yaw_deg| CameraSection {
        width_px: 320,
        height_px: 180,
        horizontal_fov_deg: 100.0,
        y_m,
        yaw_deg,
        ..CameraSection::default()
    };
    [
        ("front", CameraSection::default()),
        ("left", side(0.5, 80.0)),
        ("right", side(-0.5, -80.0)),
    ]
}

/// The cameras of a vehicle.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cameras {
    /// Every camera that is known, by name.
    pub sections: BTreeMap<String, CameraSection>,
    /// Names of those that are used, in this order.
    pub used: Vec<String>,
}

impl Cameras {
    /// Reads every camera: those of the default rig, and each that has a table. Used are those that
    /// `[world] cameras` lists; all if there is no list.
    ///
    /// # Errors
    /// [`ConfigError`] with the place of what is unknown, ill-typed or out of range.
    pub(super) fn read(
        source: &ConfigSource,
        listed: Option<&[String]>,
    ) -> Result<Self, ConfigError> {
        let problem = |path: &str, key: &str, problem: String, hint: &str| {
            Err(source.problem(path, key, problem, hint.to_owned()))
        };
        let top = source.keys("");
        if top.iter().any(|s| s.key == CAMERAS && !s.is_table) {
            let words = "`cameras` must hold a table for each camera".to_owned();
            let hint = "write [cameras.front] and keys below it; which are used says \
                        [world] cameras = [\"front\"]";
            return problem("", CAMERAS, words, hint);
        }
        let mut sections = BTreeMap::new();
        let mut names: Vec<String> = Vec::new();
        for (name, defaults) in rig() {
            names.push(name.to_owned());
            sections.insert(name.to_owned(), one(source, name, &defaults)?);
        }
        for section in source.keys(CAMERAS) {
            let name = section.key;
            if !is_name(&name) {
                let words = format!("`{name}` cannot name a camera");
                let hint = "names are letters, digits, `-` and `_`: they are parts of topics";
                return problem(CAMERAS, &name, words, hint);
            }
            if !sections.contains_key(&name) {
                let read = one(source, &name, &CameraSection::default())?;
                sections.insert(name.clone(), read);
                names.push(name);
            }
        }
        let used = listed.map_or(names, <[String]>::to_vec);
        for (i, name) in used.iter().enumerate() {
            if !sections.contains_key(name) {
                let known = sections.keys().map(String::as_str).collect::<Vec<_>>();
                let words = format!("there is no camera `{name}`");
                let hint = format!(
                    "known here: {}; a table [{CAMERAS}.{name}] makes a new one",
                    known.join(", ")
                );
                return problem("world", CAMERAS, words, &hint);
            }
            if used[..i].contains(name) {
                let words = format!("camera `{name}` stands there twice");
                return problem("world", CAMERAS, words, "name each camera once");
            }
        }
        if used.len() > MOST {
            let words = format!("{} cameras are used, but at most {MOST} can be", used.len());
            return problem("world", CAMERAS, words, "leave some out");
        }
        Ok(Self { sections, used })
    }

    /// The cameras that are used, in their order, as the world mounts them.
    pub fn mounted(&self) -> Vec<Camera> {
        let used = self.used.iter();
        used.filter_map(|name| Some(self.sections.get(name)?.mounted(name)))
            .collect()
    }

    /// The tables as they stand in a config.
    pub(super) fn to_table(&self) -> Table {
        // Plain structs of numbers, which TOML can always hold.
        Table::try_from(&self.sections).unwrap_or_default()
    }
}

fn is_name(name: &str) -> bool {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.chars().all(is_fit)
}

fn one(
    source: &ConfigSource,
    name: &str,
    defaults: &CameraSection,
) -> Result<CameraSection, ConfigError> {
    let path = format!("{CAMERAS}.{name}");
    // The lens is part of messages, which let unknown fields pass; a config does not.
    let bends = Table::try_from(defaults.distortion).unwrap_or_default();
    let names: Vec<&str> = bends.keys().map(String::as_str).collect();
    let known = || names.iter().copied();
    let table = format!("{path}.distortion");
    for section in source.keys(&table) {
        if !known().any(|key| key == section.key) {
            return Err(source.unknown_key(&table, &section.key, known()));
        }
    }
    let defaults = Table::try_from(defaults).unwrap_or_default();
    let section: CameraSection = source.section_over(&path, defaults)?;
    let Err(bad) = section.check() else {
        return Ok(section);
    };
    let problem = format!("`{}` is {}, but {}", bad.key, bad.value, bad.rule);
    let (table, key) = match bad.key.rsplit_once('.') {
        Some((table, key)) => (format!("{path}.{table}"), key),
        None => (path, bad.key),
    };
    Err(source.problem(&table, key, problem, String::new()))
}

/// A value out of its range.
struct OutOfRange {
    key: &'static str,
    value: String,
    rule: String,
}

impl CameraSection {
    /// Least and largest width and height of an image, pixels.
    pub const SIZE_PX: RangeInclusive<u32> = 16..=4096;
    /// Least and largest horizontal field of view, degrees.
    pub const FOV_DEG: RangeInclusive<f64> = 5.0..=170.0;

    fn check(&self) -> Result<(), OutOfRange> {
        let fail = |key, value: String, rule: String| Err(OutOfRange { key, value, rule });
        for (key, px) in [("width_px", self.width_px), ("height_px", self.height_px)] {
            if !Self::SIZE_PX.contains(&px) {
                let (least, most) = Self::SIZE_PX.into_inner();
                let rule = format!("must be in [{least}, {most}] px");
                return fail(key, px.to_string(), rule);
            }
        }
        let (d, s) = (&self.distortion, &self.sensor);
        for (key, value, least, most, unit) in [
            (
                "horizontal_fov_deg",
                self.horizontal_fov_deg,
                *Self::FOV_DEG.start(),
                *Self::FOV_DEG.end(),
                " degrees",
            ),
            ("x_m", self.x_m, -20.0, 20.0, " m"),
            ("y_m", self.y_m, -20.0, 20.0, " m"),
            ("z_m", self.z_m, 0.0, 20.0, " m"),
            ("yaw_deg", self.yaw_deg, -180.0, 180.0, " degrees"),
            ("pitch_deg", self.pitch_deg, -90.0, 90.0, " degrees"),
            ("roll_deg", self.roll_deg, -180.0, 180.0, " degrees"),
            ("distortion.k1", d.k1, -10.0, 10.0, ""),
            ("distortion.k2", d.k2, -10.0, 10.0, ""),
            ("distortion.p1", d.p1, -1.0, 1.0, ""),
            ("distortion.p2", d.p2, -1.0, 1.0, ""),
            ("distortion.k3", d.k3, -10.0, 10.0, ""),
            ("sensor.exposure", s.exposure, 0.1, 10.0, ""),
            ("sensor.vignetting", s.vignetting, 0.0, 1.0, ""),
            ("sensor.noise", s.noise, 0.0, 50.0, ""),
            ("sensor.blur_px", s.blur_px, 0.0, 5.0, " px"),
        ] {
            if !(value >= least && value <= most) {
                let rule = format!("must be in [{least}, {most}]{unit}");
                return fail(key, value.to_string(), rule);
            }
        }
        match self.folded_px() {
            Some([u, v]) => {
                let value = format!("k1 = {}, k2 = {}, …", d.k1, d.k2);
                let rule = format!(
                    "must show every point once: the ray of pixel ({u:.0}, {v:.0}) does not come back to it"
                );
                fail("distortion", value, rule)
            }
            None => Ok(()),
        }
    }

    fn intrinsics(&self) -> Intrinsics {
        let fov_rad = self.horizontal_fov_deg.to_radians();
        Intrinsics {
            distortion: self.distortion,
            ..Intrinsics::pinhole(self.width_px, self.height_px, fov_rad)
        }
    }

    /// A pixel at the image's edge that the lens, bent too far, does not show in one place.
    fn folded_px(&self) -> Option<[f64; 2]> {
        let lens = self.intrinsics();
        let (right, bottom) = (
            f64::from(self.width_px) - 1.0,
            f64::from(self.height_px) - 1.0,
        );
        let steps = (0..=8).map(|i| f64::from(i) / 8.0);
        let edge = steps.flat_map(|t| {
            let (u, v) = (t * right, t * bottom);
            [[u, 0.0], [u, bottom], [0.0, v], [right, v]]
        });
        edge.into_iter().find(|[u, v]| {
            let seen = Vector2::new((u - lens.cx_px) / lens.fx_px, (v - lens.cy_px) / lens.fy_px);
            let again = lens.distortion.distort(lens.distortion.undistort(seen));
            !((again - seen).norm() < LENS_ERROR)
        })
    }

    /// The camera as the world mounts it. For values within their ranges.
    pub fn mounted(&self, name: &str) -> Camera {
        let position_m = Vector3::new(self.x_m, self.y_m, self.z_m);
        let (yaw_rad, pitch_rad) = (self.yaw_deg.to_radians(), self.pitch_deg.to_radians());
        let camera = Camera::looking(name, self.intrinsics(), position_m, yaw_rad, pitch_rad);
        Camera {
            sensor: self.sensor,
            ..camera.rolled(self.roll_deg.to_radians())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn axes(section: &CameraSection) -> [Vector3<f64>; 3] {
        let pose = section.mounted("test").mount.ego_from_camera;
        [Vector3::x(), Vector3::y(), Vector3::z()].map(|axis| pose.rotation * axis)
    }

    fn assert_axis(axis: Vector3<f64>, expected: [f64; 3]) {
        assert_abs_diff_eq!(axis, Vector3::from(expected), epsilon = 1e-12);
    }

    #[test]
    fn a_camera_that_is_not_turned_looks_ahead_with_its_right_to_the_right() {
        let [right, down, forward] = axes(&CameraSection::default());
        assert_axis(forward, [1.0, 0.0, 0.0]);
        assert_axis(right, [0.0, -1.0, 0.0]);
        assert_axis(down, [0.0, 0.0, -1.0]);
    }

    #[test]
    fn yaw_looks_left_pitch_looks_down_and_roll_tilts_the_right_down() {
        let turned = |yaw_deg, pitch_deg, roll_deg| CameraSection {
            yaw_deg,
            pitch_deg,
            roll_deg,
            ..CameraSection::default()
        };
        assert_axis(axes(&turned(90.0, 0.0, 0.0))[2], [0.0, 1.0, 0.0]);
        assert_axis(axes(&turned(0.0, 90.0, 0.0))[2], [0.0, 0.0, -1.0]);
        assert_axis(axes(&turned(0.0, 0.0, 90.0))[0], [0.0, 0.0, -1.0]);
        // Pitch is about the camera's own right: to the left and 30° down, sin 30° = 0.5.
        assert_axis(
            axes(&turned(90.0, 30.0, 0.0))[2],
            [0.0, 0.75_f64.sqrt(), -0.5],
        );
    }

    #[test]
    fn the_default_rig_sees_ahead_and_to_both_sides_without_a_gap() {
        let cameras = Cameras::read(&ConfigSource::new(), None).unwrap();
        assert_eq!(cameras.used, ["front", "left", "right"]);
        let half = |name: &str| 0.5 * cameras.sections[name].horizontal_fov_deg;
        let (front, left) = (half("front"), half("left"));
        assert!(front > cameras.sections["left"].yaw_deg - left);
        assert_eq!(
            cameras.sections["left"].yaw_deg,
            -cameras.sections["right"].yaw_deg
        );
        assert_eq!(cameras.mounted().len(), 3);
    }

    #[test]
    fn a_bend_that_nobody_knows_is_refused() {
        let source = ConfigSource::new()
            .set("cameras.front.distortion.k9=0.1")
            .unwrap();
        let error = Cameras::read(&source, None).unwrap_err().to_string();
        assert!(error.contains("k9"), "{error}");
        let known = ConfigSource::new()
            .set("cameras.front.distortion.k2=0.01")
            .unwrap();
        assert!(Cameras::read(&known, None).is_ok());
    }

    #[test]
    fn a_lens_that_shows_points_twice_is_refused() {
        let folded = CameraSection {
            distortion: Distortion {
                k1: -0.9,
                ..Distortion::default()
            },
            ..CameraSection::default()
        };
        assert!(folded.check().is_err_and(|e| e.key == "distortion"));
        let bent = CameraSection {
            distortion: Distortion {
                k1: -0.1,
                k2: 0.01,
                ..Distortion::default()
            },
            ..CameraSection::default()
        };
        assert!(bent.check().is_ok());
    }
}
