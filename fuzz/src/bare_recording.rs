//! A recording around some messages: a file as short as the format allows, neither compressed nor
//! in chunks, so that what is mutated is the messages and not their wrapping.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use mcap::records::{MessageHeader, Metadata};
use mcap::{McapResult, WriteOptions, Writer};

use trunkline_harness::{
    Record, Recording, RecordingError, RunConfig, RunInfo, WorldFacts, read_recording_from,
};
use trunkline_interfaces::{Capabilities, ConfigSource, Duration, Stage, VehicleParams};

use crate::REGISTRY;

/// A map without lanes.
const EMPTY_MAP: &str = r#"{"name":"empty","lanes":{},"junctions":{},"signals":{},"crosswalks":[],"drivable":[],"is_left_hand":false}"#;

/// The config of the run: a stack that needs neither pictures nor a map.
static CONFIG: LazyLock<RunConfig> = LazyLock::new(|| {
    let source = ConfigSource::new().set("stack.perceiver=none");
    let source = source.and_then(|s| s.set("stack.lifter=oracle"));
    let config = source.and_then(|s| RunConfig::from_source(&REGISTRY, &s));
    config.expect("the config is our own")
});

/// What the recording says of its run.
static RUN: LazyLock<String> = LazyLock::new(|| {
    let info = RunInfo {
        schema: 1,
        version: "0.0.0".into(),
        message_schemas: String::new(),
        config: CONFIG.effective(),
        seed: 1,
        record: Record::Full,
        modules: Stage::ALL
            .iter()
            .map(|stage| (*stage, CONFIG.stack.name(*stage).to_owned()))
            .collect(),
        oracles: Vec::new(),
        world: WorldFacts {
            name: "fuzz".into(),
            capabilities: Capabilities {
                truth: true,
                ..Capabilities::default()
            },
            step: Duration::from_ms(10),
            vehicle: VehicleParams::default(),
            duration: Duration::from_ms(1000),
        },
    };
    serde_json::to_string(&info).expect("plain data")
});

/// Messages by topic, in the order of the file; one of `/map` stands for the map.
pub fn entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.split_once(' '))
}

/// A recording being put together.
pub struct BareRecording {
    writer: Writer<Cursor<Vec<u8>>>,
    channels: BTreeMap<String, (u16, u32)>,
    has_map: bool,
}

impl BareRecording {
    /// With nothing but what it says of its run.
    ///
    /// # Errors
    /// The writer's, which has none in memory.
    pub fn new() -> McapResult<Self> {
        let mut writer = WriteOptions::new()
            .use_chunks(false)
            .compression(None)
            .emit_summary_records(false)
            .create(Cursor::new(Vec::new()))?;
        writer.write_metadata(&Metadata {
            name: "trunkline.run".into(),
            metadata: BTreeMap::from([("info".to_owned(), RUN.clone())]),
        })?;
        Ok(Self {
            writer,
            channels: BTreeMap::new(),
            has_map: false,
        })
    }

    /// One more message; it gets the next number of its topic.
    ///
    /// # Errors
    /// The writer's, for a topic that cannot be written.
    pub fn add(&mut self, topic: &str, encoding: &str, bytes: &[u8]) -> McapResult<()> {
        self.has_map |= topic == "/map";
        let (channel, next) = match self.channels.get(topic) {
            Some(known) => *known,
            None => {
                let empty = BTreeMap::new();
                (self.writer.add_channel(0, topic, encoding, &empty)?, 0)
            }
        };
        self.channels.insert(topic.to_owned(), (channel, next + 1));
        let time = 100_000_000 * u64::from(next);
        let header = MessageHeader {
            channel_id: channel,
            sequence: next,
            log_time: time,
            publish_time: time,
        };
        self.writer.write_to_known_channel(&header, bytes)
    }

    /// Its bytes; with an empty map if it was given none.
    ///
    /// # Errors
    /// The writer's.
    pub fn into_bytes(mut self) -> McapResult<Vec<u8>> {
        if !self.has_map {
            self.add("/map", "json", EMPTY_MAP.as_bytes())?;
        }
        self.writer.finish()?;
        Ok(self.writer.into_inner().into_inner())
    }

    /// What the reader makes of it.
    ///
    /// # Errors
    /// The reader's.
    ///
    /// # Panics
    /// If a recording cannot be written into memory.
    pub fn read(self) -> Result<Recording, RecordingError> {
        let bytes = self.into_bytes().expect("written into memory");
        read_recording_from(bytes.as_slice(), Path::new("fuzz.mcap"))
    }
}
