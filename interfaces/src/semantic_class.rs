//! What a pixel shows: the 23 semantic labels shared by CARLA and SHIFT.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Semantic label of a pixel; the discriminant is the value in segmentation maps
/// (CARLA 0.9.12 / SHIFT numbering).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the labels' own")]
pub enum SemanticClass {
    Unlabeled = 0,
    Building = 1,
    Fence = 2,
    Other = 3,
    Pedestrian = 4,
    Pole = 5,
    RoadLine = 6,
    Road = 7,
    Sidewalk = 8,
    Vegetation = 9,
    Vehicle = 10,
    Wall = 11,
    TrafficSign = 12,
    Sky = 13,
    Ground = 14,
    Bridge = 15,
    RailTrack = 16,
    GuardRail = 17,
    TrafficLight = 18,
    Static = 19,
    Dynamic = 20,
    Water = 21,
    Terrain = 22,
}

impl SemanticClass {
    /// Every label; the index is the value.
    pub const ALL: [Self; 23] = [
        Self::Unlabeled,
        Self::Building,
        Self::Fence,
        Self::Other,
        Self::Pedestrian,
        Self::Pole,
        Self::RoadLine,
        Self::Road,
        Self::Sidewalk,
        Self::Vegetation,
        Self::Vehicle,
        Self::Wall,
        Self::TrafficSign,
        Self::Sky,
        Self::Ground,
        Self::Bridge,
        Self::RailTrack,
        Self::GuardRail,
        Self::TrafficLight,
        Self::Static,
        Self::Dynamic,
        Self::Water,
        Self::Terrain,
    ];

    /// The label in lower-case words, as tables and pictures show it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unlabeled => "unlabeled",
            Self::Building => "building",
            Self::Fence => "fence",
            Self::Other => "other",
            Self::Pedestrian => "pedestrian",
            Self::Pole => "pole",
            Self::RoadLine => "road line",
            Self::Road => "road",
            Self::Sidewalk => "sidewalk",
            Self::Vegetation => "vegetation",
            Self::Vehicle => "vehicle",
            Self::Wall => "wall",
            Self::TrafficSign => "traffic sign",
            Self::Sky => "sky",
            Self::Ground => "ground",
            Self::Bridge => "bridge",
            Self::RailTrack => "rail track",
            Self::GuardRail => "guard rail",
            Self::TrafficLight => "traffic light",
            Self::Static => "static",
            Self::Dynamic => "dynamic",
            Self::Water => "water",
            Self::Terrain => "terrain",
        }
    }

    /// The label's colour in pictures, RGB: the palette of CARLA 0.9.12 and SHIFT.
    pub const fn color_rgb(self) -> [u8; 3] {
        match self {
            Self::Unlabeled => [0, 0, 0],
            Self::Building => [70, 70, 70],
            Self::Fence => [100, 40, 40],
            Self::Other => [55, 90, 80],
            Self::Pedestrian => [220, 20, 60],
            Self::Pole => [153, 153, 153],
            Self::RoadLine => [157, 234, 50],
            Self::Road => [128, 64, 128],
            Self::Sidewalk => [244, 35, 232],
            Self::Vegetation => [107, 142, 35],
            Self::Vehicle => [0, 0, 142],
            Self::Wall => [102, 102, 156],
            Self::TrafficSign => [220, 220, 0],
            Self::Sky => [70, 130, 180],
            Self::Ground => [81, 0, 81],
            Self::Bridge => [150, 100, 100],
            Self::RailTrack => [230, 150, 140],
            Self::GuardRail => [180, 165, 180],
            Self::TrafficLight => [250, 170, 30],
            Self::Static => [110, 190, 160],
            Self::Dynamic => [170, 120, 50],
            Self::Water => [45, 60, 150],
            Self::Terrain => [145, 170, 100],
        }
    }

    /// The label of a map's value, `None` above 22.
    pub fn from_value(value: u8) -> Option<Self> {
        Self::ALL.get(usize::from(value)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_a_name_and_a_colour_of_its_own() {
        let names = SemanticClass::ALL.map(SemanticClass::name);
        let colors = SemanticClass::ALL.map(SemanticClass::color_rgb);
        for i in 0..names.len() {
            assert!(!names[i].is_empty() && !names[..i].contains(&names[i]));
            assert!(!colors[..i].contains(&colors[i]), "{}", names[i]);
        }
        // CARLA's road and car, by which one knows the palette.
        assert_eq!(SemanticClass::Road.color_rgb(), [128, 64, 128]);
        assert_eq!(SemanticClass::Vehicle.color_rgb(), [0, 0, 142]);
    }

    #[test]
    fn labels_stand_at_their_own_value() {
        for (value, class) in SemanticClass::ALL.into_iter().enumerate() {
            assert_eq!(class as usize, value);
            assert_eq!(SemanticClass::from_value(value as u8), Some(class));
        }
        assert_eq!(SemanticClass::from_value(23), None);
    }
}
