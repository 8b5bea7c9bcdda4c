//! The cubic between two places and two tangents.

use nalgebra::Vector2;

/// A place between two, at a share of the way: cubic Hermite interpolation, tangents per whole way.
pub(super) fn between(
    [from, to]: [Vector2<f64>; 2],
    [tangent, end_tangent]: [Vector2<f64>; 2],
    share: f64,
) -> Vector2<f64> {
    let (u, u2, u3) = (share, share * share, share * share * share);
    from * (2.0 * u3 - 3.0 * u2 + 1.0)
        + tangent * (u3 - 2.0 * u2 + u)
        + to * (3.0 * u2 - 2.0 * u3)
        + end_tangent * (u3 - u2)
}

/// Its derivative by the share.
pub(super) fn slope_between(
    [from, to]: [Vector2<f64>; 2],
    [tangent, end_tangent]: [Vector2<f64>; 2],
    share: f64,
) -> Vector2<f64> {
    let (u, u2) = (share, share * share);
    (to - from) * (6.0 * (u - u2))
        + tangent * (3.0 * u2 - 4.0 * u + 1.0)
        + end_tangent * (3.0 * u2 - 2.0 * u)
}
