//! `trunkline render`: the files, their sizes and kinds, the sheet, and what is refused.

use std::path::Path;

use image::{ColorType, GenericImageView as _};
use trunkline_interfaces::SemanticClass;

use crate::run::Place;

fn picture(folder: &Path, name: &str) -> image::DynamicImage {
    image::open(folder.join(format!("{name}.png"))).unwrap()
}

#[test]
fn a_picture_comes_with_a_label_for_every_pixel() {
    let place = Place::new();
    let said = place.run("render cut_in --at 0 --camera 160x90,90 --out p --json");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let folder = place.path().join("p");
    let kinds = [
        ("image", ColorType::Rgb8),
        ("classes", ColorType::L8),
        ("instances", ColorType::L16),
        ("depth", ColorType::L16),
        ("instances_view", ColorType::L8),
        ("depth_view", ColorType::Rgb8),
        ("boxes_view", ColorType::Rgb8),
    ];
    let document = said.json();
    for (name, kind) in kinds {
        let picture = picture(&folder, name);
        assert_eq!(picture.dimensions(), (160, 90), "{name}");
        assert_eq!(picture.color(), kind, "{name}");
        assert!(document["files"][name].is_string(), "{name}");
    }
    let classes = picture(&folder, "classes").to_luma8();
    let road = SemanticClass::Road as u8;
    let below = classes.get_pixel(80, 85).0[0];
    assert_eq!(below, road, "the road lies before the car");
    let view = picture(&folder, "classes_view").to_rgb8();
    assert!(view.height() > 90, "the legend stands below");
    assert_eq!(view.get_pixel(80, 85).0, SemanticClass::Road.color_rgb());
    let instances = picture(&folder, "instances").to_luma16();
    let agents = document["agents"].as_array().unwrap();
    assert!(!agents.is_empty(), "cut_in has others on the road");
    let highest = instances.pixels().map(|p| p.0[0]).max();
    assert_eq!(highest.map(usize::from), Some(agents.len()));
}

#[test]
fn equal_commands_give_equal_bytes() {
    let place = Place::new();
    let line = "render --random rural --seed 4 --at 0.3 --camera 96x54 --sky rain --time night";
    let bytes = |out: &str| {
        let said = place.run(&format!("{line} --out {out}"));
        assert_eq!(said.code, Some(0), "{}", said.whole());
        std::fs::read(place.path().join(out).join("image.png")).unwrap()
    };
    assert_eq!(bytes("a"), bytes("b"));
}

#[test]
fn a_place_of_a_map_can_be_looked_at_with_more_agents_than_fit() {
    let place = Place::new();
    let line = "render --map urban --pose 20,258.25,0 --agents 1000000 --camera 96x54 --out p";
    let said = place.run(line);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(said.stdout.contains("map urban"), "{}", said.stdout);
}

#[test]
fn a_camera_far_from_any_road_shows_what_is_there() {
    let place = Place::new();
    let line = "render --map urban --pose 90000,-5,90 --camera 96x54 --out p";
    let said = place.run(line);
    assert_eq!(said.code, Some(0), "{}", said.whole());
}

#[test]
fn a_sheet_is_one_picture() {
    let place = Place::new();
    let said = place.run("render --sheet 2 --out p --json");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert_eq!(said.json()["scenes"], 2);
    let sheet = image::open(place.path().join("p/sheet.jpg")).unwrap();
    assert_eq!(sheet.dimensions(), (2 * 484 + 4, 278));
}

#[test]
fn what_cannot_be_shown_is_refused_in_words() {
    let cases = [
        ("render --camera 0x0", "--camera is `0x0`"),
        ("render --camera 640x360,NaN", "field of view"),
        ("render --map urban --pose NaN,0,0", "must be finite"),
        ("render --map urban --pose 1,2", "--pose is `1,2`"),
        ("render --map nowhere.xodr --pose 0,0,0", "nowhere.xodr"),
        ("render --at 1e9", "lasts"),
        ("render nothing", "no scenario is named `nothing`"),
        ("render --sheet 2 --camera 96x54", "cannot be used with"),
        ("render --sheet 2 --at 1", "cannot be used with"),
    ];
    for (line, words) in cases {
        let said = Place::new().run(line).refused();
        assert!(said.contains(words), "{line}: {said}");
    }
}
