//! Lorries: a cab, and a box, a tank, a tarpaulin or an open platform behind it; long ones are
//! drawn by a tractor.

mod cab; // shell, lamps, mirrors
mod chassis; // frame, wheels, rear lamps
mod hold; // what they carry
mod measures; // what a lorry is, and where its parts begin
mod whole; // put together

pub(super) use whole::lorry;
