//! Shapes against their boxes.

use trunkline_interfaces::{AgentClass, SemanticClass};

use super::{Gait, RoadUser, build};
use crate::mesh::Mesh;

/// Sizes of each class, from small to large.
const SIZES: [(AgentClass, [f32; 3]); 22] = [
    (AgentClass::Car, [3.6, 1.64, 1.49]),
    (AgentClass::Car, [4.25, 1.79, 1.47]),
    (AgentClass::Car, [4.5, 1.85, 1.5]),
    (AgentClass::Car, [4.75, 1.84, 1.45]),
    (AgentClass::Car, [4.78, 1.83, 1.52]),
    (AgentClass::Car, [4.5, 1.85, 1.66]),
    (AgentClass::Car, [4.95, 1.93, 1.97]),
    (AgentClass::Car, [5.95, 2.03, 2.6]),
    (AgentClass::Truck, [7.2, 2.5, 2.97]),
    (AgentClass::Truck, [8.5, 2.5, 3.3]),
    (AgentClass::Truck, [9.8, 2.5, 3.63]),
    (AgentClass::Truck, [16.5, 2.55, 4.0]),
    (AgentClass::Bus, [11.4, 2.55, 3.0]),
    (AgentClass::Bus, [12.6, 2.55, 3.2]),
    (AgentClass::Motorcycle, [2.07, 0.74, 1.43]),
    (AgentClass::Motorcycle, [2.33, 0.86, 1.57]),
    (AgentClass::Bicycle, [1.7, 0.55, 1.66]),
    (AgentClass::Bicycle, [1.9, 0.65, 1.84]),
    (AgentClass::Pedestrian, [0.48, 0.4, 1.05]),
    (AgentClass::Pedestrian, [0.88, 0.72, 1.92]),
    (AgentClass::StaticObject, [0.5, 0.5, 1.0]),
    (AgentClass::StaticObject, [0.6, 2.5, 1.0]),
];

fn gaits() -> impl Iterator<Item = Gait> {
    (0..16).map(Gait::Moving).chain([Gait::Standing])
}

/// What only stands there is simple enough from near by.
fn levels_of(class: AgentClass) -> usize {
    match class {
        AgentClass::StaticObject => 1,
        _ => 2,
    }
}

fn user(class: AgentClass, size_m: [f32; 3], seed: u64) -> RoadUser {
    RoadUser {
        class,
        size_m,
        seed,
    }
}

fn widen(span: &mut [[f32; 2]; 3], mesh: &Mesh) {
    for position in &mesh.positions_m {
        for (axis, at) in span.iter_mut().zip(position) {
            *axis = [axis[0].min(*at), axis[1].max(*at)];
        }
    }
}

/// Which sides of the box a shape leaves or does not reach by more than a centimetre, over the
/// cycle of those that move. People sway, so that only those of the box's sides are reached that
/// a walk reaches.
fn misfit(class: AgentClass, size_m: [f32; 3], seed: u64, level: usize) -> Option<String> {
    let mut span = [[f32::INFINITY, f32::NEG_INFINITY]; 3];
    for gait in gaits() {
        let mesh = build(&user(class, size_m, seed), gait);
        let Some(mesh) = mesh.levels().nth(level) else {
            return Some(format!("{class:?}: no level {level}"));
        };
        widen(&mut span, mesh);
    }
    let [l, w, h] = size_m;
    let wanted = [[-0.5 * l, 0.5 * l], [-0.5 * w, 0.5 * w], [0.0, h]];
    let worst = span
        .iter()
        .flatten()
        .zip(wanted.iter().flatten())
        .map(|(got, wanted)| (got - wanted).abs())
        .fold(0.0, f32::max);
    (worst > 0.0101)
        .then(|| format!("{class:?} {size_m:?} seed {seed} level {level}: {span:?} off by {worst}"))
}

#[test]
fn every_shape_fills_its_box_to_a_centimetre() {
    let mut misfits = Vec::new();
    for (class, size_m) in SIZES {
        for seed in 0..12 {
            misfits.extend(
                (0..levels_of(class)).filter_map(|level| misfit(class, size_m, seed, level)),
            );
        }
    }
    assert_eq!(misfits, Vec::<String>::new());
}

#[test]
fn near_shapes_keep_their_budget_and_far_ones_are_cheaper() {
    let mut outside = Vec::new();
    for (class, size_m) in SIZES {
        for seed in 0..12 {
            for gait in gaits() {
                let mesh = build(&user(class, size_m, seed), gait);
                assert_eq!(mesh.levels().count(), levels_of(class), "{class:?}");
                let counts: Vec<_> = mesh.levels().map(|level| level.triangles.len()).collect();
                assert!(
                    counts.is_sorted_by(|near, far| near > far),
                    "{class:?}: {counts:?}"
                );
                for (level, most) in mesh.levels().zip([1500, 600]) {
                    let count = level.triangles.len();
                    if !(1..=most).contains(&count) {
                        outside.push(format!("{class:?} {size_m:?}: {count} of {most}"));
                    }
                }
            }
        }
    }
    outside.sort_unstable();
    outside.dedup();
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn shapes_are_whole_and_finite() {
    for (class, size_m) in SIZES {
        for gait in gaits() {
            let shape = build(&user(class, size_m, 5), gait);
            shape.levels().for_each(|mesh| assert_whole(class, mesh));
        }
    }
}

fn assert_whole(class: AgentClass, mesh: &Mesh) {
    let vertices = mesh.positions_m.len();
    assert_eq!(mesh.normals.len(), vertices);
    assert_eq!(mesh.uv_m.len(), vertices);
    assert_eq!(mesh.surface_of.len(), mesh.triangles.len());
    assert!(
        mesh.triangles
            .iter()
            .flatten()
            .all(|i| (*i as usize) < vertices)
    );
    assert!(
        mesh.surface_of
            .iter()
            .all(|s| usize::from(*s) < mesh.surfaces.len())
    );
    for normal in &mesh.normals {
        let length = normal.iter().map(|n| n * n).sum::<f32>().sqrt();
        assert!((length - 1.0).abs() < 1e-3, "{class:?} {normal:?}");
    }
}

#[test]
fn riders_are_people_on_a_vehicle() {
    for class in [AgentClass::Motorcycle, AgentClass::Bicycle] {
        let mesh = build(&user(class, [2.0, 0.7, 1.6], 1), Gait::default());
        for wanted in [SemanticClass::Pedestrian, SemanticClass::Vehicle] {
            assert!(mesh.surfaces.iter().any(|s| s.class == wanted), "{class:?}");
        }
    }
}

#[test]
fn who_it_is_decides_the_look_and_others_look_different() {
    let car = |seed| {
        build(
            &user(AgentClass::Car, [4.5, 1.85, 1.5], seed),
            Gait::default(),
        )
    };
    assert_eq!(car(1), car(1));
    assert!((2..12).any(|seed| car(seed) != car(1)));
}

#[test]
fn what_has_no_size_has_no_shape() {
    for bad in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let mesh = build(&user(AgentClass::Car, [bad, 1.8, 1.5], 0), Gait::default());
        assert!(mesh.triangles.is_empty());
    }
}
