use approx::assert_abs_diff_eq;
use trunkline_interfaces::SemanticClass;

use super::*;
use crate::mesh::{Lamp, Mesh};

/// Lowest and highest coordinate of an axis, of what lies between two heights.
fn extent(mesh: &Mesh, axis: usize, [low, high]: [f32; 2]) -> [f32; 2] {
    let within = mesh
        .positions_m
        .iter()
        .filter(|p| p[2] >= low && p[2] <= high);
    within.fold([f32::INFINITY, f32::NEG_INFINITY], |[a, b], p| {
        [a.min(p[axis]), b.max(p[axis])]
    })
}

/// The same of the triangles that reach into the heights between: a wall may have no corner there.
fn extent_of_faces(mesh: &Mesh, axis: usize, [low, high]: [f32; 2]) -> [f32; 2] {
    let corners = mesh
        .triangles
        .iter()
        .map(|t| t.map(|i| mesh.positions_m[i as usize]));
    let within = corners.filter(|corners| {
        corners.iter().any(|p| p[2] > low) && corners.iter().any(|p| p[2] < high)
    });
    within
        .flatten()
        .fold([f32::INFINITY, f32::NEG_INFINITY], |[a, b], p| {
            [a.min(p[axis]), b.max(p[axis])]
        })
}

const ALL_HEIGHTS: [f32; 2] = [-100.0, 1000.0];

/// Indices within range, normals of unit length, everything finite, every surface of use.
fn assert_sound(name: &str, mesh: &Mesh) {
    let count = mesh.positions_m.len();
    assert_eq!(mesh.normals.len(), count, "{name}");
    assert_eq!(mesh.uv_m.len(), count, "{name}");
    assert_eq!(mesh.surface_of.len(), mesh.triangles.len(), "{name}");
    let in_range = |corner: &u32| (*corner as usize) < count;
    assert!(mesh.triangles.iter().flatten().all(in_range), "{name}");
    assert!(
        mesh.surface_of
            .iter()
            .all(|s| usize::from(*s) < mesh.surfaces.len()),
        "{name}"
    );
    assert!(
        mesh.positions_m.iter().flatten().all(|x| x.is_finite()),
        "{name}"
    );
    assert!(mesh.uv_m.iter().flatten().all(|x| x.is_finite()), "{name}");
    for normal in &mesh.normals {
        let length2: f32 = normal.iter().map(|x| x * x).sum();
        assert!((length2 - 1.0).abs() < 1e-4, "{name}: normal {normal:?}");
    }
}

/// Share of triangles whose corners' normals look to the side that the triangle faces.
fn share_facing_out(mesh: &Mesh) -> f64 {
    let at = |i: u32| nalgebra::Vector3::from(mesh.positions_m[i as usize]);
    let normal = |i: u32| nalgebra::Vector3::from(mesh.normals[i as usize]);
    let good = mesh.triangles.iter().filter(|[a, b, c]| {
        let face = (at(*b) - at(*a)).cross(&(at(*c) - at(*a)));
        face.dot(&(normal(*a) + normal(*b) + normal(*c))) >= 0.0
    });
    good.count() as f64 / mesh.triangles.len() as f64
}

/// One of everything, by name.
fn catalogue(seed: u64) -> Vec<(String, Mesh)> {
    let mut all = Vec::new();
    let mut add = |name: String, mesh: Mesh| all.push((name, mesh));
    for kind in BuildingKind::ALL {
        add(format!("{kind:?}"), building(kind, [12.0, 10.0, 7.0], seed));
    }
    for kind in TreeKind::ALL {
        for (number, level) in tree(kind, 9.0, seed).levels().enumerate() {
            add(format!("{kind:?}, level {number}"), level.clone());
        }
    }
    for kind in FurnitureKind::ALL {
        add(format!("{kind:?}"), furniture(kind, seed));
    }
    for kind in BarrierKind::ALL {
        add(format!("{kind:?}"), barrier(kind, 12.0, seed));
    }
    for kind in SIGNS {
        add(format!("{kind:?}"), sign(kind));
    }
    add("bush".into(), bush(1.5, seed));
    add("hedge".into(), hedge(8.0, 1.4, seed));
    add("forest edge".into(), forest_edge(40.0, 14.0, seed));
    add("direction board".into(), direction_board([4.0, 3.0], seed));
    add("chevrons".into(), chevron_board(true));
    add("gantry".into(), gantry(12.0, 3, seed));
    add("signal".into(), signal_head(SignalMount::Post));
    add(
        "signal on an arm".into(),
        signal_head(SignalMount::MastArm { reach_m: 5.0 }),
    );
    add(
        "street light".into(),
        street_light(StreetLightKind::Arm, 8.0, 2.0).mesh,
    );
    add(
        "lantern".into(),
        street_light(StreetLightKind::Lantern, 4.0, 0.0).mesh,
    );
    add("power pole".into(), power_pole(9.0).mesh);
    add("wire".into(), wire([0.0; 3], [40.0, 3.0, 1.0], 1.0));
    all
}

const SIGNS: [SignKind; 14] = [
    SignKind::Stop,
    SignKind::Yield,
    SignKind::Priority,
    SignKind::SpeedLimit(130),
    SignKind::Crosswalk,
    SignKind::CurveLeft,
    SignKind::CurveRight,
    SignKind::Deer,
    SignKind::Danger,
    SignKind::Parking,
    SignKind::TownBegin,
    SignKind::TownEnd,
    SignKind::Motorway,
    SignKind::BusStop,
];

#[test]
fn every_mesh_is_sound_and_faces_outwards() {
    for seed in 0..12 {
        for (name, mesh) in catalogue(seed) {
            assert_sound(&name, &mesh);
            assert!(!mesh.triangles.is_empty(), "{name}");
            let share = share_facing_out(&mesh);
            assert!(share > 0.97, "{name}, seed {seed}: {share}");
        }
    }
}

#[test]
fn the_same_arguments_give_the_same_mesh() {
    assert_eq!(catalogue(5), catalogue(5));
}

#[test]
fn another_seed_gives_another_house_tree_and_bush() {
    for (a, b) in catalogue(1).into_iter().zip(catalogue(2)) {
        let is_varied = BuildingKind::ALL.iter().any(|k| a.0 == format!("{k:?}"))
            || TreeKind::ALL
                .iter()
                .any(|k| a.0.ends_with(&format!("{k:?}")))
            || ["bush", "hedge", "forest edge"].contains(&a.0.as_str());
        assert!(!is_varied || a.1 != b.1, "{}", a.0);
    }
}

#[test]
fn walls_stand_exactly_on_the_footprint() {
    let size_m = [14.0, 10.0, 8.0];
    for (kind, seed) in BuildingKind::ALL
        .iter()
        .flat_map(|k| (0..6).map(move |s| (*k, s)))
    {
        let mesh = building(kind, size_m, seed);
        // Above the step and below lamps and awnings nothing but what is fixed to the walls.
        let [back, front] = extent_of_faces(&mesh, 0, [0.25, 1.9]);
        let [right, left] = extent_of_faces(&mesh, 1, [0.25, 1.9]);
        for (reached, wanted) in [(-back, 5.0), (left, 7.0), (-right, 7.0), (front, 5.0)] {
            let over = reached - wanted;
            assert!(
                (-0.01..0.12).contains(&over),
                "{kind:?} {seed}: {reached} for {wanted}"
            );
        }
        let below = extent(&mesh, 1, [-5.0, -0.6]);
        assert_abs_diff_eq!(below[1], 7.0, epsilon = 0.04);
        assert_abs_diff_eq!(extent(&mesh, 0, [-5.0, -0.6])[0], -5.0, epsilon = 0.04);
        // Nothing reaches over it by more than a step or an awning.
        let all = extent(&mesh, 0, ALL_HEIGHTS);
        assert!(all[0] > -5.6 && all[1] < 6.5, "{kind:?} {seed}: {all:?}");
        assert!(extent(&mesh, 1, ALL_HEIGHTS)[1] < 7.6, "{kind:?} {seed}");
        assert!(extent(&mesh, 2, ALL_HEIGHTS)[1] >= 8.0, "{kind:?} {seed}");
    }
}

#[test]
fn trees_and_bushes_are_as_high_as_asked() {
    for height in [1.5_f32, 6.0, 23.0] {
        for (kind, seed) in TreeKind::ALL
            .iter()
            .flat_map(|k| (0..4).map(move |s| (*k, s)))
        {
            for level in tree(kind, height, seed).levels() {
                let top = extent(level, 2, ALL_HEIGHTS)[1];
                assert_abs_diff_eq!(top, height, epsilon = 0.01);
            }
        }
        let bush_m = height.min(10.0); // higher ones are trees
        let top = extent(&bush(height, 3), 2, ALL_HEIGHTS)[1];
        assert_abs_diff_eq!(top, bush_m, epsilon = 0.01);
    }
}

#[test]
fn furniture_fills_its_box() {
    for (kind, seed) in FurnitureKind::ALL
        .iter()
        .flat_map(|k| (0..5).map(move |s| (*k, s)))
    {
        let mesh = furniture(kind, seed);
        let size_m = kind.size_m();
        for (axis, side_m) in size_m.into_iter().enumerate().take(2) {
            let [low, high] = extent(&mesh, axis, [0.0, 10.0]);
            let half = 0.5 * side_m + 0.02;
            assert!(
                low >= -half && high <= half,
                "{kind:?} axis {axis}: {low} {high}"
            );
            assert!(
                high - low > 0.6 * side_m,
                "{kind:?} axis {axis}: {low} {high}"
            );
        }
        assert_abs_diff_eq!(extent(&mesh, 2, ALL_HEIGHTS)[1], size_m[2], epsilon = 0.01);
    }
}

#[test]
fn lengths_of_barriers_hedges_and_woods_are_those_asked() {
    for kind in BarrierKind::ALL {
        let mesh = barrier(kind, 20.0, 1);
        let [low, high] = extent(&mesh, 1, ALL_HEIGHTS);
        // End posts stand astride the end.
        assert!(
            (10.0..10.15).contains(&high) && (-10.15..=-10.0).contains(&low),
            "{kind:?}"
        );
        assert_abs_diff_eq!(
            extent(&mesh, 2, ALL_HEIGHTS)[1],
            kind.height_m(),
            epsilon = 0.06
        );
    }
    for mesh in [hedge(20.0, 1.5, 1), forest_edge(20.0, 12.0, 1)] {
        assert_abs_diff_eq!(extent(&mesh, 1, ALL_HEIGHTS)[1], 10.0, epsilon = 0.01);
        assert_abs_diff_eq!(extent(&mesh, 1, ALL_HEIGHTS)[0], -10.0, epsilon = 0.01);
    }
}

#[test]
fn a_guard_rail_shows_its_beam_on_the_right_of_its_line() {
    // Along x: the right is -y; posts stand behind the beam.
    let line = [[0.0, 0.0, 0.0], [10.0, 0.0, 1.0], [20.0, 0.0, 1.0]];
    let mesh = barrier_along(BarrierKind::GuardRail, &line, 0);
    let [right, left] = extent(&mesh, 1, ALL_HEIGHTS);
    assert!(
        (-0.09..-0.06).contains(&right) && (0.05..0.15).contains(&left),
        "{right} {left}"
    );
    // 1 m of climb and the beam's 0.75 m.
    assert_abs_diff_eq!(extent(&mesh, 2, ALL_HEIGHTS)[1], 1.75, epsilon = 0.01);
}

#[test]
fn triangles_stay_within_their_budgets() {
    for seed in 0..12 {
        for kind in TreeKind::ALL {
            let tree = tree(kind, 9.0, seed);
            let counts: Vec<_> = tree.levels().map(|level| level.triangles.len()).collect();
            let within = counts.iter().zip([400, 120, 32]);
            assert!(
                within.clone().all(|(n, most)| *n <= most),
                "{kind:?}: {counts:?}"
            );
            assert_eq!(counts.len(), 3, "{kind:?}");
        }
        for kind in BuildingKind::ALL {
            let count = building(kind, [14.0, 10.0, 9.0], seed).triangles.len();
            assert!(count <= 420, "{kind:?}: {count}");
        }
        let town_house = building(BuildingKind::TownHouse, [10.0, 9.0, 6.0], seed);
        assert!(
            town_house.triangles.len() <= 240,
            "{}",
            town_house.triangles.len()
        );
        // A street of houses and a huge one cost alike: windows become a pattern.
        let huge = building(BuildingKind::Office, [200.0, 100.0, 150.0], seed);
        assert!(huge.triangles.len() <= 300, "{}", huge.triangles.len());
        assert!(forest_edge(100.0, 14.0, seed).triangles.len() <= 700);
    }
}

#[test]
fn sizes_out_of_proportion_give_sound_meshes() {
    let odd = [f32::NAN, f32::INFINITY, -5.0, 0.0, 1e-20, 1e20];
    for size in odd {
        for kind in BuildingKind::ALL {
            assert_sound("house", &building(kind, [size, 10.0, 8.0], 1));
            assert_sound("house", &building(kind, [10.0, size, 8.0], 1));
            assert_sound("house", &building(kind, [10.0, 10.0, size], 1));
            assert_sound("house", &building(kind, [size; 3], 1));
        }
        for kind in TreeKind::ALL {
            let tree = tree(kind, size, 1);
            tree.levels().for_each(|level| assert_sound("tree", level));
        }
        for kind in BarrierKind::ALL {
            assert_sound("barrier", &barrier(kind, size, 1));
            let line = [[size, 0.0, 0.0], [0.0; 3], [0.0; 3], [1.0, size, 0.0]];
            assert_sound("barrier", &barrier_along(kind, &line, 1));
            assert!(barrier_along(kind, &[[0.0; 3]], 1).triangles.is_empty());
        }
        assert_sound("hedge", &hedge(size, size, 1));
        assert_sound("wood", &forest_edge(size, size, 1));
        assert_sound("bush", &bush(size, 1));
        assert_sound("board", &direction_board([size; 2], 1));
        assert_sound("gantry", &gantry(size, u32::MAX, 1));
        assert_sound(
            "light",
            &street_light(StreetLightKind::Arm, size, size).mesh,
        );
        assert_sound(
            "light",
            &street_light(StreetLightKind::Lantern, size, size).mesh,
        );
        assert_sound(
            "signal",
            &signal_head(SignalMount::MastArm { reach_m: size }),
        );
        assert_sound("pole", &power_pole(size).mesh);
        assert_sound("wire", &wire([size; 3], [0.0; 3], size));
    }
}

#[test]
fn signal_heads_have_three_lamps_that_switch_and_look_ahead() {
    let mesh = signal_head(SignalMount::Post);
    let mut heights = Vec::new();
    for lamp in [Lamp::Green, Lamp::Amber, Lamp::Red] {
        let surface = mesh
            .surfaces
            .iter()
            .position(|s| s.lamp == Some(lamp))
            .unwrap();
        let face = mesh
            .surface_of
            .iter()
            .position(|s| usize::from(*s) == surface)
            .unwrap();
        let corner = mesh.triangles[face][0] as usize;
        assert_abs_diff_eq!(mesh.normals[corner][0], 1.0, epsilon = 1e-5);
        heights.push(mesh.positions_m[corner][2]);
    }
    assert!(
        heights[0] < heights[1] && heights[1] < heights[2],
        "{heights:?}"
    );
}

#[test]
fn pixels_are_labelled_as_what_they_are() {
    let classes =
        |mesh: &Mesh| -> Vec<SemanticClass> { mesh.surfaces.iter().map(|s| s.class).collect() };
    for (name, mesh) in catalogue(3) {
        let allowed: &[SemanticClass] = match name.as_str() {
            n if BuildingKind::ALL.iter().any(|k| n == format!("{k:?}")) => {
                &[SemanticClass::Building]
            }
            n if TreeKind::ALL.iter().any(|k| n.ends_with(&format!("{k:?}"))) => {
                &[SemanticClass::Vegetation]
            }
            n if SIGNS.iter().any(|k| n == format!("{k:?}")) => {
                &[SemanticClass::TrafficSign, SemanticClass::Pole]
            }
            "GuardRail" => &[SemanticClass::GuardRail],
            "Concrete" | "Wall" | "NoiseBarrier" => &[SemanticClass::Wall],
            n if n.ends_with("Fence") => &[SemanticClass::Fence],
            n if n.contains("signal") => &[SemanticClass::TrafficLight, SemanticClass::Pole],
            _ => continue,
        };
        assert!(classes(&mesh).iter().all(|c| allowed.contains(c)), "{name}");
    }
}

#[test]
fn a_street_light_shines_from_its_head_over_the_road() {
    let light = street_light(StreetLightKind::Arm, 8.0, 2.0);
    // Within the head: its begin 0.2 m before the arm's end, 0.45 m behind, 0.12 m high.
    assert!((1.8..2.45).contains(&light.lamp_m[0]) && (7.8..7.9).contains(&light.lamp_m[2]));
    assert_abs_diff_eq!(extent(&light.mesh, 2, ALL_HEIGHTS)[1], 8.0, epsilon = 0.01);
    assert!(
        light
            .mesh
            .surfaces
            .iter()
            .any(|s| s.lamp == Some(Lamp::Street))
    );
}

#[test]
fn a_gantry_leaves_room_for_lorries() {
    let mesh = gantry(14.0, 3, 1);
    // Between the posts nothing hangs below 5.4 m.
    let low = mesh
        .positions_m
        .iter()
        .filter(|p| p[1].abs() < 6.0)
        .map(|p| p[2]);
    assert!(low.fold(f32::INFINITY, f32::min) > 5.4);
}

#[test]
fn one_sees_the_edge_of_a_wood_from_everywhere_and_nowhere_into_it() {
    // Every edge of a triangle above the ground is one of another triangle: nothing is open.
    for seed in 0..8 {
        let mesh = forest_edge(24.0, 14.0, seed);
        let key = |i: u32| mesh.positions_m[i as usize].map(f32::to_bits);
        let mut edges = std::collections::BTreeMap::new();
        for [a, b, c] in &mesh.triangles {
            for (p, q) in [(a, b), (b, c), (c, a)] {
                let (p, q) = (key(*p), key(*q));
                *edges
                    .entry(p.min(q))
                    .or_insert(std::collections::BTreeMap::new())
                    .entry(p.max(q))
                    .or_insert(0) += 1;
            }
        }
        let is_above = |p: &[u32; 3]| f32::from_bits(p[2]) > 0.0;
        for (p, others) in &edges {
            for (q, count) in others {
                assert!(
                    *count == 2 || !(is_above(p) || is_above(q)),
                    "{seed}: {p:?} {q:?} {count}"
                );
            }
        }
    }
}
