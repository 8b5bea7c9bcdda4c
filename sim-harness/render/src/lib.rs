//! Pictures and labels of a scene of triangles, on the CPU, the same bits for any number of threads
//! and on every machine tried so far (x86-64, with AVX2 and without).
//!
//! Start at [`Renderer`]: it takes a [`Picture`] of a [`Scene`]. [`Mesh`] is for shapes,
//! [`Conditions`] for light and weather.

mod conditions; // time of day and weather
mod develop; // from light to the numbers of an image
mod error; // why a picture cannot be taken
mod four; // vectors of four pixels at once
mod geometry; // from placed things to triangles before the camera
mod lens; // which ray each pixel shows
mod mesh; // triangles and what they are made of
pub mod models; // shapes made by rule
mod phase; // parts of the work on a picture
mod picture; // image and labels
mod raster; // which triangle each pixel sees
mod renderer; // a scene and a camera in, a picture out
mod scene; // what stands where, and what shines
mod sensor; // lens and sensor
mod shade; // what colour each pixel has
mod shadow; // what stands between the light and a place
mod sight; // what a camera sees of the things before it
mod texture; // patterns of surfaces

pub use conditions::{Conditions, Sky, TimeOfDay};
pub use error::RenderError;
pub use mesh::{Coarser, Lamp, Mesh, Surface, Texture};
pub use phase::Phase;
pub use picture::{Picture, SeenObject};
pub use renderer::Renderer;
pub use scene::{Lamps, Placed, PointLight, Scene};
pub use sensor::Sensor;
