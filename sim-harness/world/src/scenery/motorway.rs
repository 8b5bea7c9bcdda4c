//! Motorways: guard rails, noise barriers, boards, posts, green slopes.

use std::sync::Arc;

use nalgebra::Point3;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::{BarrierKind, FurnitureKind, direction_board, gantry};

use super::cover::Cover;
use super::field::Field;
use super::front::Front;
use super::line::{Line, Station};
use super::noise;
use super::plants::Plants;
use super::setting::Setting;
use super::site::{Foot, Site};
use super::street::{fence, furnish, rail, runs_along};
use super::strip::{Section, Strip};
use super::woods;

/// From the road's edge to the beam of the guard rail.
const RAIL_OUT_M: f64 = 0.9;
/// Between gantries.
const GANTRY_M: f64 = 900.0;
/// A carriageway wider than this has no gantry.
const MAX_SPAN_M: f64 = 32.0;

/// Lines every motorway.
pub(super) fn line_roads(site: &mut Site<'_>, fronts: &[Front], plants: &Plants) {
    let motorway = || fronts.iter().filter(|f| f.setting == Setting::Motorway);
    for front in motorway() {
        boards(site, front);
    }
    for front in motorway() {
        let whole = [0.0, front.line.length_m()];
        rail(
            site,
            BarrierKind::GuardRail,
            &front.line,
            whole,
            [RAIL_OUT_M, -0.08],
        );
    }
    for front in motorway() {
        if !is_outer(site, front) {
            continue;
        }
        posts(site, front);
        noise_barriers(site, front);
        woods::line(site, front, plants);
        slopes(site, front, plants);
    }
}

/// Guard rails on medians: one along each border, or a wall in the middle of a narrow one.
pub(super) fn medians(site: &mut Site<'_>, strips: &[Strip]) {
    const WIDE_M: f64 = 2.4;
    const IN_M: f64 = 0.55;
    let is_open = |cover| matches!(cover, Cover::Meadow | Cover::Gravel);
    for strip in strips {
        if !is_open(strip.cover) || strip.setting != Setting::Motorway {
            continue;
        }
        let [left, right] = [strip.left, strip.right].map(|b| b.map(|b| b.cover));
        let [left_road, right_road] = [left, right].map(|c| c.is_some_and(Cover::is_road));
        let [left_half, right_half] = [left, right].map(|c| c.is_some_and(is_open));
        let width = |s: &Section| (s.left_m - s.right_m).norm();
        let narrowest_m = strip
            .sections
            .iter()
            .map(width)
            .fold(f64::INFINITY, f64::min);
        // The road is on the left of each border, the median on its right.
        let border = |is_left: bool| {
            let mut points: Vec<Point3<f64>> = strip.border(is_left).collect();
            if !is_left {
                points.reverse();
            }
            Line::new(points)
        };
        let is_whole = left_road && right_road;
        let wanted = if is_whole && narrowest_m < WIDE_M {
            [(true, BarrierKind::Concrete, 0.5 * narrowest_m)].to_vec()
        } else {
            [
                (true, left_road && (right_road || right_half)),
                (false, right_road && (left_road || left_half)),
            ]
            .iter()
            .filter(|(_, is_wanted)| *is_wanted)
            .map(|(is_left, _)| (*is_left, BarrierKind::GuardRail, IN_M))
            .collect()
        };
        for (is_left, kind, in_m) in wanted {
            if let Some(line) = border(is_left) {
                rail(site, kind, &line, [0.0, line.length_m()], [in_m, 0.0]);
            }
        }
    }
}

/// Whether open country lies beyond, not the other carriageway.
fn is_outer(site: &Site<'_>, front: &Front) -> bool {
    let station = front.line.at(0.5 * front.line.length_m());
    [4.0, 8.0, 14.0]
        .iter()
        .all(|out_m| site.field.road_clearance_m(station.beside_m(*out_m), 3.0) > 2.0)
}

/// How wide the road is to the left of a place at its edge; 0 beyond what a gantry spans.
fn road_width_m(field: &Field, station: &Station) -> f64 {
    let is_road = |k: &usize| {
        let p = station.beside_m(-0.5 * *k as f64 - 0.25);
        field.road_clearance_m(p, 1.0) < 0.05
    };
    let steps = (0..(2.0 * MAX_SPAN_M) as usize).take_while(is_road).count();
    let width_m = 0.5 * steps as f64;
    if width_m < MAX_SPAN_M - 1.0 {
        width_m
    } else {
        0.0
    }
}

/// Gantries and boards.
fn boards(site: &mut Site<'_>, front: &Front) {
    let mut random = Random::new(site.seed, "scenery/boards", front.number);
    if front.line.length_m() < 150.0 || !is_outer(site, front) {
        return;
    }
    let mut s_m = random.range(80.0, 200.0);
    let mut is_gantry = true;
    while s_m < front.line.length_m() - 40.0 {
        let station = front.line.at(s_m);
        let against = libm::atan2(-station.along.y, -station.along.x);
        let yaw_rad = if runs_along(site, &station) {
            against
        } else {
            against + core::f64::consts::PI
        };
        let wide_m = road_width_m(site.field, &station);
        if is_gantry && wide_m > 6.0 {
            let span_m = wide_m + 3.2;
            let middle = station.beside_m(1.6 - 0.5 * span_m);
            let boards = (wide_m / 3.9) as u32;
            let mesh = Arc::new(gantry(span_m as f32, boards, front.number));
            let posts = [1.6, 1.6 - span_m].map(|out_m| station.beside_m(out_m));
            let footprints = posts.map(|p| Rectangle::new(Pose2::new(p.x, p.y, yaw_rad), 0.5, 0.5));
            if footprints.iter().all(|f| site.is_free(f, 0.5)) {
                for footprint in footprints {
                    site.take(footprint);
                }
                let foot = Point3::new(middle.x, middle.y, station.point_m.z - 0.1);
                site.chunks.stand(&mesh, foot, yaw_rad, [1.0; 3]);
            }
        } else if !is_gantry {
            let mesh = Arc::new(direction_board([4.4, 3.0], front.number));
            let foot = Foot {
                size_m: [0.4, 4.4],
                gap_m: 2.0,
            };
            site.put(&mesh, station.beside_m(5.2), yaw_rad, foot);
        }
        is_gantry = !is_gantry;
        s_m += 0.5 * GANTRY_M * random.range(0.7, 1.2);
    }
}

fn posts(site: &mut Site<'_>, front: &Front) {
    let line = &front.line;
    let mut k = 1_u64;
    while k as f64 * 50.0 < line.length_m() {
        let s_m = k as f64 * 50.0;
        let kind = match k {
            k if k % 40 == 20 => FurnitureKind::EmergencyPhone,
            k if k % 10 == 0 => FurnitureKind::KilometrePost,
            _ => FurnitureKind::ReflectorPost,
        };
        furnish(site, kind, line, s_m, 1.5, k);
        k += 1;
    }
}

fn noise_barriers(site: &mut Site<'_>, front: &Front) {
    const STEP_M: f64 = 40.0;
    let mut s_m = 0.0;
    while s_m < front.line.length_m() {
        let to_m = (s_m + STEP_M).min(front.line.length_m());
        let p = front.line.at(0.5 * (s_m + to_m)).beside_m(5.0);
        let wanted = match noise::smooth(site.seed ^ 0xba, p, 330.0) {
            loud if loud > 0.72 => Some((BarrierKind::NoiseBarrier, 4.2)),
            wild if wild < 0.28 => Some((BarrierKind::WireFence, 12.0)),
            _ => None,
        };
        if let Some((kind, out_m)) = wanted {
            fence(site, kind, &front.line, [s_m, to_m], out_m);
        }
        s_m = to_m;
    }
}

/// Bushes and trees on the slopes.
fn slopes(site: &mut Site<'_>, front: &Front, plants: &Plants) {
    let mut random = Random::new(site.seed, "scenery/slopes", front.number);
    let mut s_m = random.range(0.0, 12.0);
    while s_m < front.line.length_m() {
        let p = front.line.at(s_m).beside_m(random.range(6.0, 26.0));
        if noise::smooth(site.seed ^ 0x51, p, 90.0) > 0.42 {
            if random.chance(0.45) {
                plants.put_tree(site, p, &mut random);
            } else {
                plants.put_bush(site, p, &mut random);
            }
        }
        s_m += random.range(3.0, 14.0);
    }
}
