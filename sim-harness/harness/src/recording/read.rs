//! A recording back from its file, as far as the file goes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mcap::records::Record as McapRecord;
use mcap::sans_io::linear_reader::{LinearReadEvent, LinearReader, LinearReaderOptions};

use trunkline_interfaces::messages::{Message, Validate as _};
use trunkline_interfaces::{LaneMap, Stamp, WorldInfo};

use super::dense::{Content, PerceptionMaps, with_maps};
use super::error::RecordingError;
use super::mcap_file::{MAP_TOPIC, RUN_KEY, RUN_METADATA};
use super::run_info::RunInfo;
use crate::sink::{Sink, SinkError};

/// No record of ours is larger, bytes; what is larger is damage.
const RECORD_LIMIT_BYTES: u64 = 512 << 20;
/// A record of a file may always be as large as this, bytes. The reader sets memory aside before it
/// shows that a record is not there, and the bound holds for packed records and unpacked chunks
/// alike.
const SMALL_RECORD_BYTES: u64 = 16 << 20;
/// In a larger file a record may be so many times the file: a chunk that repeats itself unpacks to
/// much more than it takes.
const MOST_UNPACKED: u64 = 100;
/// So much is read at once, bytes.
const PIECE_BYTES: usize = 1 << 20;

/// A message as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its topic.
    pub topic: Arc<str>,
    /// Its number on the topic.
    pub seq: u32,
    /// When it became available.
    pub produced: Stamp,
    /// The message itself.
    pub json: Vec<u8>,
}

/// Where a recording breaks off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truncation {
    /// Newest time of which there is a message.
    pub until: Stamp,
    /// What was found there.
    pub reason: String,
}

/// A recording, whole in memory.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The file.
    pub path: PathBuf,
    /// What the run was.
    pub info: RunInfo,
    /// The map it drove on.
    pub map: Arc<LaneMap>,
    /// Every message, in the order of publication, without its pictures and maps.
    pub messages: Vec<Recorded>,
    /// Pictures and maps as they stand in the file, by topic and number.
    pub(crate) maps: Maps,
    /// Set if the file is not complete: a run that was killed, a full disk.
    pub truncation: Option<Truncation>,
}

/// Bytes of pictures and maps, and where those of each `Perception` are; by topic and number.
pub(crate) type Maps = BTreeMap<Arc<str>, BTreeMap<u32, Vec<u8>>>;

/// Reads a recording: a run folder, or the file itself. A file that breaks off is read up to its
/// last whole chunk.
///
/// # Errors
/// [`RecordingError`] if the file cannot be opened or is no recording of ours.
pub fn read_recording(path: &Path) -> Result<Recording, RecordingError> {
    let path = if path.is_dir() {
        path.join(super::run_dir::RECORDING)
    } else {
        path.to_owned()
    };
    let hint = "give a run folder (runs/0001), recorded with --record full or light";
    let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = opened.map_err(|e| RecordingError::io("read", &path, e, hint))?;
    Parts::default().read(file, length).into_recording(path)
}

/// The same of a file's bytes; `path` is for messages.
///
/// # Errors
/// [`RecordingError::NotARecording`] if it is no recording of ours.
pub fn read_recording_from(bytes: &[u8], path: &Path) -> Result<Recording, RecordingError> {
    let parts = Parts::default().read(bytes, bytes.len() as u64);
    parts.into_recording(path.to_owned())
}

struct Channel {
    id: u16,
    topic: Arc<str>,
    /// Whether it holds no messages, but what belongs to them.
    is_map: bool,
}

/// What has been read so far.
#[derive(Default)]
struct Parts {
    channels: Vec<Channel>,
    info: Option<Result<RunInfo, serde_json::Error>>,
    map: Option<Result<LaneMap, serde_json::Error>>,
    messages: Vec<Recorded>,
    maps: Maps,
    damage: Option<String>,
}

impl Parts {
    /// Of a file of `length` bytes.
    fn read(mut self, mut source: impl Read, length: u64) -> Self {
        let largest = length.saturating_mul(MOST_UNPACKED);
        let largest = largest.clamp(SMALL_RECORD_BYTES, RECORD_LIMIT_BYTES);
        let options = LinearReaderOptions::default()
            .with_prevalidate_chunk_crcs(true)
            .with_record_length_limit(usize::try_from(largest).unwrap_or(usize::MAX));
        let mut reader = LinearReader::new_with_options(options);
        while let Some(event) = reader.next_event() {
            let wanted = match event {
                Ok(LinearReadEvent::ReadRequest(wanted)) => wanted,
                Ok(LinearReadEvent::Record { opcode, data }) => {
                    match mcap::parse_record(opcode, data) {
                        Ok(record) => self.take(record),
                        Err(e) => return self.broken_off(e),
                    }
                    continue;
                }
                Err(e) => return self.broken_off(e),
            };
            // Piece by piece: memory for what is there, not for what is said to be there.
            match source.read(reader.insert(wanted.min(PIECE_BYTES))) {
                Ok(n) => reader.notify_read(n),
                Err(e) => return self.broken_off(e),
            }
        }
        self
    }

    fn broken_off(mut self, reason: impl std::fmt::Display) -> Self {
        self.damage = Some(reason.to_string());
        self
    }

    fn take(&mut self, record: McapRecord<'_>) {
        match record {
            McapRecord::Metadata(m) if m.name == RUN_METADATA => {
                let text = m.metadata.get(RUN_KEY).map_or("", String::as_str);
                self.info = Some(serde_json::from_str(text));
            }
            McapRecord::Channel(c) if !self.channels.iter().any(|known| known.id == c.id) => {
                self.channels.push(Channel {
                    id: c.id,
                    is_map: c.message_encoding == "protobuf" || PerceptionMaps::is_topic(&c.topic),
                    topic: c.topic.into(),
                });
            }
            McapRecord::Message { header, data } => {
                let mut channels = self.channels.iter();
                match channels.find(|c| c.id == header.channel_id) {
                    Some(c) if c.topic.as_ref() == MAP_TOPIC => {
                        self.map = Some(serde_json::from_slice(&data));
                    }
                    Some(c) if c.is_map => {
                        let of_topic = self.maps.entry(Arc::clone(&c.topic)).or_default();
                        of_topic.insert(header.sequence, data.into_owned());
                    }
                    Some(c) => self.messages.push(Recorded {
                        topic: Arc::clone(&c.topic),
                        seq: header.sequence,
                        produced: Stamp::from_ns(
                            i64::try_from(header.log_time).unwrap_or(i64::MAX),
                        ),
                        json: data.into_owned(),
                    }),
                    None => {}
                }
            }
            _ => {}
        }
    }

    fn into_recording(self, path: PathBuf) -> Result<Recording, RecordingError> {
        let refuse = |what: &str, reason: Option<String>| RecordingError::NotARecording {
            path: path.display().to_string(),
            reason: match reason {
                Some(reason) => format!("{what}: {reason}"),
                None => what.to_owned(),
            },
        };
        let info = match self.info {
            Some(Ok(info)) => info,
            Some(Err(e)) => {
                return Err(refuse(
                    "its run description does not read",
                    Some(e.to_string()),
                ));
            }
            None => return Err(refuse("it has no run description", self.damage)),
        };
        let map = match self.map {
            Some(Ok(map)) => match map.validate() {
                Ok(()) => Arc::new(map),
                Err(e) => return Err(refuse("its map cannot be used", Some(e.to_string()))),
            },
            Some(Err(e)) => return Err(refuse("its map does not read", Some(e.to_string()))),
            None => return Err(refuse("it has no map", self.damage)),
        };
        let until = self.messages.iter().map(|m| m.produced).max();
        Ok(Recording {
            path,
            info,
            map,
            truncation: self.damage.map(|reason| Truncation {
                until: until.unwrap_or(Stamp::ZERO),
                reason,
            }),
            messages: self.messages,
            maps: self.maps,
        })
    }
}

impl Recording {
    /// What the world said of itself.
    pub(crate) fn world_info(&self) -> WorldInfo {
        self.info.world.world_info(&self.map)
    }

    /// A recorded message as its type, with its pictures and maps.
    ///
    /// # Errors
    /// [`RecordingError::Message`] if it does not read back.
    pub fn message(&self, recorded: &Recorded) -> Result<Message, RecordingError> {
        let message = self.bare_message(recorded)?;
        with_maps(message, |content, camera| {
            self.map_bytes(content, camera, recorded.seq)
        })
        .map_err(|reason| self.unreadable(recorded, reason))
    }

    /// The same without pictures and maps.
    pub(crate) fn bare_message(&self, recorded: &Recorded) -> Result<Message, RecordingError> {
        match Message::from_json(&recorded.topic, &recorded.json) {
            Some(Ok(message)) => Ok(message),
            Some(Err(e)) => Err(self.unreadable(recorded, e.to_string())),
            None => Err(self.unreadable(recorded, "the topic is not known".into())),
        }
    }

    /// Whether a recorded message is of a kind that has pictures or maps.
    pub(crate) fn has_maps(recorded: &Recorded) -> bool {
        let topic = recorded.topic.as_ref();
        topic == "/truth" || topic.starts_with("/camera/") || topic.starts_with("/perception/")
    }

    /// Whether the truth's maps were recorded.
    pub(crate) fn has_truth_maps(&self) -> bool {
        self.maps.keys().any(|topic| topic.starts_with("/truth/"))
    }

    fn map_bytes(&self, content: Content, camera: &str, seq: u32) -> Result<Option<&[u8]>, String> {
        let find = |topic: &str, seq: u32| Some(self.maps.get(topic)?.get(&seq)?.as_slice());
        if !content.may_be_shared() {
            return Ok(find(&content.topic(camera), seq));
        }
        let Some(json) = find(&PerceptionMaps::topic(camera), seq) else {
            return Ok(None); // it has no map
        };
        let places: PerceptionMaps = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        let Some(place) = places.place(content) else {
            return Ok(None);
        };
        match find(&place.topic, place.seq) {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(format!(
                "number {} on `{}` is missing",
                place.seq, place.topic
            )),
        }
    }

    fn unreadable(&self, recorded: &Recorded, reason: String) -> RecordingError {
        RecordingError::Message {
            path: self.path.display().to_string(),
            topic: recorded.topic.to_string(),
            seq: recorded.seq,
            reason,
        }
    }

    /// Gives the whole recording to a sink, as the run did: a viewer, a drive record.
    ///
    /// # Errors
    /// [`RecordingError`] for a message that does not read back; within, the sink's own error.
    pub fn play(&self, sink: &mut dyn Sink) -> Result<Result<(), SinkError>, RecordingError> {
        if let Err(error) = sink.begin(&self.world_info()) {
            return Ok(Err(error));
        }
        for recorded in &self.messages {
            if let Err(error) = sink.message(&self.message(recorded)?) {
                return Ok(Err(error));
            }
        }
        Ok(sink.finish())
    }
}
