//! Boxes along the world's axes: what is far apart is passed over without a closer look.

use nalgebra::Vector2;

/// Reaches are taken as this much larger, m: what is passed over must not matter by any rounding.
pub(crate) const ROUNDING_M: f64 = 1e-6;

/// The smallest box along the world's axes that holds some points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    low_m: Vector2<f64>,
    high_m: Vector2<f64>,
}

impl Bounds {
    /// The box of no point: it meets nobody.
    pub(crate) const NOWHERE: Self = Self {
        low_m: Vector2::new(f64::INFINITY, f64::INFINITY),
        high_m: Vector2::new(f64::NEG_INFINITY, f64::NEG_INFINITY),
    };

    /// The box that meets everybody.
    #[cfg(test)]
    pub(crate) const EVERYWHERE: Self = Self {
        low_m: Vector2::new(f64::NEG_INFINITY, f64::NEG_INFINITY),
        high_m: Vector2::new(f64::INFINITY, f64::INFINITY),
    };

    /// The box of some points, world.
    pub(crate) fn of<'a>(points_m: impl IntoIterator<Item = &'a Vector2<f64>>) -> Self {
        points_m.into_iter().fold(Self::NOWHERE, Self::with)
    }

    /// The box that holds one point more.
    pub(crate) fn with(self, p_m: &Vector2<f64>) -> Self {
        Self {
            low_m: self.low_m.inf(p_m),
            high_m: self.high_m.sup(p_m),
        }
    }

    /// The box around two.
    pub(crate) fn join(self, other: Self) -> Self {
        Self {
            low_m: self.low_m.inf(&other.low_m),
            high_m: self.high_m.sup(&other.high_m),
        }
    }

    /// Whether no axis keeps the two farther apart than `room_m`; with a NaN they may meet.
    pub(crate) fn may_meet(&self, other: &Self, room_m: f64) -> bool {
        let apart_m = (self.low_m - other.high_m).sup(&(other.low_m - self.high_m));
        !(apart_m.x > room_m || apart_m.y > room_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn boxes_meet_within_the_room_between_them_on_both_axes() {
        let unit = Bounds::of(&[Vector2::zeros(), Vector2::new(1.0, 1.0)]);
        for (x, y) in [(4.0, 0.5), (-3.0, 0.5), (0.5, 4.0), (0.5, -3.0)] {
            let point = Bounds::of(&[Vector2::new(x, y)]); // 3 m from the box on one side
            assert!(unit.may_meet(&point, 3.0) && point.may_meet(&unit, 3.0));
            assert!(!unit.may_meet(&point, 2.9) && !point.may_meet(&unit, 2.9));
        }
        assert!(!unit.may_meet(&Bounds::NOWHERE, 1e9));
        assert!(Bounds::EVERYWHERE.may_meet(&unit, 0.0));
    }

    proptest! {
        #[test]
        fn who_may_not_meet_is_farther_apart_than_the_room(
            a in prop::array::uniform4(-9.0..9.0_f64), b in prop::array::uniform4(-9.0..9.0_f64),
            room_m in 0.0..9.0_f64,
        ) {
            let points = |c: [f64; 4]| [Vector2::new(c[0], c[1]), Vector2::new(c[2], c[3])];
            let (a, b) = (points(a), points(b));
            let may_meet = Bounds::of(&a).may_meet(&Bounds::of(&b), room_m);
            let is_near = a.iter().any(|p| b.iter().any(|q| (p - q).norm() <= room_m));
            prop_assert!(may_meet || !is_near);
            let joined = Bounds::of(&a).join(Bounds::of(&b));
            prop_assert_eq!(joined, Bounds::of(a.iter().chain(&b)));
        }
    }
}
