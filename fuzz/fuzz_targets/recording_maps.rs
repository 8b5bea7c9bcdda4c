//! Pictures, labels and depth of a recording, as they stand in the file: protobuf around a PNG or
//! around our own code of depths. The first byte says of which message they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::{BareRecording, play};

/// A message, and where its map is.
const MESSAGES: [(&str, &str, &str); 6] = [
    (
        "/camera/front",
        include_str!("../messages/camera_frame.json"),
        "/camera/front/image",
    ),
    (
        "/truth",
        include_str!("../messages/truth.json"),
        "/truth/front/classes",
    ),
    (
        "/truth",
        include_str!("../messages/truth.json"),
        "/truth/front/instances",
    ),
    (
        "/truth",
        include_str!("../messages/truth.json"),
        "/truth/front/depth",
    ),
    (
        "/perception/front",
        include_str!("../messages/perception.json"),
        "/perception/front/segmentation",
    ),
    (
        "/perception/front",
        include_str!("../messages/perception.json"),
        "/perception/front/depth",
    ),
];
/// Where the maps of the perception are.
const PLACES: &[u8] = br#"{"segmentation":{"topic":"/perception/front/segmentation","seq":0},"depth_m":{"topic":"/perception/front/depth","seq":0}}"#;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, map)) = bytes.split_first() else {
        return;
    };
    let (topic, message, map_topic) = MESSAGES[usize::from(*kind) % MESSAGES.len()];
    let mut recording = BareRecording::new().expect("a file in memory");
    let parts = [
        (map_topic, "protobuf", map),
        ("/perception/front/maps", "json", PLACES),
        (
            "/ego",
            "json",
            include_bytes!("../messages/ego.json").as_slice(),
        ),
        (topic, "json", message.as_bytes()),
    ];
    for (topic, encoding, bytes) in parts {
        recording
            .add(topic, encoding, bytes)
            .expect("a file in memory");
    }
    let recording = recording.read().expect("the wrapping holds");
    play(&recording);
});
