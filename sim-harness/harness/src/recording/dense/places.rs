//! Which message has which pictures and maps, and on which topics they are.
//!
//! | message | its maps |
//! |---|---|
//! | `/camera/NAME` | `/camera/NAME/image` |
//! | `/perception/NAME` | `/perception/NAME/segmentation`, `/perception/NAME/depth` |
//! | `/truth` | `/truth/NAME/classes`, `/truth/NAME/instances`, `/truth/NAME/depth` |
//!
//! A map has the sequence number of its message and stands before it in the file.

use std::sync::Arc;

use trunkline_interfaces::messages::Message;

use super::map::{
    DEPTH_SCHEMA, Dense, IMAGE_SCHEMA, read_depth, read_instances, read_labels, read_picture,
};
use super::protobuf::description;

/// A schema's name, and what writes its description.
type Schema = (&'static str, fn() -> Vec<u8>);

/// Schemas of the topics of maps, with their descriptions in protobuf.
pub(crate) const SCHEMAS: [Schema; 2] = [
    (IMAGE_SCHEMA, || description("foxglove", "CompressedImage")),
    (DEPTH_SCHEMA, || description("trunkline", "CompressedDepth")),
];

/// What a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Content {
    /// The camera's picture.
    Image,
    /// The perceiver's classes.
    Segmentation,
    /// The perceiver's depth.
    Depth,
    /// The truth's classes.
    TrueClasses,
    /// The truth's road users.
    TrueInstances,
    /// The truth's depth.
    TrueDepth,
}

impl Content {
    /// Whether it may say, bit for bit, what a map of the truth says.
    pub(crate) fn may_be_shared(self) -> bool {
        matches!(self, Self::Segmentation | Self::Depth)
    }

    /// Where it is published.
    pub(crate) fn topic(self, camera: &str) -> String {
        match self {
            Self::Image => format!("/camera/{camera}/image"),
            Self::Segmentation => format!("/perception/{camera}/segmentation"),
            Self::Depth => format!("/perception/{camera}/depth"),
            Self::TrueClasses => format!("/truth/{camera}/classes"),
            Self::TrueInstances => format!("/truth/{camera}/instances"),
            Self::TrueDepth => format!("/truth/{camera}/depth"),
        }
    }
}

/// The maps of a message, each with its camera; an image or a map of the truth without a pixel is
/// none.
pub(crate) fn maps_of(message: &Message) -> Vec<(&str, Content, Dense<'_>)> {
    let mut maps = Vec::new();
    match message {
        Message::CameraFrame(m) => {
            maps.push((m.camera.as_str(), Content::Image, Dense::Picture(&m.image)));
            maps.retain(|(_, _, map)| !map.is_empty());
        }
        Message::Truth(m) => {
            for view in &m.views {
                let camera = view.camera.as_str();
                maps.extend([
                    (camera, Content::TrueClasses, Dense::Labels(&view.classes)),
                    (
                        camera,
                        Content::TrueInstances,
                        Dense::Instances(&view.instances),
                    ),
                    (camera, Content::TrueDepth, Dense::Depth(&view.depth_m)),
                ]);
            }
            maps.retain(|(_, _, map)| !map.is_empty());
        }
        Message::Perception(m) => {
            let camera = m.camera.as_str();
            let labels = m.segmentation.as_ref().map(Dense::Labels);
            let depth = m.depth_m.as_ref().map(Dense::Depth);
            maps.extend(labels.map(|map| (camera, Content::Segmentation, map)));
            maps.extend(depth.map(|map| (camera, Content::Depth, map)));
        }
        _ => {}
    }
    maps
}

/// A message from JSON with its maps in it, as `find` finds their bytes.
///
/// # Errors
/// In words, with the topic of the map that does not read back.
pub(crate) fn with_maps<'a>(
    mut message: Message,
    find: impl Fn(Content, &str) -> Result<Option<&'a [u8]>, String>,
) -> Result<Message, String> {
    fn read<M>(
        found: Result<Option<&[u8]>, String>,
        content: Content,
        camera: &str,
        read: fn(&[u8]) -> Result<M, String>,
    ) -> Result<Option<M>, String> {
        let topic = content.topic(camera);
        let map = found?.map(read).transpose();
        map.map_err(|e| format!("its map on `{topic}`: {e}"))
    }
    match &mut message {
        Message::CameraFrame(m) => {
            let found = find(Content::Image, &m.camera);
            if let Some(image) = read(found, Content::Image, &m.camera, read_picture)? {
                Arc::make_mut(m).image = image;
            }
        }
        Message::Truth(m) if !m.views.is_empty() => {
            for view in &mut Arc::make_mut(m).views {
                let camera = view.camera.as_str();
                let [classes, instances, depth] = [
                    Content::TrueClasses,
                    Content::TrueInstances,
                    Content::TrueDepth,
                ];
                if let Some(map) = read(find(classes, camera), classes, camera, read_labels)? {
                    view.classes = map;
                }
                let found = find(instances, camera);
                if let Some(map) = read(found, instances, camera, read_instances)? {
                    view.instances = map;
                }
                if let Some(map) = read(find(depth, camera), depth, camera, read_depth)? {
                    view.depth_m = map;
                }
            }
        }
        Message::Perception(m) => {
            let camera = m.camera.clone();
            let [labels, depth] = [Content::Segmentation, Content::Depth];
            let m = Arc::make_mut(m);
            m.segmentation = read(find(labels, &camera), labels, &camera, read_labels)?;
            m.depth_m = read(find(depth, &camera), depth, &camera, read_depth)?;
        }
        _ => {}
    }
    Ok(message)
}
