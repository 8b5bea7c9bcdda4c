//! Messages into an MCAP file: JSON with its JSON Schema, one channel per topic, small zstd chunks.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek as _};
use std::path::Path;

use mcap::records::{MessageHeader, Metadata};
use mcap::{Compression, McapError, McapResult, WriteOptions, Writer};

use trunkline_interfaces::messages::{Message, message_schemas};
use trunkline_interfaces::{Duration, LaneMap, Stamp};

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
}

impl McapFile {
    /// A new file, with nothing in it yet; `version` is that of trunkline.
    pub(super) fn create(path: &Path, version: &str) -> McapResult<Self> {
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
        for entry in message_schemas() {
            let text = entry.schema.as_value().to_string();
            let id = self
                .writer
                .add_schema(entry.name, "jsonschema", text.as_bytes())?;
            self.schemas.insert(entry.name, id);
        }
        let json = serde_json::to_vec(map).map_err(not_json)?;
        self.write(MAP_TOPIC, "LaneMap", 0, Stamp::ZERO, Stamp::ZERO, &json)?;
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
        let sequence = header.seq as u32; // wraps after 4 billion; the JSON has it whole
        let (topic, kind) = (message.topic(), message.type_name());
        self.write(&topic, kind, sequence, header.produced, header.stamp, &json)?;
        self.newest = self.newest.max(header.produced);
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

    fn write(
        &mut self,
        topic: &str,
        kind: &'static str,
        sequence: u32,
        log_time: Stamp,
        publish_time: Stamp,
        json: &[u8],
    ) -> McapResult<()> {
        let channel_id = match self.channels.get(topic) {
            Some(id) => *id,
            None => {
                let schema = self.schemas.get(kind).copied().unwrap_or(0);
                let none = BTreeMap::new();
                let id = self.writer.add_channel(schema, topic, "json", &none)?;
                self.channels.insert(topic.to_owned(), id);
                id
            }
        };
        let header = MessageHeader {
            channel_id,
            sequence,
            log_time: nanoseconds(log_time),
            publish_time: nanoseconds(publish_time),
        };
        self.writer.write_to_known_channel(&header, json)
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
