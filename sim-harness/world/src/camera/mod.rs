//! Cameras on the ego: what they show, and the labels of every pixel.

mod labels; // from the renderer's ids to agents
mod lights; // headlights of the ego and of others
mod mount; // a camera and where it looks from
mod pose; // rigid transforms with the same bits everywhere
mod rig; // all cameras of the ego, and what they share
mod road_users; // who stands where in the picture
mod still; // a picture of a map at a place
mod view; // the world as cameras see it at one time

#[cfg(test)]
mod tests;

pub use mount::Camera;
pub(crate) use rig::Rig;
pub use still::{Still, StillError, still, still_scene};
pub(crate) use view::View;
