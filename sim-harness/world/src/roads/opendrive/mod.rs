//! Reads OpenDRIVE with the crate `xodr`: the only folder that knows it.

mod faults; // what its reader dropped is an error
mod furniture; // signals, crosswalks, parked cars
mod lane; // lanes: kinds, vertices, limits, paint
mod references; // what a file names and does not have
mod roadside; // paint, signs, objects
mod size; // more than its reader gets through
mod survey; // a file as a survey

pub(super) use survey::survey;
