//! What is where: cameras and the view from behind on the left, the bird's-eye view in the middle,
//! plots on the right, decisions below. The camera that looks ahead is large, with what was made of
//! its image behind tabs; the others stand below it.

use rerun::external::re_sdk_types::blueprint::{
    archetypes, components, datatypes as blueprint_types,
};
use rerun::{AsComponents, TextLogLevel, Vec3D};

use super::document::{ContainerKind, Document, Part, View};
use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::{Recording, TIMELINE};

/// Sends the layout for a run with these cameras; `revision` counts the layouts of a recording.
pub(crate) fn send(
    recording: &Recording,
    application: &'static str,
    cameras: &[String],
    revision: usize,
) -> Result<(), ViewerError> {
    let document = Document {
        root: root(cameras),
        timeline: TIMELINE,
    };
    document
        .send(recording.stream(), application, revision)
        .map_err(|e| recording.error("layout", &e))
}

fn root(cameras: &[String]) -> Part {
    let mut left = vec![];
    let mut heights = vec![];
    if let Some((first, others)) = cameras.split_first() {
        left.push(camera(first));
        heights.push(3.0);
        if !others.is_empty() {
            left.push(Part::Container {
                kind: ContainerKind::Horizontal,
                shares: vec![1.0; others.len()],
                parts: others.iter().map(|name| camera(name)).collect(),
            });
            heights.push(1.8);
        }
    }
    left.extend([behind(), decisions()]);
    heights.extend(match cameras {
        [] => [3.0, 1.4],
        _ => [2.2, 1.2],
    });
    let plots = vec![
        plot("speed, m/s", paths::PLOT_SPEED),
        plot("acceleration, m/s²", paths::PLOT_ACCELERATION),
        plot("steering, rad, left positive", paths::PLOT_STEERING),
        plot("cost of the plan, by term", paths::PLOT_COSTS),
        plot("latency and data age, ms", paths::PLOT_LATENCY),
    ];
    Part::Container {
        kind: ContainerKind::Horizontal,
        shares: vec![3.0, 2.6, 2.2],
        parts: vec![
            Part::Container {
                kind: ContainerKind::Vertical,
                shares: heights,
                parts: left,
            },
            birds_eye(),
            Part::Container {
                kind: ContainerKind::Vertical,
                shares: vec![1.0; plots.len()],
                parts: plots,
            },
        ],
    }
}

/// One camera: its image, classes, depth, each behind a tab.
fn camera(name: &str) -> Part {
    Part::Container {
        kind: ContainerKind::Tabs,
        shares: vec![],
        parts: vec![picture(name), segmentation(name), depth(name)],
    }
}

/// The image with what was found in it, tracks and plan.
fn picture(name: &str) -> Part {
    let origin = paths::camera(name);
    let contents = vec![
        format!("{origin}/**"),
        format!("- {origin}/depth"),
        format!("- {origin}/segmentation"),
        format!("{}/**", paths::TRACK_BOXES),
        format!("{}/**", paths::PLAN),
    ];
    flat(name, origin, contents)
}

/// The same image under its classes.
fn segmentation(name: &str) -> Part {
    let origin = paths::camera(name);
    let contents = vec![
        format!("{origin}/**"),
        format!("- {origin}/depth"),
        format!("- {origin}/detections"),
    ];
    flat("segmentation", origin, contents)
}

/// Depth by itself: its map may have a size of its own.
fn depth(name: &str) -> Part {
    let origin = format!("{}/depth", paths::camera(name));
    let contents = vec![format!("{origin}/**")];
    flat("depth", origin, contents)
}

fn flat(name: &str, origin: String, contents: Vec<String>) -> Part {
    Part::View(View {
        class: "2D",
        name: name.to_owned(),
        origin,
        contents,
        settings: vec![],
    })
}

/// From behind and above, turning with the ego.
fn behind() -> Part {
    let contents = vec![
        format!("{}/**", paths::WORLD),
        format!("- {}/**", paths::CAMERAS),
        format!("- {}/**", paths::TRACK_IDS),
    ];
    space(
        "behind",
        contents,
        eye([-17.0, 0.0, 9.5], [9.0, 0.0, 0.0], [0.0, 0.0, 1.0]),
    )
}

/// From straight above, the ego's nose up, most of the road ahead of it.
fn birds_eye() -> Part {
    let contents = vec![
        format!("{}/**", paths::WORLD),
        format!("- {}/**", paths::CAMERAS),
        format!("- {}/**", paths::DETECTIONS),
        format!("- {}/**", paths::TRACK_NAMES),
    ];
    space(
        "bird's eye",
        contents,
        eye([13.0, 0.0, 80.0], [13.0, 0.0, 0.0], [1.0, 0.0, 0.0]),
    )
}

fn space(name: &str, contents: Vec<String>, eye: archetypes::EyeControls3D) -> Part {
    let background = archetypes::Background::new(components::BackgroundKind::SolidColor)
        .with_color(colors::BACKGROUND);
    let grid = archetypes::LineGrid3D::new().with_visible(false);
    Part::View(View {
        class: "3D",
        name: name.to_owned(),
        // In the ego's own frame the eye stands still and the world goes by.
        origin: paths::EGO.to_owned(),
        contents,
        settings: vec![
            ("Background", boxed(background)),
            ("LineGrid3D", boxed(grid)),
            ("EyeControls3D", boxed(eye)),
        ],
    })
}

fn eye(from_m: [f32; 3], to_m: [f32; 3], up: [f32; 3]) -> archetypes::EyeControls3D {
    archetypes::EyeControls3D::new()
        .with_kind(components::Eye3DKind::Orbital)
        .with_position(Vec3D(from_m))
        .with_look_target(Vec3D(to_m))
        .with_eye_up(Vec3D(up))
}

fn plot(name: &str, origin: &str) -> Part {
    let legend = archetypes::PlotLegend::new().with_corner(components::Corner2D::LeftTop);
    Part::View(View {
        class: "TimeSeries",
        name: name.to_owned(),
        origin: origin.to_owned(),
        contents: vec![format!("{origin}/**")],
        settings: vec![("PlotLegend", boxed(legend))],
    })
}

/// What was decided and what went wrong, without the limits that the gate touches all the time.
fn decisions() -> Part {
    let shown = [
        TextLogLevel::CRITICAL,
        TextLogLevel::ERROR,
        TextLogLevel::WARN,
        TextLogLevel::INFO,
    ];
    let rows = archetypes::TextLogRows::new().with_filter_by_log_level(shown);
    let column = |kind| {
        components::TextLogColumn(blueprint_types::TextLogColumn {
            visible: true.into(),
            kind,
        })
    };
    let columns = archetypes::TextLogColumns::new().with_text_log_columns([
        column(blueprint_types::TextLogColumnKind::LogLevel),
        column(blueprint_types::TextLogColumnKind::Body),
    ]);
    Part::View(View {
        class: "TextLog",
        name: "decisions".to_owned(),
        origin: paths::LOG.to_owned(),
        contents: vec![format!("{}/**", paths::LOG)],
        settings: vec![
            ("TextLogRows", boxed(rows)),
            ("TextLogColumns", boxed(columns)),
        ],
    })
}

fn boxed(setting: impl AsComponents + 'static) -> Box<dyn AsComponents> {
    Box::new(setting)
}
