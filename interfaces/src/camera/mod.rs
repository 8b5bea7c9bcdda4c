//! Cameras: where one is mounted, and how rays become pixels.

mod distortion; // what the lens bends
mod intrinsics; // rays to pixels
mod mount; // place on the vehicle

pub use distortion::Distortion;
pub use intrinsics::Intrinsics;
pub use mount::CameraMount;
