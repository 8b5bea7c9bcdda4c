//! What pages and pictures have in common: images as pictures, labels as colours.

mod box_outline; // boxes of road users in pictures
mod class_color; // classes of pixels as colours
mod depth_color; // depth as a colour
mod picture; // images as pictures

pub(crate) use box_outline::outline;
pub(crate) use class_color::class_color;
pub(crate) use depth_color::depth_color;
pub(crate) use picture::rgb;
