//! Tracking: boxes with time stamps in, tracks with identity and velocity out.
//!
//! Start at [`register`] for what configs can name, [`kitti::Sequence`] for recorded drives.

pub mod kitti; // KITTI tracking files, read and written
mod register; // names under which configs find the modules

pub use register::register;
