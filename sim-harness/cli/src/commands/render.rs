//! `trunkline render`: pictures and labels as PNG.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, ValueEnum};
use trunkline_harness::still::{PicturesDocument, Sheet, moment, write_pictures, write_sheet};
use trunkline_harness::{CameraSection, Course, DEFAULT_SCENARIO, Fault, RunDir};
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{CameraFrame, CameraTruth};
use trunkline_render::{Conditions, Sky, TimeOfDay};
use trunkline_world::roads::{Roads, builtin_names};
use trunkline_world::{Camera, Scenario, Still, random_drive, still};

use crate::options::{WorldKind, out_folder};
use crate::session::Session;
use crate::tables::plain_table;
use crate::verdict::Verdict;

/// Where pictures go unless told otherwise.
const PICTURES: &str = "pictures";

/// Take a picture of a scenario, a random world or a place of a map, with labels for every pixel
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// A shipped scenario by name, or a scenario's file [default: cut_in]
    #[arg(conflicts_with_all = ["random", "map"])]
    scenario: Option<String>,
    /// A generated world with a drive on it, both drawn from the seed
    #[arg(long, value_name = "KIND", conflicts_with = "map")]
    random: Option<WorldKind>,
    /// A map by name (urban, rural, motorway) or an OpenDRIVE file; with --pose
    #[arg(long, value_name = "NAME|FILE", requires = "pose")]
    map: Option<String>,
    /// Where the vehicle stands on the map: east m, north m, yaw in degrees
    #[arg(
        long,
        value_name = "X,Y,YAW",
        requires = "map",
        allow_hyphen_values = true
    )]
    pose: Option<String>,
    /// How many others stand around on the map; fewer where there is no room
    #[arg(long, value_name = "N", requires = "map", default_value_t = 20)]
    agents: u32,
    /// Seed of everything that is drawn by chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How far into the drive, s; the default stack drives there
    #[arg(
        long,
        value_name = "SECONDS",
        conflicts_with = "map",
        default_value_t = 3.0
    )]
    at: f64,
    /// Time of day, instead of the scenario's
    #[arg(long)]
    time: Option<Time>,
    /// Weather, instead of the scenario's
    #[arg(long)]
    sky: Option<Weather>,
    /// Size of the picture, and its horizontal field of view in degrees
    #[arg(long, value_name = "WIDTHxHEIGHT[,FOV]", default_value = "640x360,95")]
    camera: String,
    /// One sheet of N random scenes of all kinds instead, each with its own light and weather
    #[arg(long, value_name = "N", conflicts_with_all = ["scenario", "random", "map", "at", "time", "sky", "camera"], value_parser = clap::value_parser!(u32).range(1..=400))]
    sheet: Option<u32>,
    /// Folder for the pictures [default: the next number below pictures/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// `--time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Time {
    /// The sun is up
    Day,
    /// The sun is at the horizon
    Dusk,
    /// Lamps only
    Night,
}

/// `--sky`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Weather {
    /// Sun and few clouds
    Clear,
    /// Closed clouds
    Overcast,
    /// Rain, a wet road
    Rain,
    /// Fog
    Fog,
}

/// A picture with its labels, and what it shows.
struct Taken {
    scene: String,
    frame: CameraFrame,
    truth: CameraTruth,
}

impl Render {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        if let Some(path) = &self.out {
            RunDir::check_new(path)?;
        }
        if let Some(pictures) = self.sheet {
            return self.sheet(session, pictures);
        }
        let camera = self.camera()?;
        let taken = match (&self.map, self.random) {
            (Some(map), _) => self.of_map(map, &camera)?,
            (None, Some(kind)) => self.of_random(session, kind, camera)?,
            (None, None) => self.of_scenario(session, camera)?,
        };
        let folder = self.folder()?;
        let document = write_pictures(
            folder.path(),
            &taken.scene,
            self.seed,
            &taken.frame,
            &taken.truth,
        )?;
        session.ui.result(in_words(&document, folder.path()))?;
        session.ui.document(&document)?;
        Ok(Verdict::Passed)
    }

    fn folder(&self) -> anyhow::Result<RunDir> {
        Ok(out_folder(self.out.as_deref(), PICTURES)?)
    }

    fn of_map(&self, name: &str, camera: &Camera) -> anyhow::Result<Taken> {
        let roads = match Roads::builtin(name) {
            Some(roads) => roads,
            None => Roads::load(Path::new(name)),
        };
        let roads = roads.map_err(|error| {
            let known: Vec<&str> = builtin_names().collect();
            let words = anyhow::Error::from(error);
            anyhow!(
                "{words:#}\n\nhint: give a built-in map ({}) or an OpenDRIVE file",
                known.join(", ")
            )
        })?;
        let request = Still {
            pose: self.place()?,
            conditions: self.conditions(Conditions::default()),
            agents: self.agents,
            seed: self.seed,
        };
        let (frame, truth) = still(&roads, &request, camera)?;
        Ok(Taken {
            scene: format!("map {name}"),
            frame,
            truth,
        })
    }

    fn of_random(
        &self,
        session: &Session,
        kind: WorldKind,
        camera: Camera,
    ) -> anyhow::Result<Taken> {
        let (scenario, roads) = random_drive(kind.kind(), self.seed)?;
        self.of_drive(session, scenario, Some(&roads), camera)
    }

    fn of_scenario(&self, session: &Session, camera: Camera) -> anyhow::Result<Taken> {
        let name = self.scenario.as_deref().unwrap_or(DEFAULT_SCENARIO);
        match Course::scenario(name)? {
            Course::Scenario(scenario) => {
                self.of_drive(session, scenario.as_ref().clone(), None, camera)
            }
            Course::Log { .. } => bail!("`{name}` is a recorded scene, which shows no images"),
        }
    }

    fn of_drive(
        &self,
        session: &Session,
        mut scenario: Scenario,
        roads: Option<&Roads>,
        camera: Camera,
    ) -> anyhow::Result<Taken> {
        if !(self.at >= 0.0 && self.at <= scenario.duration_s) {
            bail!(
                "--at is {}, but `{}` lasts {} s\n\nhint: choose a time in that span",
                self.at,
                scenario.name,
                scenario.duration_s
            );
        }
        let conditions = self.conditions(scenario.weather.conditions());
        scenario.weather.time = conditions.time;
        scenario.weather.sky = conditions.sky;
        let drive = (&scenario, roads);
        let stop = &session.interrupted;
        let seen = moment(
            &session.registry,
            drive,
            self.seed,
            self.at,
            vec![camera],
            stop,
        )?;
        let first = seen.into_iter().next();
        let (frame, truth) =
            first.ok_or_else(|| Fault::new("the picture", "the world shows none"))?;
        Ok(Taken {
            scene: format!("{} at {} s", scenario.name, self.at),
            frame: std::sync::Arc::unwrap_or_clone(frame),
            truth,
        })
    }

    fn sheet(&self, session: &Session, scenes: u32) -> anyhow::Result<Verdict> {
        let bar = session.ui.progress(u64::from(scenes), "scene");
        let sheet = Sheet {
            registry: &session.registry,
            scenes,
            seed: self.seed,
            interrupted: &session.interrupted,
            progress: &mut |scene| {
                bar.set_prefix(scene.to_owned());
                bar.inc(1);
            },
        };
        let drawn = sheet.draw();
        bar.finish_and_clear();
        let drawn = drawn?;
        let document = write_sheet(self.folder()?.path(), scenes, drawn)?;
        let words = format!("{scenes} scenes: {}", document.file);
        session.ui.result(words)?;
        session.ui.document(&document)?;
        Ok(Verdict::Passed)
    }

    fn conditions(&self, own: Conditions) -> Conditions {
        Conditions {
            time: match self.time {
                Some(Time::Day) => TimeOfDay::Day,
                Some(Time::Dusk) => TimeOfDay::Dusk,
                Some(Time::Night) => TimeOfDay::Night,
                None => own.time,
            },
            sky: match self.sky {
                Some(Weather::Clear) => Sky::Clear,
                Some(Weather::Overcast) => Sky::Overcast,
                Some(Weather::Rain) => Sky::Rain,
                Some(Weather::Fog) => Sky::Fog,
                None => own.sky,
            },
        }
    }

    fn place(&self) -> anyhow::Result<Pose2> {
        let text = self.pose.as_deref().unwrap_or_default();
        let numbers: Vec<f64> = text
            .split(',')
            .map_while(|t| t.trim().parse().ok())
            .collect();
        match numbers[..] {
            [x_m, y_m, yaw_deg] if text.split(',').count() == 3 => {
                Ok(Pose2::new(x_m, y_m, yaw_deg.to_radians()))
            }
            _ => bail!(
                "--pose is `{text}`, but must be east m, north m, yaw in degrees, as in 20,258.25,0"
            ),
        }
    }

    fn camera(&self) -> anyhow::Result<Camera> {
        let section = camera(&self.camera).with_context(|| {
            let (size_px, fov_deg) = (CameraSection::SIZE_PX, CameraSection::FOV_DEG);
            format!(
                "--camera is `{}`, but must be width and height in pixels, in [{}, {}], and the \
                 field of view in degrees, in [{}, {}], as in 640x360,95",
                self.camera,
                size_px.start(),
                size_px.end(),
                fov_deg.start(),
                fov_deg.end()
            )
        })?;
        Ok(section.mounted("front"))
    }
}

/// The camera of `640x360,95` or `640x360`.
fn camera(text: &str) -> Option<CameraSection> {
    let (size, fov) = match text.split_once(',') {
        Some((size, fov)) => (size, Some(fov)),
        None => (text, None),
    };
    let (width, height) = size.split_once('x')?;
    let side = |text: &str| {
        let px: u32 = text.trim().parse().ok()?;
        CameraSection::SIZE_PX.contains(&px).then_some(px)
    };
    let usual = CameraSection::default();
    let horizontal_fov_deg = match fov {
        Some(fov) => fov.trim().parse().ok()?,
        None => usual.horizontal_fov_deg,
    };
    let is_fit = CameraSection::FOV_DEG.contains(&horizontal_fov_deg);
    is_fit.then_some(CameraSection {
        width_px: side(width)?,
        height_px: side(height)?,
        horizontal_fov_deg,
        ..usual
    })
}

fn in_words(document: &PicturesDocument, folder: &Path) -> String {
    let lens = &document.intrinsics;
    let rows = document.files.iter().map(|(what, file)| {
        let name = Path::new(file).file_name().unwrap_or_default();
        vec![format!("  {what}"), name.to_string_lossy().into_owned()]
    });
    format!(
        "{} · seed {} · {} × {} · {} road users in the picture\n{}\nin {}",
        document.scene,
        document.seed,
        lens.width_px,
        lens.height_px,
        document.agents.len(),
        plain_table(rows),
        folder.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_a_size_and_a_field_of_view() {
        let given = camera("320x180,90").unwrap();
        assert_eq!((given.width_px, given.height_px), (320, 180));
        assert_eq!(given.horizontal_fov_deg, 90.0);
        assert_eq!(camera("640x360").unwrap(), CameraSection::default());
        for bad in [
            "",
            "0x0",
            "640",
            "640x360,0",
            "640x360,NaN",
            "99999x10",
            "640x360,95,1",
        ] {
            assert!(camera(bad).is_none(), "{bad}");
        }
    }
}
