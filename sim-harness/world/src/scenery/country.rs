//! Roads over the country: reflector posts, guard rails in bends, fields, hedges, farms, power
//! lines.

use std::sync::Arc;

use nalgebra::Point3;
use trunkline_interfaces::Random;
use trunkline_render::models::scenery::{
    BarrierKind, BuildingKind, FurnitureKind, SignKind, chevron_board, furniture, power_pole, sign,
    wire,
};

use super::chunks::pose;
use super::front::Front;
use super::house;
use super::line::Station;
use super::noise;
use super::plants::Plants;
use super::setting::Setting;
use super::site::{Foot, Site};
use super::street::{fence, rail, runs_along};
use super::woods::{self, is_wood};

/// Reflector posts: on straights, in bends.
const POSTS_M: [f64; 2] = [50.0, 20.0];
/// Bends tighter than this have more posts, and guard rails on their outside.
const BEND_1PM: f64 = 1.0 / 160.0;
/// Bends tighter than this have boards with arrows.
const TIGHT_1PM: f64 = 1.0 / 75.0;
/// Ground that lies so far below the road asks for a guard rail.
const DROP_M: f64 = 2.2;
/// Lines every road of the country.
pub(super) fn line_roads(site: &mut Site<'_>, fronts: &[Front], plants: &Plants) {
    let country = || fronts.iter().filter(|f| f.setting == Setting::Rural);
    for front in country() {
        rails(site, front);
        posts(site, front);
        boards(site, front);
    }
    for front in country() {
        farms(site, front, plants);
    }
    for front in country() {
        power_line(site, front);
        field_edges(site, front, plants);
    }
    for front in country() {
        woods::line(site, front, plants);
        lone_trees(site, front, plants);
    }
}

/// Guard rails on the outside of bends and above drops.
fn rails(site: &mut Site<'_>, front: &Front) {
    const STEP_M: f64 = 8.0;
    const OUT_M: f64 = 1.1;
    let line = &front.line;
    let wants = |s_m: f64| {
        let station = line.at(s_m);
        // The line has the road on its left: bends to the left have their outside here.
        let is_outside = line.curvature_1pm(s_m) > BEND_1PM;
        let ground_m = site.terrain.elevation_m(station.beside_m(7.0));
        is_outside || station.point_m.z - ground_m > DROP_M
    };
    let count = (line.length_m() / STEP_M) as usize;
    let wanted: Vec<bool> = (0..=count).map(|k| wants(k as f64 * STEP_M)).collect();
    let mut begin: Option<usize> = None;
    for k in 0..=count + 1 {
        // Short gaps are closed, and every rail begins before it is needed.
        let near = (k.saturating_sub(2)..=k + 2).any(|i| wanted.get(i) == Some(&true));
        let goes_on = k <= count && near;
        match (begin, goes_on) {
            (None, true) => begin = Some(k),
            (Some(b), false) => {
                let part = [
                    b as f64 * STEP_M,
                    ((k - 1) as f64 * STEP_M).min(line.length_m()),
                ];
                if part[1] - part[0] > 20.0 {
                    rail(site, BarrierKind::GuardRail, line, part, [OUT_M, -0.12]);
                }
                begin = None;
            }
            _ => {}
        }
    }
}

fn posts(site: &mut Site<'_>, front: &Front) {
    let mesh = Arc::new(furniture(FurnitureKind::ReflectorPost, 0));
    let mut s_m = 6.0;
    while s_m < front.line.length_m() {
        let station = front.line.at(s_m);
        let p = station.beside_m(0.75);
        // It looks at those who come on this side: along the line or against it, both see it.
        let yaw_rad = libm::atan2(station.along.y, station.along.x);
        let foot = Foot {
            size_m: [0.15, 0.15],
            gap_m: 0.4,
        };
        site.put(&mesh, p, yaw_rad, foot);
        let is_bend = front.line.curvature_1pm(s_m).abs() > BEND_1PM;
        s_m += POSTS_M[usize::from(is_bend)];
    }
}

/// Boards in tight bends and signs before them; deer in woods.
fn boards(site: &mut Site<'_>, front: &Front) {
    let line = &front.line;
    let mut s_m = 10.0;
    let mut last_board_m = f64::NEG_INFINITY;
    let foot = Foot {
        size_m: [0.3, 0.3],
        gap_m: 0.5,
    };
    while s_m < line.length_m() - 10.0 {
        // The line has the road on its left: bends to the left have their outside here.
        if line.curvature_1pm(s_m) > TIGHT_1PM {
            let station = line.at(s_m);
            let goes_along = runs_along(site, &station);
            let board = Arc::new(chevron_board(goes_along));
            let p = station.beside_m(2.1);
            site.put(&board, p, facing_rad(&station, goes_along), foot);
            if (s_m - last_board_m).abs() > 150.0 {
                let (way, kind) = if goes_along {
                    (-80.0, SignKind::CurveLeft)
                } else {
                    (80.0, SignKind::CurveRight)
                };
                let before = line.at(s_m + way);
                let yaw_rad = facing_rad(&before, goes_along);
                site.put(&Arc::new(sign(kind)), before.beside_m(1.9), yaw_rad, foot);
            }
            last_board_m = s_m;
        }
        s_m += 14.0;
    }
    let begin = line.at(30.0);
    if line.length_m() > 150.0 && is_wood(site.seed, begin.beside_m(25.0)) {
        let deer = Arc::new(sign(SignKind::Deer));
        let yaw_rad = facing_rad(&begin, runs_along(site, &begin));
        site.put(&deer, begin.beside_m(1.9), yaw_rad, foot);
    }
}

/// The yaw of a sign beside a line for those who come along it, or against it.
fn facing_rad(station: &Station, goes_along: bool) -> f64 {
    let to = if goes_along { -1.0 } else { 1.0 };
    libm::atan2(to * station.along.y, to * station.along.x)
}

/// A house, a barn, bales of straw, every now and then.
fn farms(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let mut random = Random::new(site.seed, "scenery/farms", front.number);
    let mut s_m = random.range(60.0, 320.0);
    while s_m < front.line.length_m() - 30.0 {
        let station = front.line.at(s_m);
        if !is_wood(site.seed, station.beside_m(25.0)) {
            let farm = [
                (BuildingKind::Farmhouse, [13.0, 9.5, 3.4], 24.0, 0.0),
                (BuildingKind::Barn, [19.0, 12.0, 5.0], 44.0, 8.0),
                (BuildingKind::Barn, [12.0, 9.0, 3.8], 36.0, -22.0),
            ];
            for (kind, size_m, out_m, along_m) in farm {
                let p = station.beside_m(out_m) + station.along * along_m;
                house::raise(site, kind, size_m, p, station.yaw_left_rad(), &mut random);
            }
            for _ in 0..8 {
                let p = station.beside_m(random.range(14.0, 52.0))
                    + station.along * random.range(-34.0, 30.0);
                if random.chance(0.6) {
                    plants.put_tree(site, p, &mut random);
                } else {
                    plants.put_bush(site, p, &mut random);
                }
            }
        }
        s_m += random.range(280.0, 700.0);
    }
}

/// Poles and wires along long roads, on one side of some.
fn power_line(site: &mut Site<'_>, front: &Front) {
    const GAP_M: f64 = 55.0;
    const OUT_M: f64 = 15.0;
    let mut random = Random::new(site.seed, "scenery/power", front.number);
    if front.line.length_m() < 250.0 || !random.chance(0.4) {
        return;
    }
    let pole = power_pole(9.0);
    let mesh = Arc::new(pole.mesh.clone());
    let mut last: Option<(Point3<f64>, f64)> = None;
    let count = (front.line.length_m() / GAP_M) as usize;
    for k in 0..=count {
        let station = front.line.at(k as f64 * GAP_M);
        let p = station.beside_m(OUT_M);
        let yaw_rad = libm::atan2(station.along.y, station.along.x);
        let foot = Foot {
            size_m: [0.5, 0.5],
            gap_m: 6.0,
        };
        if is_wood(site.seed, p) || !site.put(&mesh, p, yaw_rad, foot) {
            last = None;
            continue;
        }
        let foot = site.ground_m(p);
        if let Some((before, before_yaw)) = last {
            for at in pole.wires_m {
                let here = pose(foot, yaw_rad) * Point3::from(at).map(f64::from);
                let there = pose(before, before_yaw) * Point3::from(at).map(f64::from);
                let from: [f32; 3] = (there - before).map(|x| x as f32).into();
                let to: [f32; 3] = (here - before).map(|x| x as f32).into();
                let wire = Arc::new(wire(from, to, 1.1));
                site.chunks.stand(&wire, before, 0.0, [1.0; 3]);
            }
        }
        last = Some((foot, yaw_rad));
    }
}

/// Fences and hedges where fields begin, straw on some of them.
fn field_edges(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let mut random = Random::new(site.seed, "scenery/fields", front.number);
    let bale = Arc::new(furniture(FurnitureKind::Haystack, 3));
    let mut s_m = 0.0;
    while s_m < front.line.length_m() - 20.0 {
        let part = [
            s_m,
            (s_m + random.range(40.0, 130.0)).min(front.line.length_m()),
        ];
        let middle = front.line.at(0.5 * (part[0] + part[1])).beside_m(16.0);
        let choice = random.index(7);
        if !is_wood(site.seed, middle) {
            match choice {
                0 | 1 => fence(site, BarrierKind::RailFence, &front.line, part, 6.5),
                2 => {
                    let mut at_m = part[0];
                    while at_m < part[1] {
                        let p = front.line.at(at_m).beside_m(6.2 + random.range(-0.6, 0.6));
                        plants.put_bush(site, p, &mut random);
                        at_m += random.range(1.6, 4.2);
                    }
                }
                3 => {
                    for _ in 0..5 {
                        let p = front.line.at(random.range(part[0], part[1]));
                        let p = p.beside_m(random.range(14.0, 55.0));
                        let foot = Foot {
                            size_m: [1.6, 1.6],
                            gap_m: 8.0,
                        };
                        site.put(&bale, p, random.range(-3.1, 3.1), foot);
                    }
                }
                _ => {}
            }
        }
        s_m = part[1] + random.range(5.0, 40.0);
    }
}

fn lone_trees(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let mut random = Random::new(site.seed, "scenery/lone_trees", front.number);
    let middle = front
        .line
        .at(0.5 * front.line.length_m())
        .point_m
        .coords
        .xy();
    // Some roads are avenues.
    let is_avenue = noise::smooth(site.seed ^ 0xa7e, middle, 400.0) > 0.66;
    let mut s_m = random.range(5.0, 30.0);
    while s_m < front.line.length_m() {
        let p = if is_avenue {
            front.line.at(s_m).beside_m(4.6)
        } else {
            front.line.at(s_m).beside_m(random.range(7.0, 60.0))
        };
        if !is_wood(site.seed, p) {
            plants.put_tree(site, p, &mut random);
        }
        s_m += if is_avenue {
            13.0
        } else {
            random.range(15.0, 60.0)
        };
    }
}
