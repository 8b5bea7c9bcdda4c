//! Shapes of road users, each filling its box: the origin is the middle of the box's bottom.

mod build; // the shape of whoever it is
mod bus; // of towns
mod car; // and van
mod clothes; // what people wear
mod figure; // a human figure from its joints
mod lorry; // with box, tank, tarpaulin or platform
mod object; // cones, barriers, boxes
mod paint; // surfaces and colours
mod panels; // flat pieces on flanks and ends
mod person; // on foot
mod two_wheeler; // bicycle and motorcycle with riders
mod user; // who it is, and how its limbs are
mod wheel; // of cars, lorries and buses

#[cfg(test)]
mod tests;

pub use build::build;
pub use person::stride_m;
pub use user::{Gait, RoadUser};
