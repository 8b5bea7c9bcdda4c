//! Two streams of messages, message by message: what was recorded against what comes now.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use trunkline_interfaces::Stamp;
use trunkline_interfaces::messages::Message;

use super::fields::{FieldDifference, count, count_many, mismatches};
use super::maps;
use crate::recording::{Recording, maps_of};
use crate::sink::{Sink, SinkError};

/// The first message, in the order of the recording, that is not the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FirstDifference {
    /// Its topic.
    pub topic: String,
    /// Its number on the topic.
    pub seq: u64,
    /// When it became available, s.
    pub at_s: f64,
    /// The first field that differs: `tracks[3].velocity_mps[0]`, or the pixel of a map:
    /// `/perception/front/depth[12, 40]` (row, column); empty if the message is missing on one side.
    pub field: String,
    /// What was recorded; null if nothing was.
    pub recorded: Value,
    /// What comes now; null if nothing does.
    pub replayed: Value,
}

/// How one topic compares.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TopicComparison {
    /// Messages on either side.
    pub messages: u64,
    /// Messages that are not the same, or are on one side only.
    pub different: u64,
    /// Recorded, but do not come now.
    pub missing: u64,
    /// Come now, but were not recorded.
    pub surplus: u64,
    /// Fields that differ; list entries share a field.
    pub fields: BTreeMap<String, FieldDifference>,
}

/// What a replay found: the document that `trunkline replay --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReplayDocument {
    /// Version of this document.
    pub schema: u32,
    /// Messages compared.
    pub messages: u64,
    /// Topics compared.
    pub topics: u64,
    /// Whether every message is the same, byte for byte.
    pub equal: bool,
    /// The first that is not.
    pub first_difference: Option<FirstDifference>,
    /// Topic by topic.
    pub by_topic: BTreeMap<String, TopicComparison>,
    /// Set if the recording breaks off: time up to which it was compared, s.
    pub truncated_at_s: Option<f64>,
}

/// A recorded message that is waited for.
struct Expected<'a> {
    /// Place in the order of the recording.
    place: usize,
    produced: Stamp,
    json: &'a [u8],
}

/// A message as it comes now.
struct Coming<'a> {
    topic: String,
    seq: u64,
    produced: Stamp,
    json: &'a [u8],
    message: &'a Message,
}

/// Compares what comes with what was recorded. Messages meet by topic and number.
pub(super) struct Comparison<'a> {
    recording: &'a Recording,
    expected: BTreeMap<(String, u64), Expected<'a>>,
    by_topic: BTreeMap<String, TopicComparison>,
    first: Option<(usize, FirstDifference)>,
    /// Number of recorded messages: what is not among them comes after all.
    recorded: usize,
    truncated_at: Option<Stamp>,
    /// Newest step of the world.
    newest: Stamp,
    compares_world: bool,
}

impl<'a> Comparison<'a> {
    /// Against a recording; its world's messages too if the world runs again.
    pub(super) fn new(recording: &'a Recording, compares_world: bool) -> Self {
        let truncation = recording.truncation.as_ref();
        let mut this = Self {
            recording,
            expected: BTreeMap::new(),
            by_topic: BTreeMap::new(),
            first: None,
            recorded: recording.messages.len(),
            // One step less: of the last step some messages may be there.
            truncated_at: truncation.map(|t| t.until - recording.info.world.step),
            newest: Stamp::ZERO,
            compares_world,
        };
        for (place, message) in recording.messages.iter().enumerate() {
            if this.is_compared(&message.topic) {
                let key = (message.topic.to_string(), u64::from(message.seq));
                let expected = Expected {
                    place,
                    produced: message.produced,
                    json: &message.json,
                };
                this.expected.insert(key, expected);
            }
        }
        this
    }

    /// The replay was stopped: what was to come is not missing.
    pub(super) fn stop(&mut self) {
        let newest = self.newest;
        self.expected.retain(|_, e| e.produced < newest);
    }

    /// The result, when everything has come.
    pub(super) fn into_document(mut self) -> ReplayDocument {
        for ((topic, seq), expected) in std::mem::take(&mut self.expected) {
            let comparison = self.by_topic.entry(topic.clone()).or_default();
            comparison.messages += 1;
            comparison.different += 1;
            comparison.missing += 1;
            let recorded = serde_json::from_slice(expected.json).unwrap_or_default();
            let difference = FirstDifference {
                topic,
                seq,
                at_s: expected.produced.s(),
                field: String::new(),
                recorded,
                replayed: Value::Null,
            };
            self.offer(expected.place, difference);
        }
        ReplayDocument {
            schema: 1,
            messages: self.by_topic.values().map(|t| t.messages).sum(),
            topics: self.by_topic.len() as u64,
            equal: self.by_topic.values().all(|t| t.different == 0),
            first_difference: self.first.map(|(_, difference)| difference),
            by_topic: self.by_topic,
            truncated_at_s: self.truncated_at.map(Stamp::s),
        }
    }

    fn is_compared(&self, topic: &str) -> bool {
        self.compares_world || !is_of_the_world(topic)
    }

    fn offer(&mut self, place: usize, difference: FirstDifference) {
        if self.first.as_ref().is_none_or(|(first, _)| place < *first) {
            self.first = Some((place, difference));
        }
    }

    fn meet(&mut self, coming: Coming<'_>) {
        let Coming {
            topic,
            seq,
            produced,
            json,
            message,
        } = coming;
        let Some(expected) = self.expected.remove(&(topic.clone(), seq)) else {
            // A recording that breaks off lacks what came after its end, and maybe some of its
            // last step: that is no difference.
            if self.truncated_at.is_some_and(|end| produced >= end) {
                return;
            }
            let comparison = self.by_topic.entry(topic.clone()).or_default();
            comparison.messages += 1;
            comparison.different += 1;
            comparison.surplus += 1;
            let difference = FirstDifference {
                topic,
                seq,
                at_s: produced.s(),
                field: String::new(),
                recorded: Value::Null,
                replayed: serde_json::from_slice(json).unwrap_or_default(),
            };
            let place = self.recorded;
            self.offer(place, difference);
            return;
        };
        let in_maps = self.map_mismatches(expected.place, message);
        let comparison = self.by_topic.entry(topic.clone()).or_default();
        comparison.messages += 1;
        if expected.json == json && in_maps.is_empty() {
            return;
        }
        comparison.different += 1;
        // What we wrote reads back; if the file was tampered with, the whole message is the field.
        let recorded: Value = serde_json::from_slice(expected.json).unwrap_or_default();
        let replayed: Value = serde_json::from_slice(json).unwrap_or_default();
        let found = mismatches(&recorded, &replayed);
        for mismatch in &found {
            count(&mut comparison.fields, mismatch);
        }
        for map in &in_maps {
            let path = &map.first.path;
            count_many(&mut comparison.fields, path, map.count, map.largest);
        }
        let first_map = in_maps.into_iter().next().map(|map| map.first);
        let (field, recorded, replayed) = match found.into_iter().next().or(first_map) {
            Some(mismatch) => (mismatch.path, mismatch.left, mismatch.right),
            None => ("(spelling)".to_owned(), recorded, replayed),
        };
        let difference = FirstDifference {
            topic,
            seq,
            at_s: produced.s(),
            field,
            recorded,
            replayed,
        };
        self.offer(expected.place, difference);
    }

    /// How pictures and maps differ from the recorded message's.
    fn map_mismatches(&self, place: usize, now: &Message) -> Vec<maps::MapMismatch> {
        let Some(recorded) = self.recording.messages.get(place) else {
            return Vec::new();
        };
        let has_maps = !maps_of(now).is_empty() || Recording::has_maps(recorded);
        if !has_maps {
            return Vec::new();
        }
        match self.recording.message(recorded) {
            // The truth's maps are there only if an oracle needs them.
            Ok(Message::Truth(_)) if !self.recording.has_truth_maps() => Vec::new(),
            Ok(recorded) => maps::mismatches(&recorded, now),
            Err(error) => vec![maps::MapMismatch::unreadable(error.to_string())],
        }
    }
}

/// Whether a topic is published by the world, not by the stack.
pub(super) fn is_of_the_world(topic: &str) -> bool {
    matches!(topic, "/ego" | "/route" | "/truth" | "/truth/future") || topic.starts_with("/camera/")
}

impl Sink for Comparison<'_> {
    fn message(&mut self, message: &Message) -> Result<(), SinkError> {
        if let Message::EgoState(ego) = message {
            self.newest = ego.header.stamp;
        }
        let topic = message.topic();
        if !self.is_compared(&topic) {
            return Ok(());
        }
        let header = message.header();
        let json = serde_json::to_vec(message).map_err(|e| SinkError {
            target: format!("comparison of {topic}"),
            at_s: header.produced.s(),
            reason: e.to_string(),
            fault: None,
        })?;
        self.meet(Coming {
            topic: topic.into_owned(),
            seq: header.seq,
            produced: header.produced,
            json: &json,
            message,
        });
        Ok(())
    }
}
