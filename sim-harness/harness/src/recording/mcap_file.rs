//! Messages into an MCAP file: JSON with its JSON Schema, pictures and maps as protobuf, one channel
//! per topic, small zstd chunks.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek as _};
use std::path::Path;

use mcap::records::{MessageHeader, Metadata};
use mcap::{Compression, McapError, McapResult, WriteOptions, Writer};

use trunkline_interfaces::messages::{Message, message_schemas};
use trunkline_interfaces::{Duration, LaneMap, Stamp};

use super::dense::{MAPS_SCHEMA, MapPlace, PerceptionMaps, SCHEMAS, SharedMaps, maps_of};
use super::run_info::RunInfo;
use crate::config::Record;

/// Name of the metadata record with the [`RunInfo`].
pub(super) const RUN_METADATA: &str = "trunkline.run";
/// Key of its JSON within that record.
pub(super) const RUN_KEY: &str = "info";
/// Topic of the lane map.
pub(super) const MAP_TOPIC: &str = "/map";

/// A chunk is closed when it is this large, bytes before compression …
const CHUNK_BYTES: u64 = 1 << 20;
/// … or this old, simulated time. A killed process loses its open chunk, and what `McapSink` holds
/// in front of it.
const CHUNK_AGE: Duration = Duration::from_ms(1000);
/// zstd's fastest regular level; level 3 gains little on JSON of floats and costs twice the time.
const ZSTD_LEVEL: u32 = 1;

/// An MCAP file being written.
pub(super) struct McapFile {
    writer: Writer<BufWriter<File>>,
    /// The same file, to cut off what could not be completed.
    file: File,
    schemas: BTreeMap<&'static str, u16>,
    channels: BTreeMap<String, u16>,
    chunk_start: Stamp,
    /// Length up to which the file is whole.
    whole_bytes: u64,
    /// Simulated time up to which the file is whole.
    pub(super) whole_until: Stamp,
    newest: Stamp,
    /// Whether the truth's maps are kept.
    keeps_truth: bool,
    truth: SharedMaps,
}

/// A message as it goes into the file.
#[derive(Clone, Copy)]
struct Entry<'a> {
    topic: &'a str,
    schema: &'static str,
    /// "json" or "protobuf".
    encoding: &'static str,
    sequence: u32,
    produced: Stamp,
    stamp: Stamp,
    bytes: &'a [u8],
}

impl McapFile {
    /// A new file, with nothing in it yet; `version` is that of trunkline. The truth's maps are kept
    /// if an oracle of the run is shown them.
    pub(super) fn create(path: &Path, version: &str, keeps_truth: bool) -> McapResult<Self> {
        let file = File::create(path)?;
        let cut = file.try_clone()?;
        let writer = WriteOptions::new()
            .compression(Some(Compression::Zstd))
            .compression_level(ZSTD_LEVEL)
            .compression_threads(0)
            .chunk_size(Some(CHUNK_BYTES))
            .disable_seeking(true) // a chunk is written at once, never patched afterwards
            .profile("trunkline")
            .library(format!("trunkline {version}"))
            .create(BufWriter::new(file))?;
        Ok(Self {
            writer,
            file: cut,
            schemas: BTreeMap::new(),
            channels: BTreeMap::new(),
            chunk_start: Stamp::ZERO,
            whole_bytes: 0,
            whole_until: Stamp::ZERO,
            newest: Stamp::ZERO,
            keeps_truth,
            truth: SharedMaps::default(),
        })
    }

    /// Writes what the run is, and its map.
    pub(super) fn describe(&mut self, info: &RunInfo, map: &LaneMap) -> McapResult<()> {
        let mut metadata = BTreeMap::new();
        metadata.insert(RUN_KEY.to_owned(), json_text(info)?);
        self.writer.write_metadata(&Metadata {
            name: RUN_METADATA.into(),
            metadata,
        })?;
        let messages = message_schemas().into_iter();
        let maps = (MAPS_SCHEMA, schemars::schema_for!(PerceptionMaps));
        for (name, schema) in messages.map(|e| (e.name, e.schema)).chain([maps]) {
            let text = schema.as_value().to_string();
            let id = self
                .writer
                .add_schema(name, "jsonschema", text.as_bytes())?;
            self.schemas.insert(name, id);
        }
        for (name, description) in SCHEMAS {
            let id = self.writer.add_schema(name, "protobuf", &description())?;
            self.schemas.insert(name, id);
        }
        let json = serde_json::to_vec(map).map_err(not_json)?;
        self.write(&Entry {
            topic: MAP_TOPIC,
            schema: "LaneMap",
            encoding: "json",
            sequence: 0,
            produced: Stamp::ZERO,
            stamp: Stamp::ZERO,
            bytes: &json,
        })?;
        self.close_chunk()
    }

    /// Writes a message.
    pub(super) fn message(&mut self, message: &Message) -> McapResult<()> {
        let header = message.header();
        if header.produced - self.chunk_start >= CHUNK_AGE {
            self.close_chunk()?;
            self.chunk_start = header.produced;
        }
        let json = serde_json::to_vec(message).map_err(not_json)?;
        let topic = message.topic();
        let entry = Entry {
            topic: &topic,
            schema: message.type_name(),
            encoding: "json",
            sequence: header.seq as u32, // wraps after 4 billion; the JSON has it whole
            produced: header.produced,
            stamp: header.stamp,
            bytes: &json,
        };
        self.maps(message, &entry)?; // first: where the message is, its maps are
        self.write(&entry)?;
        self.newest = self.newest.max(header.produced);
        Ok(())
    }

    /// Writes the maps of a message, whose own entry is given.
    fn maps(&mut self, message: &Message, of: &Entry<'_>) -> McapResult<()> {
        let is_truth = matches!(message, Message::Truth(_));
        if is_truth && !self.keeps_truth {
            return Ok(());
        }
        let mut places = PerceptionMaps::default();
        for (camera, content, map) in maps_of(message) {
            let topic = content.topic(camera);
            let place = MapPlace {
                topic: topic.clone(),
                seq: of.sequence,
            };
            if content.may_be_shared() {
                let hash = map.hash();
                let same = self.truth.find(&hash).cloned();
                let is_known = same.is_some();
                places.set(content, same.unwrap_or_else(|| place.clone()));
                if is_known {
                    continue;
                }
            } else if is_truth {
                self.truth.remember(map.hash(), place);
            }
            let bytes = map.to_message(of.stamp, camera).map_err(|reason| {
                let words = format!("`{topic}` number {} is no map: {reason}", of.sequence);
                McapError::Io(std::io::Error::other(words))
            })?;
            self.write(&Entry {
                topic: &topic,
                schema: map.schema(),
                encoding: "protobuf",
                bytes: &bytes,
                ..*of
            })?;
        }
        if let Message::Perception(m) = message
            && places != PerceptionMaps::default()
        {
            let json = serde_json::to_vec(&places).map_err(not_json)?;
            self.write(&Entry {
                topic: &PerceptionMaps::topic(&m.camera),
                schema: MAPS_SCHEMA,
                bytes: &json,
                ..*of
            })?;
        }
        Ok(())
    }

    /// Completes the file with its index. Nothing can be written afterwards.
    pub(super) fn finish(&mut self) -> McapResult<()> {
        self.close_chunk()?; // whole, whatever becomes of the index
        self.writer.finish()?;
        Ok(())
    }

    /// Whether anything of the run can be read back.
    pub(super) fn is_readable(&self) -> bool {
        self.whole_bytes > 0
    }

    /// Cuts the file back to what is whole, after an error.
    pub(super) fn give_up(self) -> std::io::Result<()> {
        let Self {
            writer,
            file,
            whole_bytes,
            ..
        } = self;
        drop(writer); // tries to complete the file, in vain: nothing may be written after the cut
        file.set_len(whole_bytes)
    }

    /// Ends the chunk and hands it to the system, so that a killed process has written it.
    fn close_chunk(&mut self) -> McapResult<()> {
        self.writer.flush()?;
        self.whole_bytes = (&self.file).stream_position()?;
        self.whole_until = self.newest;
        Ok(())
    }

    fn write(&mut self, entry: &Entry<'_>) -> McapResult<()> {
        let channel_id = match self.channels.get(entry.topic) {
            Some(id) => *id,
            None => {
                let schema = self.schemas.get(entry.schema).copied().unwrap_or(0);
                let (topic, none) = (entry.topic, BTreeMap::new());
                let id = self
                    .writer
                    .add_channel(schema, topic, entry.encoding, &none)?;
                self.channels.insert(topic.to_owned(), id);
                id
            }
        };
        let header = MessageHeader {
            channel_id,
            sequence: entry.sequence,
            log_time: nanoseconds(entry.produced),
            publish_time: nanoseconds(entry.stamp),
        };
        self.writer.write_to_known_channel(&header, entry.bytes)
    }
}

/// Light recordings keep what was driven and why; what others did is in the scorecard only.
pub(super) fn is_recorded(record: Record, message: &Message) -> bool {
    match record {
        Record::Full => true,
        Record::Off => false,
        Record::Light => matches!(
            message,
            Message::EgoState(_)
                | Message::Route(_)
                | Message::Plan(_)
                | Message::Command(_)
                | Message::Health(_)
        ),
    }
}

/// MCAP has no negative times; a run has none either.
fn nanoseconds(stamp: Stamp) -> u64 {
    u64::try_from(stamp.ns()).unwrap_or(0)
}

fn json_text(info: &RunInfo) -> McapResult<String> {
    serde_json::to_string(info).map_err(not_json)
}

fn not_json(error: serde_json::Error) -> McapError {
    McapError::Io(std::io::Error::other(error))
}
