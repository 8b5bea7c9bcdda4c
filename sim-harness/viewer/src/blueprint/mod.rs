//! The layout that a recording opens with.

mod document; // how a layout is written for the viewer
mod layout; // what is where

pub(crate) use layout::send;
