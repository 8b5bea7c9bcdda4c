//! Bicycles and motorcycles with their riders.

mod bicycle; // frame, wheels, somebody who pedals
mod motorcycle; // engine, tank, somebody under a helmet
mod ring; // tyres and spokes

pub(super) use bicycle::bicycle;
pub(super) use motorcycle::motorcycle;
