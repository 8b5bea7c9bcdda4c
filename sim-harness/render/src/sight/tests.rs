//! What is left out changes nothing.

use std::sync::Arc;

use nalgebra::{Isometry3, UnitQuaternion, Vector3};
use trunkline_interfaces::{AgentClass, Distortion, Intrinsics, Random, SemanticClass};

use super::*;
use crate::geometry::{Bounds, View, visible_things};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;
use crate::models::road_users::{Gait, RoadUser, build};
use crate::models::scenery::{BuildingKind, TreeKind, building, tree};
use crate::scene::{Lamps, Placed};

/// Objects of a crowd.
const OBJECTS: usize = 30;

fn placed(mesh: &Arc<Mesh>, at_m: [f64; 3], yaw_rad: f64, object: Option<u16>) -> Placed {
    Placed {
        mesh: Arc::clone(mesh),
        world_from_mesh: Isometry3::new(at_m.into(), Vector3::z() * yaw_rad),
        tint: [1.0; 3],
        lamps: Lamps::default(),
        object,
    }
}

/// A plate on the ground.
fn plate(side_m: f32, class: SemanticClass, texture: Texture) -> Arc<Mesh> {
    let half = 0.5 * side_m;
    let corners = [[-half, -half], [half, -half], [half, half], [-half, half]];
    let mut builder = MeshBuilder::new(Surface::matt(class, [0.2; 3], texture));
    builder.polygon(&corners.map(|[x, y]| [x, y, 0.0]));
    Arc::new(builder.build())
}

/// Painted ground, houses, trees and cars before a camera that looks along x.
fn crowd(seed: u64) -> Vec<Placed> {
    let mut random = Random::new(seed, "test/crowd", 0);
    let house = Arc::new(building(BuildingKind::TownHouse, [12.0, 10.0, 7.0], seed));
    let tree = Arc::new(tree(TreeKind::Broadleaf, 9.0, seed));
    let car = RoadUser {
        class: AgentClass::Car,
        size_m: [4.5, 1.8, 1.5],
        seed,
    };
    let car = Arc::new(build(&car, Gait::Standing));
    let paint = plate(3.0, SemanticClass::RoadLine, Texture::RoadPaint);
    let ground = plate(400.0, SemanticClass::Road, Texture::Asphalt);
    let mut crowd = vec![placed(&ground, [0.0; 3], 0.0, None)];
    crowd.extend((0..240_u16).map(|number| {
        let (mesh, object) = match number % 8 {
            0 => (&house, None),
            1..=4 => (&tree, None),
            5 => (&paint, None),
            // Two things an object.
            _ => (&car, Some(number / 8)),
        };
        let (ahead_m, aside) = (random.range(20.0, 150.0), random.range(-0.8, 0.8));
        let yaw_rad = random.range(-3.0, 3.0);
        placed(mesh, [ahead_m, ahead_m * aside, 0.0], yaw_rad, object)
    }));
    crowd
}

fn view() -> View {
    let axes = [-Vector3::y(), -Vector3::z(), Vector3::x()];
    let turn = UnitQuaternion::from_basis_unchecked(&axes);
    let pose = Isometry3::from_parts(Vector3::new(0.0, 0.0, 1.6).into(), turn);
    View::new(&pose).unwrap()
}

/// A pinhole of whole tiles, and a bent lens whose last tiles reach out of the image.
fn lenses() -> [Lens; 2] {
    let bent = Intrinsics {
        distortion: Distortion {
            k1: -0.2,
            p1: 0.01,
            ..Distortion::default()
        },
        ..Intrinsics::pinhole(333, 187, 1.9)
    };
    [Intrinsics::pinhole(320, 160, 1.6), bent].map(|lens| Lens::new(&lens).unwrap())
}

fn things<'a>(placed: &'a [Placed], lens: &Lens) -> Vec<Thing<'a>> {
    let bounded = placed.iter().map(|p| (p, Bounds::around(&p.mesh)));
    visible_things(bounded, &view(), lens)
}

fn limited(limits: Limits) -> Sight {
    Sight {
        limits,
        ..Sight::default()
    }
}

/// Thing, and triangle of its mesh.
type Facet = [u32; 2];

fn facet(sight: &Sight, number: u32) -> Option<Facet> {
    let triangle = sight.triangles.get((number as usize).checked_sub(1)?)?;
    Some([triangle.thing, triangle.face])
}

/// What every pixel's centre sees.
fn centres(sight: &Sight) -> Vec<Option<Facet>> {
    let numbers = sight.bands.iter().flat_map(|band| &band.centres);
    numbers.map(|number| facet(sight, *number)).collect()
}

/// What the other samples see where they do not see the same.
fn edges(sight: &Sight) -> Vec<[Option<Facet>; 3]> {
    let edges = sight.bands.iter().flat_map(|band| &band.edges);
    edges
        .map(|edge| edge.others.map(|number| facet(sight, number)))
        .collect()
}

#[test]
fn the_size_of_waves_changes_nothing_but_the_work() {
    for (seed, lens) in (0..10).flat_map(|seed| lenses().map(|lens| (seed, lens))) {
        let crowd = crowd(seed);
        let things = things(&crowd, &lens);
        let look = |first_wave| {
            let mut sight = limited(Limits {
                first_wave,
                ..Sight::default().limits
            });
            let picture = sight.look(&things, &lens, OBJECTS, &mut |_| {});
            (picture, centres(&sight), edges(&sight))
        };
        let (many, many_centres, many_edges) = look(1);
        let (one, one_centres, one_edges) = look(MOST_TRIANGLES);
        assert!(
            many_centres == one_centres && many_edges == one_edges,
            "seed {seed}"
        );
        assert!(many.depth_m == one.depth_m, "seed {seed}");
        assert!(many.classes == one.classes && many.instances == one.instances);
        assert_eq!(many.objects, one.objects, "seed {seed}");
        let (few, all) = (many.triangles, one.triangles);
        assert!(3 * few < 2 * all, "{few} of {all}");
    }
}

#[test]
fn beyond_the_limits_the_farthest_is_left_out() {
    let [lens, _] = lenses();
    let crowd = crowd(0);
    let things = things(&crowd, &lens);
    let mut sight = Sight::default();
    let whole = sight.look(&things, &lens, OBJECTS, &mut |_| {});
    let wanted = centres(&sight);
    assert!(
        whole.left_out == 0 && whole.triangles > 2000,
        "{}",
        whole.triangles
    );
    let defaults = Sight::default().limits;
    let triangles = 1000;
    let by_triangles = Limits {
        triangles,
        ..defaults
    };
    // Some of these leave room for what is small and behind what is cut.
    let by_pairs = (800..2000).step_by(40);
    let by_pairs = by_pairs.map(|pairs| Limits { pairs, ..defaults });
    for limits in by_pairs.chain([by_triangles]) {
        for first_wave in [1, 5000] {
            let limits = Limits {
                first_wave,
                ..limits
            };
            let mut sight = limited(limits);
            let picture = sight.look(&things, &lens, OBJECTS, &mut |_| {});
            assert!(picture.left_out > 0, "{limits:?}");
            // What is nearer than the farthest that is seen is there as if there were no limit.
            let seen = centres(&sight);
            let farthest = seen.iter().flatten().max().unwrap();
            let nearer = wanted
                .iter()
                .zip(&seen)
                .filter(|(wanted, _)| **wanted < Some(*farthest));
            let nearer = nearer.filter(|(wanted, _)| wanted.is_some());
            assert!(nearer.clone().count() > 1000, "{limits:?}");
            nearer.for_each(|(wanted, seen)| assert_eq!(wanted, seen, "{limits:?}"));
        }
    }
}

#[test]
fn an_object_larger_than_the_limit_is_drawn_in_part() {
    let [lens, _] = lenses();
    let house = Arc::new(building(BuildingKind::TownHouse, [4.0, 4.0, 4.0], 1));
    let row: Vec<Placed> = (0..10_i32)
        .map(|k| placed(&house, [12.0, f64::from(k) * 4.0 - 20.0, 0.0], 0.0, Some(0)))
        .collect();
    let things = things(&row, &lens);
    let triangles = 4 * house.triangles.len();
    let mut sight = limited(Limits {
        triangles,
        ..Sight::default().limits
    });
    let picture = sight.look(&things, &lens, 1, &mut |_| {});
    assert!(picture.objects[0].pixels > 0);
    assert_eq!(picture.left_out, things.len() - 4);
}

#[test]
fn nothing_is_said_of_an_object_that_is_hidden() {
    let [lens, _] = lenses();
    let house = Arc::new(building(BuildingKind::TownHouse, [12.0, 4.0, 8.0], 1));
    let box_of = |x_m, y_m| placed(&house, [x_m, y_m, 0.0], 0.0, Some(0));
    let wall = placed(&house, [15.0, 0.0, 0.0], 0.0, None);
    let look = |scene: &[Placed]| {
        let mut sight = limited(Limits {
            first_wave: 1,
            ..Sight::default().limits
        });
        sight.look(&things(scene, &lens), &lens, 1, &mut |_| {})
    };
    let hidden = look(&[wall.clone(), box_of(60.0, 0.0)]);
    assert_eq!(hidden.objects[0], crate::SeenObject::default());
    // One part looks out: the other counts for the whole.
    let alone = look(&[box_of(60.0, 0.0), box_of(60.0, 40.0)]);
    let partly = look(&[wall, box_of(60.0, 0.0), box_of(60.0, 40.0)]);
    assert!(partly.objects[0].pixels < alone.objects[0].pixels);
    assert_eq!(partly.objects[0].whole_pixels, alone.objects[0].pixels);
    assert_eq!(partly.objects[0].whole_box_px, alone.objects[0].box_px);
}

#[test]
fn an_outline_holds_all_that_is_drawn_of_a_thing() {
    let [lens, _] = lenses();
    let mut random = Random::new(5, "test/outline", 0);
    let mut outlined = 0;
    for _ in 0..400 {
        // Far from its own origin, by chance.
        let off_m = random.range(0.0, 1.0) * random.range(0.0, 6000.0);
        let mut corner = || [0, 1, 2].map(|_| (off_m + random.range(-9.0, 9.0)) as f32);
        let mut mesh = tree(TreeKind::Pine, 9.0, 1);
        mesh.coarser = None;
        mesh.positions_m.fill_with(&mut corner);
        let mesh = Arc::new(mesh);
        let yaw_rad = random.range(-3.0, 3.0);
        let middle = Isometry3::rotation(Vector3::z() * yaw_rad) * Vector3::repeat(off_m);
        let at_m = Vector3::new(random.range(10.0, 90.0), random.range(-9.0, 9.0), 1.0) - middle;
        let scene = [placed(&mesh, at_m.into(), yaw_rad, None)];
        let things = things(&scene, &lens);
        let Some(outline) = things.first().and_then(Outline::of) else {
            continue;
        };
        outlined += 1;
        let mut triangles = Vec::new();
        let parts = gather(&things, &[0], &lens, &mut triangles, 0);
        for triangle in &triangles[parts[0].range()] {
            for (own, all) in triangle.span.iter().zip(&outline.span) {
                assert!(all[0] <= own[0] && own[1] <= all[1], "{own:?} {all:?}");
            }
            let nearest_m = triangle
                .corners_m
                .map(|p| p[2])
                .into_iter()
                .fold(f32::MAX, f32::min);
            assert!(1.0 / nearest_m <= outline.nearness);
        }
    }
    assert!(outlined > 200, "{outlined}");
}
