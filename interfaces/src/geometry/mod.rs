//! Geometry that several stages must mean the same thing by. SI units, yaw counter-clockwise
//! from x in (-π, π], everything `f64`. Elementary functions come from `libm`, so that the
//! simulator's bits do not depend on the platform.

mod angle; // differences of angles
mod cell; // of grids over the plane
mod oriented_box; // boxes of road users
mod polygon; // areas
mod polyline; // paths by arc length, Frenet conversion
mod pose; // planar rigid transforms
mod rectangle; // footprints: overlap, distance, intersection
mod region; // unions of areas, with an index

pub use angle::{angle_difference_rad, wrap_rad};
pub use cell::grid_cell;
pub use oriented_box::OrientedBox;
pub use polygon::Polygon;
pub use polyline::{PathPoint, Polyline, PolylineError, Projection};
pub use pose::Pose2;
pub use rectangle::{Rectangle, RectanglePair};
pub use region::Region;
