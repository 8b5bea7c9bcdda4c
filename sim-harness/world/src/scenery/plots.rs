//! Rows of houses along a street, and what lies between them and the pavement.

use std::sync::Arc;

use nalgebra::Point3;
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::{BarrierKind, BuildingKind, building};

use super::front::Front;
use super::line::{Line, Station};
use super::materials;
use super::plants::Plants;
use super::quarter::{Style, style};
use super::site::Site;
use super::street::fence;
use super::strip::KERB_M;

/// Nothing is built nearer to a front than this: lights and trees stand there.
const SETBACK_M: f64 = 0.95;
/// Buildings keep this distance to every lane and pavement.
const GAP_M: f64 = 0.5;

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

/// Builds houses along a front, plot by plot.
pub(super) fn build_row(site: &mut Site<'_>, front: &Front, plants: &Plants) {
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
        let low_m = site.lowest_ground_m(&footprint);
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
    let Some(line) = Line::new(points) else {
        return;
    };
    let mut s_m = 0.0;
    while s_m < line.length_m() - 0.1 {
        let next_m = (s_m + 6.0).min(line.length_m());
        let (a, b) = (line.at(s_m), line.at(next_m - 1e-6));
        let up = |z: f64| z + KERB_M - 0.004;
        let at = |station: &Station, right_m: f64| {
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
