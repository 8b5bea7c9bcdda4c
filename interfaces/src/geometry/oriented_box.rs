//! Boxes of road users.

use nalgebra::Vector3;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pose::Pose2;
use super::rectangle::Rectangle;

/// A box standing upright: centre, size (length, width, height), yaw. m and rad.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrientedBox {
    /// Geometric centre `[x, y, z]`, m.
    #[schemars(with = "[f64; 3]")]
    pub center_m: Vector3<f64>,
    /// `[length, width, height]`, m.
    #[schemars(with = "[f64; 3]")]
    pub size_m: Vector3<f64>,
    /// Direction of the length axis, (-π, π].
    pub yaw_rad: f64,
}

impl OrientedBox {
    /// Whether every number is finite and no extent is negative.
    pub fn is_valid(&self) -> bool {
        self.yaw_rad.is_finite()
            && self.center_m.iter().all(|v| v.is_finite())
            && self.size_m.iter().all(|v| v.is_finite() && *v >= 0.0)
    }

    /// Planar pose of the centre.
    pub fn pose(&self) -> Pose2 {
        Pose2::at(self.center_m.xy(), self.yaw_rad)
    }

    /// The box seen from above.
    ///
    /// ```
    /// use nalgebra::Vector3;
    /// use trunkline_interfaces::geometry::OrientedBox;
    ///
    /// let car = OrientedBox {
    ///     center_m: Vector3::new(10.0, 0.0, 0.75),
    ///     size_m: Vector3::new(4.5, 1.9, 1.5),
    ///     yaw_rad: 0.0,
    /// };
    /// let ahead = OrientedBox { center_m: Vector3::new(14.0, 0.5, 0.75), ..car };
    /// assert!(car.footprint().overlaps(&ahead.footprint()));
    /// ```
    pub fn footprint(&self) -> Rectangle {
        Rectangle::new(self.pose(), self.size_m.x, self.size_m.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAR: OrientedBox = OrientedBox {
        center_m: Vector3::new(10.0, -2.0, 0.75),
        size_m: Vector3::new(4.5, 1.9, 1.5),
        yaw_rad: 0.3,
    };

    #[test]
    fn a_box_with_one_broken_number_is_not_valid() {
        assert!(CAR.is_valid());
        let flat = OrientedBox {
            size_m: Vector3::zeros(),
            ..CAR
        };
        assert!(flat.is_valid());
        for i in 0..3 {
            let (mut nowhere, mut negative, mut endless) = (CAR, CAR, CAR);
            nowhere.center_m[i] = f64::NAN;
            negative.size_m[i] = -1e-9;
            endless.size_m[i] = f64::INFINITY;
            assert!(!nowhere.is_valid() && !negative.is_valid() && !endless.is_valid());
        }
        let unturned = OrientedBox {
            yaw_rad: f64::NAN,
            ..CAR
        };
        assert!(!unturned.is_valid());
    }
}
