//! Pictures and labels of a scene of triangles, on the CPU, the same bits on every machine and for
//! any number of threads.
//!
//! Start at [`Scene`] for what can be shown, [`Mesh`] for shapes, [`Conditions`] for light and
//! weather.

mod conditions; // time of day and weather
mod mesh; // triangles and what they are made of
pub mod models; // shapes made by rule
mod scene; // what stands where, and what shines
mod sensor; // lens and sensor

pub use conditions::{Conditions, Sky, TimeOfDay};
pub use mesh::{Lamp, Mesh, Surface, Texture};
pub use scene::{Lamps, Placed, PointLight, Scene};
pub use sensor::Sensor;
