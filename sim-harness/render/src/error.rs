//! Why a picture cannot be taken.

use thiserror::Error;

/// Why a picture cannot be taken.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum RenderError {
    /// An image without pixels.
    #[error("the image has no pixels ({width_px} × {height_px}); set width and height above zero")]
    EmptyImage {
        /// Asked width.
        width_px: u32,
        /// Asked height.
        height_px: u32,
    },
    /// An image too large for memory.
    #[error(
        "the image of {width_px} × {height_px} pixels is too large; at most {limit_px} pixels a side"
    )]
    TooLarge {
        /// Asked width.
        width_px: u32,
        /// Asked height.
        height_px: u32,
        /// Longest side.
        limit_px: u32,
    },
    /// A lens that bends light into nothing.
    #[error("the camera's {field} is {value}; it must be {must}")]
    Intrinsics {
        /// Which number.
        field: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// A camera that is nowhere.
    #[error("the camera's pose holds a number that is not finite or no rotation")]
    Pose,
    /// A sensor setting out of its range.
    #[error("the sensor's {field} is {value}; it must lie in [{low}, {high}]")]
    Sensor {
        /// Which setting.
        field: &'static str,
        /// Its value.
        value: f64,
        /// Lowest allowed.
        low: f64,
        /// Highest allowed.
        high: f64,
    },
    /// More road users than an instance map can name.
    #[error("object number {object} is too high; the instance map names objects below {limit}")]
    TooManyObjects {
        /// The number.
        object: u16,
        /// First number that cannot be named.
        limit: u16,
    },
}
