//! Roads above the ground or above other roads: what carries them.

use nalgebra::{Point3, Vector3};
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::BarrierKind;

use super::cover::Cover;
use super::edge::Edge;
use super::line::Line;
use super::materials;
use super::site::Site;
use super::street::rail;
use super::strip::Strip;
use super::terrain::Terrain;

/// Thickness of a deck.
const DECK_M: f64 = 1.1;
/// Pillars stand so far apart and are so thick.
const PILLAR_M: [f64; 2] = [22.0, 0.7];

/// Decks, pillars and parapets.
pub(super) fn build(site: &mut Site<'_>, strips: &[Strip], edges: &[Edge]) {
    let down = Vector3::new(0.0, 0.0, DECK_M);
    for strip in strips.iter().filter(|s| s.cover != Cover::Nothing) {
        let mut next_m = 0.5 * PILLAR_M[0];
        for pair in strip.sections.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let middle = nalgebra::center(&a.left_m, &b.right_m);
            if !site.terrain.is_under_bridge(middle) {
                continue;
            }
            let under = [a.left_m, b.left_m, b.right_m, a.right_m].map(|p| p - down);
            site.chunks.wall(materials::CONCRETE, &under);
            if b.s_m >= next_m && strip.cover == Cover::Asphalt {
                next_m = b.s_m + PILLAR_M[0];
                pillar(site, nalgebra::center(&b.left_m, &b.right_m) - down);
            }
        }
    }
    for edge in edges {
        let Some(line) = Line::new(edge.line_m.iter().copied()) else {
            continue;
        };
        for run in runs_above(site.terrain, &line) {
            let part = line.part(run[0], run[1]);
            site.chunks.sweep(
                materials::CONCRETE,
                &[[-0.45, -DECK_M as f32], [-0.45, 0.0], [0.02, 0.0]],
                &part,
            );
            rail(site, BarrierKind::Concrete, &line, run, [0.25, 0.0]);
        }
    }
}

/// The parts of an edge that lie above the ground.
fn runs_above(terrain: &Terrain<'_>, line: &Line) -> Vec<[f64; 2]> {
    const STEP_M: f64 = 4.0;
    let count = (line.length_m() / STEP_M).ceil() as usize;
    let mut runs: Vec<[f64; 2]> = Vec::new();
    for k in 0..count {
        let part = [
            k as f64 * STEP_M,
            ((k + 1) as f64 * STEP_M).min(line.length_m()),
        ];
        if terrain.is_under_bridge(line.at(0.5 * (part[0] + part[1])).point_m) {
            match runs.last_mut() {
                Some(last) if last[1] >= part[0] - 1e-9 => last[1] = part[1],
                _ => runs.push(part),
            }
        }
    }
    runs
}

fn pillar(site: &mut Site<'_>, top_m: Point3<f64>) {
    let p = top_m.coords.xy();
    let ground_m = site.terrain.elevation_m(p);
    let footprint = Rectangle::new(
        Pose2::new(p.x, p.y, 0.0),
        2.0 * PILLAR_M[1],
        2.0 * PILLAR_M[1],
    );
    let low_road = site.field.nearest(p, 3.0, |near| {
        near.cover.is_road() && near.elevation_m < top_m.z - 1.5
    });
    if low_road.is_some() || top_m.z - ground_m < 1.0 {
        return;
    }
    site.take(footprint);
    let half = PILLAR_M[1];
    let corners = [[-half, -half], [half, -half], [half, half], [-half, half]];
    for i in 0..4 {
        let ([x0, y0], [x1, y1]) = (corners[i], corners[(i + 1) % 4]);
        let at = |x: f64, y: f64, z: f64| Point3::new(p.x + x, p.y + y, z);
        let (low, high) = (ground_m - 1.0, top_m.z);
        site.chunks.wall(
            materials::CONCRETE,
            &[
                at(x0, y0, low),
                at(x1, y1, low),
                at(x1, y1, high),
                at(x0, y0, high),
            ],
        );
    }
}
