//! Geometry that several stages must mean the same thing by. SI units, yaw counter-clockwise
//! from x in (-π, π], everything `f64`. Elementary functions come from `libm`, so that the
//! simulator's bits do not depend on the platform.

mod angle; // differences of angles
mod oriented_box; // boxes of road users, and their footprints
mod polygon; // areas, and sets of areas with an index
mod polyline; // paths by arc length, Frenet conversion
mod pose; // planar rigid transforms

pub use angle::{angle_difference_rad, wrap_rad};
pub use oriented_box::{OrientedBox, Rectangle, RectanglePair};
pub use polygon::{Polygon, Region};
pub use polyline::{PathPoint, Polyline, PolylineError, Projection};
pub use pose::Pose2;
