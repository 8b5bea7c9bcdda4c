//! What the car saw at a moment: the camera's picture with boxes, its classes, its depth; small JPEGs
//! that stand in the page itself.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::thumbnail;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};
use minijinja::Value;
use nalgebra::{Vector2, Vector3};
use ndarray::Array2;
use serde::Serialize;

use trunkline_interfaces::MapGrid;
use trunkline_interfaces::messages::{CameraFrame, Message, Perception, Truth};

use super::base64::base64;
use super::page;
use crate::metrics::WorstMoment;
use crate::paint::{class_color, depth_color, outline, rgb};
use crate::recording::{Recorded, Recording};

/// Pictures are not wider; a page of eight moments stays under a megabyte.
const WIDTH_PX: u32 = 480;
const QUALITY: u8 = 78;
/// Share of the classes' colours over the picture.
const OPACITY: f32 = 0.55;
/// Messages that became available at the moment itself count.
const NOW_S: f64 = 1e-6;

/// What one camera saw.
#[derive(Debug, Serialize)]
pub(super) struct Sight {
    camera: String,
    pictures: Vec<Picture>,
}

#[derive(Debug, Serialize)]
struct Picture {
    title: &'static str,
    /// The whole image as an address.
    source: Value,
}

/// What was seen at a moment, by the camera that shows best who is involved; by the one that looks
/// ahead if that is nobody. `None` if nothing was, or if it does not read back.
pub(super) fn sight(recording: &Recording, moment: &WorstMoment) -> Option<Sight> {
    let until = |m: &&Recorded| m.produced.s() <= moment.time_s + NOW_S;
    let newest = |topic: &str| {
        let before = recording.messages.iter().rev().filter(until);
        before.into_iter().find(|m| m.topic.as_ref() == topic)
    };
    let mut cameras: Vec<&str> = Vec::new();
    for recorded in &recording.messages {
        match recorded.topic.strip_prefix("/perception/") {
            Some(camera) if !cameras.contains(&camera) => cameras.push(camera),
            _ => {}
        }
    }
    let truth = match recording.bare_message(newest("/truth")?).ok()? {
        Message::Truth(truth) => truth,
        _ => return None,
    };
    let camera = shows_best(&truth, moment).or_else(|| {
        let ahead = |camera: &&str| match recording.bare_message(newest(&frame_topic(camera))?) {
            Ok(Message::CameraFrame(f)) => Some((f.ego_from_camera.rotation * Vector3::z()).x),
            _ => None,
        };
        let best = cameras
            .iter()
            .filter_map(|camera| Some((camera, ahead(camera)?)));
        let best = best.max_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|(camera, _)| (*camera).to_owned())
    })?;
    let seen = match recording
        .message(newest(&format!("/perception/{camera}"))?)
        .ok()?
    {
        Message::Perception(seen) => seen,
        _ => return None,
    };
    let topic = frame_topic(&camera);
    let taken_at = |m: &&Recorded| *m.topic == *topic && m.produced == seen.header.stamp;
    match recording
        .message(recording.messages.iter().find(taken_at)?)
        .ok()?
    {
        Message::CameraFrame(frame) => drawn(&frame, &seen),
        _ => None,
    }
}

fn frame_topic(camera: &str) -> String {
    format!("/camera/{camera}")
}

/// The camera with most pixels of who is involved.
fn shows_best(truth: &Truth, moment: &WorstMoment) -> Option<String> {
    let involved = moment.agent?;
    let shown = truth.views.iter().flat_map(|view| {
        let of_agent = view.agents.iter().filter(|a| a.agent == involved);
        of_agent.map(|agent| (&view.camera, agent.pixels))
    });
    // The first of those that show it best.
    let best = shown.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(camera, _)| camera.clone())
}

fn drawn(frame: &CameraFrame, seen: &Perception) -> Option<Sight> {
    if frame.image.is_empty() {
        return None;
    }
    let full = rgb(frame.image.view());
    let mut picture = small(&full);
    let plain = picture.clone();
    for found in seen.detections_2d.iter().flatten() {
        let color = found.class.color_rgb();
        outline(&mut picture, &found.box_px, full.dimensions().into(), color);
    }
    let mut pictures = vec![Picture {
        title: "boxes",
        source: address(&picture)?,
    }];
    if let Some((labels, grid)) = seen
        .segmentation
        .as_ref()
        .and_then(|map| over_it(map, &plain))
    {
        let classes = over(&plain, |x, y, under| {
            let color = class_color(at(labels, &grid, x, y));
            std::array::from_fn(|c| mix(under[c], color[c], OPACITY))
        });
        pictures.push(Picture {
            title: "classes",
            source: address(&classes)?,
        });
    }
    if let Some((depth_m, grid)) = seen.depth_m.as_ref().and_then(|map| over_it(map, &plain)) {
        let depth = over(&plain, |x, y, _| depth_color(at(depth_m, &grid, x, y)));
        pictures.push(Picture {
            title: "depth",
            source: address(&depth)?,
        });
    }
    Some(Sight {
        camera: frame.camera.clone(),
        pictures,
    })
}

fn small(full: &RgbImage) -> RgbImage {
    if full.width() <= WIDTH_PX {
        return full.clone();
    }
    let height = full.height() * WIDTH_PX / full.width();
    thumbnail(full, WIDTH_PX, height.max(1))
}

fn over(picture: &RgbImage, color: impl Fn(u32, u32, [u8; 3]) -> [u8; 3]) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        Rgb(color(x, y, picture.get_pixel(x, y).0))
    })
}

/// A map, laid over the picture; `None` if it is empty.
fn over_it<'m, V>(map: &'m Array2<V>, picture: &RgbImage) -> Option<(&'m Array2<V>, MapGrid)> {
    let grid = MapGrid::over(map.shape(), picture.dimensions().into())?;
    Some((map, grid))
}

/// The value of a map under a pixel of the picture.
fn at<V: Copy>(map: &Array2<V>, grid: &MapGrid, x: u32, y: u32) -> V {
    let (column, row) = grid.map_px(Vector2::new(f64::from(x), f64::from(y)));
    map[[row, column]]
}

fn mix(from: u8, to: u8, share: f32) -> u8 {
    (f32::from(from) + share * (f32::from(to) - f32::from(from))) as u8
}

/// The picture as an address that holds it whole.
fn address(picture: &RgbImage) -> Option<Value> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    let (width, height) = picture.dimensions();
    let written = encoder.write_image(picture, width, height, ExtendedColorType::Rgb8);
    written.ok()?; // a picture that does not go into a JPEG is left out
    Some(page::picture(format!(
        "data:image/jpeg;base64,{}",
        base64(&jpeg)
    )))
}
