use super::*;
use crate::Texture;
use approx::assert_abs_diff_eq;
use trunkline_interfaces::SemanticClass;

fn builder() -> MeshBuilder {
    MeshBuilder::new(grey(0.5))
}

fn grey(shade: f32) -> Surface {
    Surface::matt(SemanticClass::Building, [shade; 3], Texture::Plain)
}

/// Six times the volume inside: positive if faces look outwards.
fn volume_m3(mesh: &Mesh) -> f32 {
    let corner = |i: u32| Vector3::from(mesh.positions_m[i as usize]);
    let six = mesh
        .triangles
        .iter()
        .map(|[a, b, c]| corner(*a).dot(&corner(*b).cross(&corner(*c))));
    six.sum::<f32>() / 6.0
}

/// The worst cosine between a face and the normals of its corners.
fn worst_normal(mesh: &Mesh) -> f32 {
    let corner = |i: u32| Vector3::from(mesh.positions_m[i as usize]);
    let cosines = mesh.triangles.iter().flat_map(|[a, b, c]| {
        let face = (corner(*b) - corner(*a)).cross(&(corner(*c) - corner(*a)));
        let face = face.normalize();
        [a, b, c].map(|i| face.dot(&Vector3::from(mesh.normals[*i as usize])))
    });
    cosines.fold(1.0, f32::min)
}

#[test]
fn a_box_has_its_volume_and_looks_outwards() {
    let mut b = builder();
    b.cuboid([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]);
    let mesh = b.build();
    assert_eq!(mesh.triangles.len(), 12);
    assert_abs_diff_eq!(volume_m3(&mesh), 1.0 * 2.0 * 3.0, epsilon = 1e-4);
    assert_abs_diff_eq!(worst_normal(&mesh), 1.0, epsilon = 1e-6);
}

#[test]
fn a_ball_has_nearly_its_volume_and_smooth_normals_outwards() {
    let mut b = builder();
    b.lump([5.0, 0.0, 0.0], [1.0; 3], [32, 16], |_| 1.0);
    let mesh = b.build();
    // 4/3 π = 4.19; a ball of 32 by 16 faces lies 2.2 % below
    assert_abs_diff_eq!(volume_m3(&mesh), 4.19, epsilon = 0.1);
    assert!(worst_normal(&mesh) > 0.95);
    for (p, n) in mesh.positions_m.iter().zip(&mesh.normals) {
        let out = Vector3::from(*p) - Vector3::new(5.0, 0.0, 0.0);
        assert!(out.dot(&Vector3::from(*n)) > 0.98, "{p:?} {n:?}");
    }
}

#[test]
fn a_closed_rod_looks_outwards() {
    for to in [[0.0, 0.0, 2.0], [2.0, 0.0, 0.0], [0.0, -2.0, 0.0]] {
        let mut b = builder();
        b.rod([0.0; 3], to, [1.0, 0.5], 24, true);
        // The foot is open, but at the origin it adds nothing: a cone's stump of
        // 2 π / 3 · (1 + 0.5 + 0.25) = 3.67 m³
        let mesh = b.build();
        assert_abs_diff_eq!(volume_m3(&mesh), 3.67, epsilon = 0.05);
        assert!(worst_normal(&mesh) > 0.98);
    }
}

#[test]
fn a_swept_kerb_faces_its_right_and_keeps_its_width_in_a_corner() {
    let mut b = builder();
    // Along x, then along y; the profile goes up and then left: a step whose face looks right.
    let line = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [4.0, 4.0, 0.0]];
    b.sweep(&[[0.0, 0.0], [0.0, 0.1], [1.0, 0.1]], &line);
    let mesh = b.build();
    assert_eq!(mesh.normals[0], [0.0, -1.0, 0.0]);
    assert!(mesh.normals.contains(&[0.0, 0.0, 1.0]));
    assert!(worst_normal(&mesh) > 0.7);
    let inner = [3.0, 1.0, 0.1];
    assert!(mesh.positions_m.iter().any(|p| distance(*p, inner) < 1e-5));
}

#[test]
fn surfaces_are_told_once_and_those_of_nothing_are_left_out() {
    let mut b = builder();
    b.surface(grey(0.1)).cuboid([0.0; 3], [1.0; 3]);
    b.surface(grey(0.2)).cuboid([0.0; 3], [1.0; 3]);
    b.surface(grey(0.1)).cuboid([0.0; 3], [1.0; 3]);
    let part = b.build();
    assert_eq!(part.surfaces, [grey(0.1), grey(0.2)]);
    let mut whole = builder();
    whole.place(standing([0.0, 0.0, 1.0], 1.0)).mesh(&part);
    let whole = whole.build();
    assert_eq!(whole.surfaces, part.surfaces);
    assert_eq!(whole.surface_of, part.surface_of);
    assert_abs_diff_eq!(volume_m3(&whole), 3.0, epsilon = 1e-4);
}

#[test]
fn shapes_without_extent_add_nothing_or_finite_normals() {
    let mut b = builder();
    b.rod([1.0; 3], [1.0; 3], [1.0; 2], 8, true);
    b.polygon(&[[0.0; 3]; 2]).polygon(&[[0.0; 3]; 4]);
    b.sweep(&[[0.0; 2]; 3], &[[0.0; 3]; 3]);
    b.sweep(&[[0.0; 2], [1.0; 2]], &[[0.0; 3]; 3]);
    b.sheet(&[vec![[0.0; 3]; 2], vec![[0.0; 3]; 3]], false);
    let mesh = b.build();
    assert!(mesh.normals.iter().flatten().all(|x| x.is_finite()));
}
