//! Streets between houses: rows of buildings, front gardens, street lights, trees, furniture.

use std::sync::Arc;

use nalgebra::Point3;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::{
    BarrierKind, BuildingKind, FurnitureKind, SignKind, StreetLightKind, building, sign,
    street_light,
};

use super::country;
use super::front::Front;
use super::materials;
use super::noise;
use super::plants::Plants;
use super::setting::Setting;
use super::site::{Foot, Site};
use super::street::{fence, furnish};
use super::strip::KERB_M;

/// What a street looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Shops, flats, offices, wall to wall.
    Centre,
    /// Rows of town houses.
    Rows,
    /// Houses in gardens.
    Gardens,
    /// Halls on paved yards.
    Works,
    /// Trees and benches.
    Park,
}

/// Style changes over such distances.
const QUARTER_M: f64 = 170.0;
/// Nothing is built nearer to a front than this: lights and trees stand there.
const SETBACK_M: f64 = 0.95;
/// Distance of street lights of one side.
const LIGHTS_M: f64 = 30.0;
/// Buildings keep this distance to every lane and pavement.
const GAP_M: f64 = 0.5;

fn style(site: &Site<'_>, front: &Front) -> Style {
    let middle = front
        .line
        .at(0.5 * front.line.length_m())
        .point_m
        .coords
        .xy();
    let quarter = noise::smooth(site.seed ^ 0x7a31, middle, QUARTER_M);
    if !site.is_town {
        // A village.
        return if quarter < 0.68 {
            Style::Gardens
        } else {
            Style::Rows
        };
    }
    let busy = if front.limit_mps > 15.0 { 0.25 } else { 0.0 };
    match quarter + busy {
        x if x < 0.22 => Style::Park,
        x if x < 0.46 => Style::Gardens,
        x if x < 0.63 => Style::Rows,
        x if x < 1.0 => Style::Centre,
        _ => Style::Works,
    }
}

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

/// What is built on one plot.
struct Plan {
    kind: BuildingKind,
    width_m: f64,
    depth_m: f64,
    eaves_m: f64,
    setback_m: f64,
    /// Free ground before the next plot.
    gap_m: f64,
}

fn plan(style: Style, random: &mut Random, row: &mut u32) -> Option<Plan> {
    let mut draw = |low: f64, high: f64| random.range(low, high);
    Some(match style {
        Style::Park => return None,
        Style::Centre => {
            let kind = match draw(0.0, 10.0) as u32 {
                0..=4 => BuildingKind::ShopFront,
                5..=7 => BuildingKind::Block,
                8 => BuildingKind::Office,
                _ => BuildingKind::TownHouse,
            };
            let storeys = if kind == BuildingKind::TownHouse {
                draw(3.0, 4.9)
            } else {
                draw(3.0, 7.0)
            };
            Plan {
                kind,
                width_m: draw(11.0, 21.0),
                depth_m: draw(11.0, 15.0),
                eaves_m: 3.1 * storeys.floor() + 0.8,
                setback_m: SETBACK_M + 0.05,
                gap_m: if draw(0.0, 1.0) < 0.2 {
                    draw(2.5, 5.0)
                } else {
                    0.02
                },
            }
        }
        Style::Rows => {
            *row = if *row == 0 {
                3 + draw(0.0, 4.0) as u32
            } else {
                *row - 1
            };
            Plan {
                kind: BuildingKind::TownHouse,
                width_m: draw(7.0, 9.5),
                depth_m: draw(9.5, 11.0),
                eaves_m: 2.9 * draw(2.0, 3.6).floor() + 0.5,
                setback_m: 2.4,
                gap_m: if *row == 0 { draw(3.0, 6.0) } else { 0.02 },
            }
        }
        Style::Gardens => Plan {
            kind: if draw(0.0, 1.0) < 0.85 {
                BuildingKind::TownHouse
            } else {
                BuildingKind::Farmhouse
            },
            width_m: draw(8.5, 12.5),
            depth_m: draw(8.5, 11.5),
            eaves_m: 2.8 * draw(1.0, 2.9).floor() + 0.6,
            setback_m: draw(4.5, 8.0),
            gap_m: draw(5.0, 11.0),
        },
        Style::Works => Plan {
            kind: if draw(0.0, 1.0) < 0.7 {
                BuildingKind::Hall
            } else {
                BuildingKind::Office
            },
            width_m: draw(24.0, 44.0),
            depth_m: draw(16.0, 26.0),
            eaves_m: draw(6.0, 10.0),
            setback_m: draw(6.0, 11.0),
            gap_m: draw(8.0, 16.0),
        },
    })
}

fn build_row(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let style = style(site, front);
    let mut random = Random::new(site.seed, "scenery/row", front.number);
    let (length_m, mut s_m, mut row) = (front.line.length_m(), 0.6, 0);
    while s_m < length_m - 5.0 {
        let Some(plan) = plan(style, &mut random, &mut row) else {
            return;
        };
        let seed = random.index(1 << 30) as u64;
        // Where the wish does not fit, something smaller may.
        let fits = [1.0, 0.72].into_iter().find_map(|share| {
            let width_m = plan.width_m * share;
            if s_m + width_m > length_m + 2.0 {
                return None;
            }
            let station = front.line.at(s_m + 0.5 * width_m);
            let out_m = plan.setback_m + 0.5 * plan.depth_m;
            // On the inside of a bend the corners need more room.
            [0.0, 1.5, 4.0].into_iter().find_map(|back_m| {
                let middle = station.beside_m(out_m + back_m);
                let pose = Pose2::new(middle.x, middle.y, station.yaw_left_rad());
                let footprint = Rectangle::new(pose, plan.depth_m, width_m - 0.01);
                site.is_free(&footprint, GAP_M).then_some((
                    footprint,
                    width_m,
                    back_m,
                    pose.yaw_rad,
                ))
            })
        });
        let Some((footprint, width_m, back_m, footprint_yaw_rad)) = fits else {
            s_m += 3.0;
            continue;
        };
        let height = |p| site.terrain.elevation_m(p);
        let low_m = footprint
            .corners_m()
            .into_iter()
            .map(height)
            .fold(f64::INFINITY, f64::min);
        let (middle, yaw_rad) = (footprint.center_m, footprint_yaw_rad);
        let is_paved = matches!(style, Style::Centre | Style::Works);
        let lift_m = if is_paved { 0.1 } else { 0.05 };
        let size_m = [width_m, plan.depth_m, plan.eaves_m].map(|x| x as f32);
        let mesh = Arc::new(building(plan.kind, size_m, seed));
        let foot = Point3::new(middle.x, middle.y, low_m + lift_m);
        site.chunks.stand(&mesh, foot, yaw_rad, [1.0; 3]);
        site.take(footprint);
        if is_paved {
            let until = s_m + width_m + plan.gap_m;
            forecourt(site, front, [s_m, until], plan.setback_m + back_m + 0.3);
        } else {
            front_garden(
                site,
                front,
                [s_m, s_m + width_m],
                &plan,
                plants,
                &mut random,
            );
        }
        s_m += width_m + plan.gap_m;
    }
}

/// Slabs between the pavement and a house.
fn forecourt(site: &mut Site<'_>, front: &Front, [from_m, to_m]: [f64; 2], deep_m: f64) {
    let to_m = to_m.min(front.line.length_m());
    let points = front.line.part(from_m, to_m);
    let Some(line) = super::line::Line::new(points) else {
        return;
    };
    let mut s_m = 0.0;
    while s_m < line.length_m() - 0.1 {
        let next_m = (s_m + 6.0).min(line.length_m());
        let (a, b) = (line.at(s_m), line.at(next_m - 1e-6));
        let up = |z: f64| z + KERB_M - 0.004;
        let at = |station: &super::line::Station, right_m: f64| {
            let p = station.beside_m(right_m);
            Point3::new(p.x, p.y, up(station.point_m.z))
        };
        site.chunks.floor(
            materials::PAVEMENT,
            &[at(&a, -0.05), at(&a, deep_m), at(&b, deep_m), at(&b, -0.05)],
        );
        s_m = next_m;
    }
}

/// A path to the door, and a hedge, fence or wall along the pavement.
fn front_garden(
    site: &mut Site<'_>,
    front: &Front,
    [from_m, to_m]: [f64; 2],
    plan: &Plan,
    plants: &Plants,
    random: &mut Random,
) {
    let station = front.line.at(0.5 * (from_m + to_m));
    let at = |right_m: f64, along_m: f64| {
        let p = station.beside_m(right_m) + station.along * along_m;
        let z = station.point_m.z + KERB_M - 0.004;
        Point3::new(p.x, p.y, z)
    };
    let deep_m = plan.setback_m + 0.4;
    site.chunks.floor(
        materials::PAVEMENT,
        &[
            at(-0.05, -0.6),
            at(deep_m, -0.6),
            at(deep_m, 0.6),
            at(-0.05, 0.6),
        ],
    );
    let choice = random.index(5);
    let (gate_m, out_m) = (0.5 * (from_m + to_m), 0.8);
    for [a, b] in [[from_m, gate_m - 0.9], [gate_m + 0.9, to_m]] {
        if b - a < 1.0 {
            continue;
        }
        match choice {
            0 => plants.hedge_along(site, &front.line, [a, b], out_m),
            1 => fence(site, BarrierKind::BoardFence, &front.line, [a, b], out_m),
            2 if plan.setback_m > 3.0 => {
                fence(site, BarrierKind::RailFence, &front.line, [a, b], out_m);
            }
            3 => fence(site, BarrierKind::Wall, &front.line, [a, b], out_m),
            _ => {}
        }
    }
    if plan.setback_m > 2.0 && random.chance(0.6) {
        let along_m = random.range(from_m, to_m);
        let p = front
            .line
            .at(along_m)
            .beside_m(random.range(1.4, plan.setback_m.max(1.8)));
        plants.put_bush(site, p, random);
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
        country::raise(site, BuildingKind::Church, size_m, p, yaw_rad, &mut random);
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
