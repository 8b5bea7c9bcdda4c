//! Renders a small street and writes the image with its labels beneath.
//!
//! `cargo run --release -p trunkline-render --example preview -- OUT.png [TIME] [SKY]`, where TIME
//! is day, dusk or night, and SKY is clear, overcast, rain or fog.

#[path = "../tests/scenes/mod.rs"]
mod scenes;

use image::{ImageBuffer, Rgb, RgbImage};
use trunkline_interfaces::Intrinsics;
use trunkline_render::{Conditions, Picture, Renderer, Sensor, Sky, TimeOfDay};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let out = words.first().ok_or("say where to: OUT.png")?;
    let time = match words.get(1).map(String::as_str) {
        None | Some("day") => TimeOfDay::Day,
        Some("dusk") => TimeOfDay::Dusk,
        Some("night") => TimeOfDay::Night,
        Some(other) => return Err(format!("no time of day is called {other}").into()),
    };
    let sky = match words.get(2).map(String::as_str) {
        None | Some("clear") => Sky::Clear,
        Some("overcast") => Sky::Overcast,
        Some("rain") => Sky::Rain,
        Some("fog") => Sky::Fog,
        Some(other) => return Err(format!("no sky is called {other}").into()),
    };
    let scene = scenes::street(40, Conditions { time, sky });
    let lens = Intrinsics::pinhole(640, 360, 70_f64.to_radians());
    let camera = scenes::look(0.0, -1.8, 1.5, 0.0, 0.03);
    let mut renderer = Renderer::new();
    let picture = renderer.render(&scene, &lens, &camera, &Sensor::default(), 1)?;
    sheet(&picture).save(out)?;
    Ok(())
}

/// Image, depth; classes, instances.
fn sheet(picture: &Picture) -> RgbImage {
    let (height, width) = picture.classes.dim();
    ImageBuffer::from_fn(2 * width as u32, 2 * height as u32, |x, y| {
        let (column, row) = (x as usize % width, y as usize % height);
        let hue = |k: usize| Rgb([37, 91, 151].map(|f| (k * f % 200) as u8 + 40 * u8::from(k > 0)));
        match (x as usize / width, y as usize / height) {
            (0, 0) => Rgb([0, 1, 2].map(|c| picture.image[[row, column, c]])),
            (1, 0) => match picture.depth_m[[row, column]] {
                depth_m if depth_m > 0.0 => Rgb([(255.0 / (1.0 + 0.05 * depth_m)) as u8; 3]),
                _ => Rgb([0, 0, 60]),
            },
            (0, _) => hue(usize::from(picture.classes[[row, column]])),
            _ => hue(usize::from(picture.instances[[row, column]])),
        }
    })
}
