//! Broken and hostile files.

use std::io::Write as _;
use std::path::Path;

use crate::roads::{MapError, Roads, RouteError, describe, plan_route};
use crate::scenario::Scenario;
use crate::simulation::Simulation;
use nalgebra::Vector2;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::Pose2;

const URBAN: &str = include_str!("../../../maps/urban.xodr");

#[test]
fn a_cut_file_is_an_error_wherever_it_is_cut() {
    let end = URBAN.rfind("</OpenDRIVE>").unwrap();
    for i in 0..200 {
        let cut = end * i / 200;
        let error = Roads::read(&URBAN[..cut], "cut.xodr").unwrap_err();
        assert!(matches!(error, MapError::Parse { .. }), "at {cut}: {error}");
        assert!(error.to_string().contains("cut.xodr"), "{error}");
    }
}

/// The district's first forty roads, without what leads to others: quick to read.
fn small() -> String {
    let end = URBAN.match_indices("</road>").nth(39).unwrap().0;
    let is_link = |line: &&str| line.contains("elementType=");
    let alone = |line: &str| {
        let parts = line.split_once(" junction=\"");
        let parts = parts.and_then(|(before, after)| Some((before, after.split_once('"')?.1)));
        parts.map_or(line.to_owned(), |(before, after)| {
            format!("{before} junction=\"-1\"{after}")
        })
    };
    let lines = URBAN[..end].lines().filter(|l| !is_link(l)).map(alone);
    let lines: Vec<String> = lines.collect();
    format!("{}</road></OpenDRIVE>", lines.join("\n"))
}

#[test]
fn garbled_files_are_read_or_refused() {
    let mut random = Random::new(3, "garbled maps", 0);
    let small = small();
    let (mut refused, mut accepted) = (0, 0);
    for _ in 0..60 {
        let mut bytes = small.clone().into_bytes();
        for _ in 0..=random.index(8) {
            let at = random.index(bytes.len());
            bytes[at] = b"0123456789.-+eEaN<>\"/ "[random.index(22)];
        }
        let text = String::from_utf8(bytes).unwrap();
        match Roads::read(&text, "garbled") {
            Ok(Roads { map, .. }) => {
                accepted += 1;
                let is_finite = |p: &Vector2<f64>| p.x.is_finite() && p.y.is_finite();
                for lane in map.lanes.values() {
                    assert!(lane.centerline.points_m().iter().all(is_finite));
                    assert_eq!(lane.centerline.points_m().len(), lane.width_m.len());
                    assert_eq!(lane.centerline.points_m().len(), lane.elevation_m.len());
                }
            }
            Err(error) => {
                assert!(error.to_string().contains("garbled"), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0 && accepted > 0, "{refused} {accepted}");
}

#[test]
fn extreme_numbers_are_refused_or_harmless() {
    let scenario = Scenario::builtin("free_drive").unwrap().unwrap();
    let numbers = [
        "1e9",
        "1e308",
        "-1e308",
        "NaN",
        "inf",
        "",
        "1e-320",
        "99999999999999999999",
    ];
    let small = small();
    for key in ["x", "hdg", "length", "a", "curvature"] {
        for number in numbers {
            let place = small.find(&format!(" {key}=\"")).unwrap() + key.len() + 3;
            let end = place + small[place..].find('"').unwrap();
            let text = format!("{}{number}{}", &small[..place], &small[end..]);
            if let Ok(roads) = Roads::read(&text, "extreme") {
                for lane in roads.map.lanes.values() {
                    assert!(lane.centerline.length_m().is_finite(), "{key}={number}");
                }
                // A world or an error.
                drop(Simulation::on_roads(&scenario, roads));
            }
        }
    }
}

#[test]
fn a_lane_wider_than_any_is_refused_by_name() {
    for width in ["1e9", "100.5"] {
        let place = URBAN.find("<width sOffset=\"0.000000\" a=\"").unwrap();
        let place = place + "<width sOffset=\"0.000000\" a=\"".len();
        let end = place + URBAN[place..].find('"').unwrap();
        let text = format!("{}{width}{}", &URBAN[..place], &URBAN[end..]);
        let error = Roads::read(&text, "wide.xodr").unwrap_err().to_string();
        assert!(
            error.contains("road 1 section 0 lane") && error.contains("100 m wide"),
            "{error}"
        );
    }
}

#[test]
fn a_section_with_more_lanes_than_any_road_has_is_refused_before_it_is_read() {
    let lanes: String = (2..70)
        .map(|i| format!("<lane\nid=\"-{i}\" type=\"driving\"><width sOffset=\"0\" a=\"0.01\" b=\"0\" c=\"0\" d=\"0\"/></lane>"))
        .collect();
    let end = URBAN.find("</right>").unwrap();
    let text = format!("{}{lanes}{}", &URBAN[..end], &URBAN[end..]);
    let error = Roads::read(&text, "crowd.xodr").unwrap_err().to_string();
    assert!(
        error.contains("the lane section has ") && error.contains("at most 64 are read"),
        "{error}"
    );
}

#[test]
fn a_road_of_more_sections_than_any_has_is_refused_before_it_is_read() {
    let begin = URBAN.find("<laneSection").unwrap();
    let end = begin + URBAN[begin..].find("</lanes>").unwrap();
    let sections = URBAN[begin..end].repeat(501);
    let text = format!("{}{sections}{}", &URBAN[..begin], &URBAN[end..]);
    let error = Roads::read(&text, "cut_up.xodr").unwrap_err().to_string();
    assert!(
        error.contains("the road has ") && error.contains("at most 500 are read"),
        "{error}"
    );
}

#[test]
fn what_is_no_map_at_all_is_refused() {
    for text in [
        "",
        " ",
        "<OpenDRIVE/>",
        "{}",
        "\u{0}\u{1}",
        "<OpenDRIVE><road id=\"1\"/></OpenDRIVE>",
    ] {
        assert!(Roads::read(text, "none").is_err(), "{text}");
    }
    let nested = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    assert!(Roads::read(&nested, "nested").is_err());
}

#[test]
fn a_dropped_road_is_an_error_that_names_it() {
    // Road 8 loses its course.
    let begin = URBAN.find("id=\"8\" junction=\"-1\"").unwrap();
    let from = begin + URBAN[begin..].find("<planView>").unwrap();
    let to = begin + URBAN[begin..].find("</planView>").unwrap();
    let text = format!("{}<planView>{}", &URBAN[..from], &URBAN[to..]);
    let error = Roads::read(&text, "holes.xodr").unwrap_err().to_string();
    assert!(
        error.contains("holes.xodr") && error.contains("road 8"),
        "{error}"
    );
}

#[test]
fn a_road_that_is_not_in_the_file_is_an_error_that_names_who_leads_there() {
    // Road 1 is taken out; the junction's connections still come from it.
    let from = URBAN.find("<road name=\"avenue west end\"").unwrap();
    let to = from + URBAN[from..].find("</road>").unwrap() + "</road>".len();
    let text = format!("{}{}", &URBAN[..from], &URBAN[to..]);
    let error = Roads::read(&text, "cut.xodr").unwrap_err().to_string();
    assert!(
        error.contains("cut.xodr") && error.contains("road 1 is not in the file"),
        "{error}"
    );
}

#[test]
fn a_lane_without_a_width_is_an_error_that_names_it() {
    let from = URBAN.find("<width ").unwrap();
    let to = from + URBAN[from..].find("/>").unwrap() + 2;
    let text = format!("{}{}", &URBAN[..from], &URBAN[to..]);
    let error = Roads::read(&text, "thin.xodr").unwrap_err().to_string();
    assert!(error.contains("road 1 section 0 lane"), "{error}");
}

#[test]
fn a_number_of_the_road_s_shape_that_cannot_be_read_is_an_error() {
    let text = URBAN.replacen("<width sOffset=\"0", "<width sOffset=\"x", 1);
    assert_ne!(text, URBAN);
    let error = Roads::read(&text, "thin.xodr").unwrap_err().to_string();
    assert!(
        error.contains("road 1") && error.contains("width"),
        "{error}"
    );
}

#[test]
fn a_number_of_the_paint_that_cannot_be_read_is_a_warning() {
    let text = URBAN.replacen("<roadMark sOffset=\"0", "<roadMark sOffset=\"x", 1);
    assert_ne!(text, URBAN);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let warnings = describe(file.path()).unwrap().warnings;
    assert!(
        warnings.iter().any(|w| w.contains("roadMark")),
        "{warnings:?}"
    );
}

#[test]
fn a_gap_on_a_driving_lane_is_an_error_that_says_where() {
    // The avenue's west end ends 3 m early.
    let text = URBAN.replacen("length=\"86.000000000\"", "length=\"83.000000000\"", 2);
    assert_ne!(text, URBAN);
    let error = Roads::read(&text, "gap.xodr").unwrap_err().to_string();
    assert!(
        error.contains("road 1 section 0 lane") && error.contains("gap of 3.00 m"),
        "{error}"
    );
    // A gap of 0.3 m is a warning.
    let text = URBAN.replacen("length=\"86.000000000\"", "length=\"85.700000000\"", 2);
    assert!(Roads::read(&text, "gap.xodr").is_ok());
}

#[test]
fn a_map_without_driving_lanes_is_an_error() {
    let text = URBAN.replace("type=\"driving\"", "type=\"sidewalk\"");
    let error = Roads::read(&text, "walk.xodr").unwrap_err().to_string();
    assert!(error.contains("no lane is for driving"), "{error}");
}

#[test]
fn a_map_far_from_the_origin_is_refused() {
    // As in UTM: 500 km to the east.
    let mut parts = URBAN.split(" x=\"");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('"').unwrap();
        let x_m: f64 = number.parse::<f64>().unwrap() + 500_000.0;
        text += &format!(" x=\"{x_m}\"{rest}");
    }
    let error = Roads::read(&text, "far.xodr").unwrap_err().to_string();
    assert!(error.contains("shift the map"), "{error}");
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let error = Roads::load(Path::new("/nowhere/at/all.xodr")).unwrap_err();
    assert!(
        error.to_string().contains("/nowhere/at/all.xodr"),
        "{error}"
    );
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&[0xff, 0xfe, 0x00]).unwrap();
    let error = describe(file.path()).unwrap_err();
    assert!(error.to_string().contains("UTF-8"), "{error}");
    file.as_file().set_len(65 << 20).unwrap();
    let error = describe(file.path()).unwrap_err();
    assert!(matches!(error, MapError::TooLarge { .. }), "{error}");
}

#[test]
fn routes_off_the_map_or_against_the_traffic_are_refused_in_words() {
    let map = Roads::read(URBAN, "urban").unwrap().map;
    let goal = Vector2::new(301.75, 340.0);
    let off = plan_route(&map, Pose2::new(50.0, 100.0, 0.0), goal, &[]).unwrap_err();
    // (50, 100) is 98.25 − 50 = 48.25 m from the nearest lane's middle, 46.5 m from its border.
    assert!(
        off.to_string()
            .contains("start at (50.0, 100.0) m is off map `urban` by 46.5 m"),
        "{off}"
    );
    let wrong = plan_route(&map, Pose2::new(301.75, 200.0, -1.57), goal, &[]).unwrap_err();
    assert!(matches!(wrong, RouteError::WrongWay { .. }), "{wrong}");
    let out = Pose2::new(595.0, 258.25, 0.0);
    let lost = plan_route(&map, out, goal, &[]).unwrap_err();
    assert!(matches!(lost, RouteError::Unreachable { .. }), "{lost}");
    assert!(lost.to_string().contains("the goal at road"), "{lost}");
    let nan = plan_route(&map, Pose2::new(f64::NAN, 0.0, 0.0), goal, &[]);
    assert!(nan.is_err());
    let nan = plan_route(
        &map,
        Pose2::new(301.75, 200.0, 1.57),
        Vector2::new(0.0, f64::NAN),
        &[],
    );
    assert!(nan.is_err());
}
