//! Pictures and maps, which do not go into JSON: topics of their own, without loss.

mod depth; // depth to the bit
mod map; // a map and its bytes
mod places; // which message has which maps, and where they are
mod protobuf; // the messages around them
mod range_code; // decisions that can be foreseen take a fraction of a bit
mod shared; // maps that are the truth's own

pub(crate) use map::Dense;
pub(crate) use places::maps_of;
pub(super) use places::{Content, SCHEMAS, with_maps};
pub(super) use shared::{MAPS_SCHEMA, MapPlace, PerceptionMaps, SharedMaps};
