//! Where the maps of each `Perception` are. A perfect perceiver says what the truth says: such a map
//! is not written again, but named by the topic and number of the truth's.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::places::Content;

/// Schema of the topics `/perception/NAME/maps`.
pub(crate) const MAPS_SCHEMA: &str = "PerceptionMaps";
/// Maps of the truth that are remembered: those of some seconds, for a perceiver that comes late.
const REMEMBERED: usize = 512;

/// A map in the recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct MapPlace {
    /// Its topic.
    pub(crate) topic: String,
    /// Its number there.
    pub(crate) seq: u32,
}

/// Where the maps of the `Perception` of the same number are; absent if it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct PerceptionMaps {
    /// Classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) segmentation: Option<MapPlace>,
    /// Depth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) depth_m: Option<MapPlace>,
}

impl PerceptionMaps {
    /// The topic of a camera's.
    pub(crate) fn topic(camera: &str) -> String {
        format!("/perception/{camera}/maps")
    }

    /// Whether a topic is one of these.
    pub(crate) fn is_topic(topic: &str) -> bool {
        let camera = topic.strip_prefix("/perception/");
        camera.is_some_and(|rest| rest.strip_suffix("/maps").is_some())
    }

    /// Where a map is.
    pub(crate) fn place(&self, content: Content) -> Option<&MapPlace> {
        match content {
            Content::Segmentation => self.segmentation.as_ref(),
            Content::Depth => self.depth_m.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn set(&mut self, content: Content, place: MapPlace) {
        match content {
            Content::Segmentation => self.segmentation = Some(place),
            Content::Depth => self.depth_m = Some(place),
            _ => {}
        }
    }
}

/// The truth's maps of late.
#[derive(Debug, Default)]
pub(crate) struct SharedMaps(VecDeque<(blake3::Hash, MapPlace)>);

impl SharedMaps {
    /// Remembers a map of the truth.
    pub(crate) fn remember(&mut self, hash: blake3::Hash, place: MapPlace) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((hash, place));
    }

    /// The newest map of the truth that is the same, bit for bit.
    pub(crate) fn find(&self, hash: &blake3::Hash) -> Option<&MapPlace> {
        let same = self.0.iter().rev().find(|(known, _)| known == hash);
        same.map(|(_, place)| place)
    }
}
