//! Streets between houses: street lights, trees, furniture, gardens.

use std::sync::Arc;

use trunkline_interfaces::Random;
use trunkline_render::models::scenery::{
    BuildingKind, FurnitureKind, SignKind, StreetLightKind, sign, street_light,
};

use super::front::Front;
use super::house;
use super::plants::Plants;
use super::plots::build_row;
use super::quarter::{Style, style};
use super::setting::Setting;
use super::site::{Foot, Site};
use super::street::furnish;

/// Distance of street lights of one side.
const LIGHTS_M: f64 = 30.0;
/// Lines every street of the town; first what stands near the road, so that houses leave it room.
pub(super) fn line_streets(site: &mut Site<'_>, fronts: &[Front], plants: &Plants) {
    let all = || fronts.iter().filter(|f| f.setting == Setting::Urban);
    let town = || all().filter(|f| !f.is_corner);
    for front in all() {
        street_lights(site, front);
    }
    for front in town() {
        build_row(site, front, plants);
    }
    for front in town() {
        let style = style(site, front);
        street_trees(site, front, plants, style);
        furniture_along(site, front, style);
    }
    for front in town() {
        gardens(site, front, plants);
    }
}

fn street_lights(site: &mut Site<'_>, front: &Front) {
    let small = front.limit_mps < 9.0;
    let (kind, height_m) = if small {
        (StreetLightKind::Lantern, 4.2)
    } else {
        (StreetLightKind::Arm, 8.0)
    };
    let reach_m = (front.pavement_m + 0.9).min(3.6) as f32;
    let light = street_light(kind, height_m, reach_m);
    let mesh = Arc::new(light.mesh.clone());
    // The two sides of a street alternate: their fronts run against each other.
    let mut s_m = if front.is_corner {
        0.5 * front.line.length_m()
    } else {
        0.3 * LIGHTS_M
    };
    while s_m < front.line.length_m() {
        let station = front.line.at(s_m);
        let (p, yaw_rad) = (station.beside_m(0.45), station.yaw_left_rad());
        let foot = Foot {
            size_m: [0.5, 0.5],
            gap_m: 0.05,
        };
        if site.put(&mesh, p, yaw_rad, foot) {
            let at = site.ground_m(p);
            site.shine(at, yaw_rad, &light);
        }
        s_m += LIGHTS_M;
    }
}

fn street_trees(site: &mut Site<'_>, front: &Front, plants: &Plants, style: Style) {
    let mut random = Random::new(site.seed, "scenery/street_trees", front.number);
    let (every_m, out_m) = match style {
        Style::Park => (9.0, 2.2),
        Style::Centre => (15.0, 0.5),
        Style::Works => (13.0, 2.0),
        Style::Rows => (16.0, 1.5),
        Style::Gardens => (19.0, 2.2),
    };
    let planted = random.chance(if style == Style::Rows { 0.45 } else { 0.8 });
    let mut s_m = random.range(2.0, every_m);
    while planted && s_m < front.line.length_m() {
        let p = front.line.at(s_m).beside_m(out_m + random.range(-0.1, 0.3));
        plants.put_street_tree(site, p, front.number, &mut random);
        s_m += every_m * random.range(0.85, 1.2);
    }
}

fn furniture_along(site: &mut Site<'_>, front: &Front, style: Style) {
    let mut random = Random::new(site.seed, "scenery/furniture", front.number);
    let length_m = front.line.length_m();
    let every_m = if style == Style::Centre { 13.0 } else { 30.0 };
    let mut s_m = random.range(3.0, every_m);
    while s_m < length_m {
        let kind = match (style, random.index(9)) {
            (Style::Centre | Style::Park, 0..=1) => FurnitureKind::Bench,
            (Style::Centre, 2) => FurnitureKind::BicycleRack,
            (Style::Centre, 3) => FurnitureKind::AdvertisingColumn,
            (Style::Centre, 4) => FurnitureKind::Planter,
            (Style::Centre, 5) => FurnitureKind::Bollard,
            (_, 0..=2) => FurnitureKind::ElectricCabinet,
            (_, 3..=4) => FurnitureKind::Hydrant,
            (_, 5) => FurnitureKind::LetterBox,
            _ => FurnitureKind::Bin,
        };
        furnish(
            site,
            kind,
            &front.line,
            s_m,
            0.12,
            random.index(1 << 20) as u64,
        );
        s_m += every_m * random.range(0.6, 1.4);
    }
    if length_m > 90.0 && style != Style::Works && random.chance(0.6) {
        let s_m = random.range(0.3, 0.6) * length_m;
        if furnish(site, FurnitureKind::BusShelter, &front.line, s_m, 0.15, 1) {
            let p = front.line.at(s_m + 3.4).beside_m(0.35);
            let yaw_rad = front.line.at(s_m).yaw_left_rad();
            let foot = Foot {
                size_m: [0.3, 0.3],
                gap_m: 0.05,
            };
            // One reads it when one comes along the street.
            let against = yaw_rad - core::f64::consts::FRAC_PI_2;
            site.put(&Arc::new(sign(SignKind::BusStop)), p, against, foot);
        }
    }
}

/// What grows behind the houses, and the church in the park.
fn gardens(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let mut random = Random::new(site.seed, "scenery/gardens", front.number);
    let is_park = style(site, front) == Style::Park;
    if is_park && front.line.length_m() > 60.0 {
        let station = front.line.at(0.5 * front.line.length_m());
        let (p, yaw_rad) = (station.beside_m(24.0), station.yaw_left_rad());
        let size_m = [11.0, 23.0, 9.0];
        house::raise(site, BuildingKind::Church, size_m, p, yaw_rad, &mut random);
    }
    let rows: &[f64] = if is_park {
        &[9.0, 17.0, 26.0, 36.0]
    } else {
        &[20.0, 30.0]
    };
    for out_m in rows {
        let mut s_m = random.range(0.0, 10.0);
        while s_m < front.line.length_m() {
            let p = front.line.at(s_m).beside_m(out_m + random.range(-4.0, 4.0));
            if random.chance(0.7) {
                plants.put_tree(site, p, &mut random);
            } else {
                plants.put_bush(site, p, &mut random);
            }
            s_m += random.range(7.0, 19.0);
        }
    }
}
