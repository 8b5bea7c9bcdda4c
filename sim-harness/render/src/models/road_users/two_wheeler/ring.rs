//! Wheels that are open: tyres and spokes.

use crate::models::MeshBuilder;

/// A tyre as a ring about an axle across.
pub(super) fn tyre(
    b: &mut MeshBuilder,
    [x, z]: [f32; 2],
    radius_m: f32,
    [deep_m, wide_m]: [f32; 2],
    sides: u32,
) {
    let rows: Vec<Vec<[f32; 3]>> = [
        (radius_m - deep_m, wide_m),
        (radius_m - 0.3 * deep_m, wide_m),
        (radius_m, 0.0),
        (radius_m - 0.3 * deep_m, -wide_m),
        (radius_m - deep_m, -wide_m),
        (radius_m - deep_m, wide_m),
    ]
    .map(|(radius, y)| {
        (0..=sides)
            .map(|i| {
                let angle = core::f32::consts::TAU * (i % sides) as f32 / sides as f32;
                [
                    x + radius * libm::sinf(angle),
                    y,
                    z - radius * libm::cosf(angle),
                ]
            })
            .collect()
    })
    .into();
    b.sheet(&rows, true);
}

/// Spokes or a cast wheel: rods from hub to rim.
pub(super) fn spokes(
    b: &mut MeshBuilder,
    [x, z]: [f32; 2],
    radius_m: f32,
    count: u32,
    thick_m: f32,
) {
    for k in 0..count {
        let angle = core::f32::consts::TAU * k as f32 / count as f32 + 0.3;
        let rim = [
            x + radius_m * libm::cosf(angle),
            0.0,
            z + radius_m * libm::sinf(angle),
        ];
        b.rod([x, 0.0, z], rim, [thick_m; 2], 3, false);
    }
}
