//! A recording as a sink. Encoding, compression and writing have a thread of their own, so that
//! the run does not wait for the disk; the order of messages is kept.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use mcap::McapError;

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{Duration, LaneMap, Stamp, WorldInfo};

use super::dense::maps_of;
use super::mcap_file::{McapFile, is_recorded};
use super::run_info::{RunFacts, RunInfo};
use crate::config::{Record, RunConfig};
use crate::fault::{Fault, panic_words};
use crate::sink::{Sink, SinkError};
use crate::stack::Stack;

/// Messages that are handed over together: waking the writer for each costs more than writing it.
const BATCH: usize = 64;
/// They are handed over before they are so old, simulated time: a killed process loses them.
const BATCH_AGE: Duration = Duration::from_ms(500);
/// So are messages whose pictures and maps are so large together, bytes before compression.
const BATCH_BYTES: usize = 2 << 20;
/// Batches that may wait for the disk before the run does.
const QUEUE: usize = 16;

/// Records a run into an MCAP file.
pub struct McapSink {
    path: PathBuf,
    facts: RunFacts,
    writer: Option<Writer>,
    newest: Stamp,
}

struct Writer {
    /// Not handed over yet.
    batch: Vec<Message>,
    /// Bytes of pictures and maps in it.
    batch_bytes: usize,
    queue: SyncSender<Vec<Message>>,
    thread: JoinHandle<Result<(), SinkError>>,
}

impl McapSink {
    /// A recording at `path`, as much of it as the config says. The file is made when the run
    /// begins; nothing is made if nothing is to be recorded.
    pub fn new(path: &Path, config: &RunConfig, stack: &Stack) -> Self {
        Self {
            path: path.to_owned(),
            facts: RunFacts::new(config, stack),
            writer: None,
            newest: Stamp::ZERO,
        }
    }

    fn error(&self, reason: impl std::fmt::Display) -> SinkError {
        SinkError {
            target: self.path.display().to_string(),
            at_s: self.newest.s(),
            reason: reason.to_string(),
            fault: None,
        }
    }

    /// Waits for the writer; its error, if it had one.
    fn join(&mut self) -> Result<(), SinkError> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let Writer {
            batch,
            batch_bytes: _,
            queue,
            thread,
        } = writer;
        // If nobody takes it, the writer has ended on an error, which it tells now.
        let _taken = queue.send(batch).is_ok();
        drop(queue); // the thread ends when it has written what is in the queue
        thread.join().unwrap_or_else(|panic| {
            let words = panic_words(panic.as_ref());
            Err(SinkError {
                fault: Some(Fault::new("the recording", format!("panicked: {words}"))),
                ..self.error("the thread that writes it ended in a panic")
            })
        })
    }
}

impl Sink for McapSink {
    fn begin(&mut self, info: &WorldInfo) -> Result<(), SinkError> {
        self.join()?;
        if self.facts.record() == Record::Off {
            return Ok(());
        }
        let run = self.facts.in_world(info);
        let keeps_truth = self.facts.shows_truth_of_images();
        let file = start(&self.path, &run, &info.map, keeps_truth)?;
        let (queue, batches) = sync_channel(QUEUE);
        let path = self.path.clone();
        let thread = std::thread::Builder::new()
            .name("recording".into())
            .spawn(move || write_all(file, &path, &batches))
            .map_err(|e| self.error(e))?;
        self.writer = Some(Writer {
            batch: Vec::with_capacity(BATCH),
            batch_bytes: 0,
            queue,
            thread,
        });
        Ok(())
    }

    fn message(&mut self, message: &Message) -> Result<(), SinkError> {
        self.newest = message.header().produced;
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        if !is_recorded(self.facts.record(), message) {
            return Ok(());
        }
        writer.batch.push(message.clone());
        let maps = maps_of(message).into_iter();
        writer.batch_bytes += maps.map(|(_, _, map)| map.byte_len()).sum::<usize>();
        let oldest = writer.batch.first().map(|m| m.header().produced);
        let is_fresh = oldest.is_none_or(|oldest| self.newest - oldest < BATCH_AGE);
        let is_small = writer.batch.len() < BATCH && writer.batch_bytes < BATCH_BYTES;
        if is_small && is_fresh {
            return Ok(());
        }
        writer.batch_bytes = 0;
        let batch = std::mem::replace(&mut writer.batch, Vec::with_capacity(BATCH));
        if writer.queue.send(batch).is_err() {
            self.join()?; // the writer has ended, which it does by itself only on an error
            return Err(self.error("the writer ended without a word"));
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        self.join()
    }
}

impl Drop for McapSink {
    fn drop(&mut self) {
        // A run that ended without `finish` (a panic) keeps what it had; its error is known.
        if self.join().is_err() {
            tracing::warn!(path = %self.path.display(), "recording is not complete");
        }
    }
}

fn start(
    path: &Path,
    run: &RunInfo,
    map: &LaneMap,
    keeps_truth: bool,
) -> Result<McapFile, SinkError> {
    let mut file = McapFile::create(path, &run.version, keeps_truth)
        .map_err(|error| not_written(path, 0.0, &error, "nothing is recorded"))?;
    match file.describe(run, map) {
        Ok(()) => Ok(file),
        Err(error) => Err(give_up(file, path, 0.0, &error)),
    }
}

fn write_all(
    mut file: McapFile,
    path: &Path,
    batches: &Receiver<Vec<Message>>,
) -> Result<(), SinkError> {
    for message in batches.iter().flatten() {
        if let Err(error) = file.message(&message) {
            let at_s = message.header().produced.s();
            return Err(give_up(file, path, at_s, &error));
        }
    }
    match file.finish() {
        Ok(()) => Ok(()),
        Err(error) => {
            let until_s = file.whole_until.s();
            Err(give_up(file, path, until_s, &error))
        }
    }
}

/// Leaves a file that can be read, and says up to when.
fn give_up(file: McapFile, path: &Path, at_s: f64, error: &McapError) -> SinkError {
    let (is_readable, until_s) = (file.is_readable(), file.whole_until.s());
    let state = match file.give_up() {
        _ if !is_readable => "nothing is recorded".to_owned(),
        Ok(()) => format!("recorded up to {until_s:.1} s; the file is closed and readable"),
        Err(cut) => format!(
            "recorded up to {until_s:.1} s; its end is damaged ({cut}), what is before reads back"
        ),
    };
    not_written(path, at_s, error, &state)
}

fn not_written(path: &Path, at_s: f64, error: &McapError, state: &str) -> SinkError {
    let words = reason(error);
    SinkError {
        target: path.display().to_string(),
        at_s,
        reason: format!(
            "{words}\n  {state}\n\nhint: free space, or pass `--out DIR` on another disk, or --record light"
        ),
        fault: None,
    }
}

/// The system's words, without the crate's wrapping.
fn reason(error: &McapError) -> String {
    match error {
        McapError::Io(io) => io.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::error::Error as _;
    use std::sync::Arc;
    use trunkline_interfaces::messages::{Actuation, Command, EgoState, Header};
    use trunkline_interfaces::{Capabilities, VehicleParams};

    use super::super::read::read_recording;
    use super::super::run_info::WorldFacts;

    fn run() -> RunInfo {
        RunInfo {
            schema: 1,
            version: "0".into(),
            message_schemas: String::new(),
            config: String::new(),
            seed: 1,
            record: Record::Full,
            modules: BTreeMap::new(),
            oracles: Vec::new(),
            world: WorldFacts {
                name: "none".into(),
                capabilities: Capabilities::default(),
                step: Duration::from_ms(10),
                vehicle: VehicleParams::default(),
                duration: Duration::ZERO,
            },
        }
    }

    #[test]
    fn a_panic_of_the_writer_is_an_error_with_a_fault_and_goes_no_further() {
        let (queue, _batches) = sync_channel(1);
        let mut sink = McapSink {
            path: "messages.mcap".into(),
            facts: RunFacts::default(),
            writer: Some(Writer {
                batch: Vec::new(),
                batch_bytes: 0,
                queue,
                thread: std::thread::spawn(|| panic!("pen {} broke", 3)),
            }),
            newest: Stamp::from_s(2.0),
        };
        let error = sink.finish().unwrap_err();
        assert!(
            error.to_string().contains("`messages.mcap` at 2.0 s"),
            "{error}"
        );
        let fault = error.source().unwrap();
        assert!(
            fault.is::<Fault>() && fault.to_string().contains("pen 3 broke"),
            "{fault}"
        );
        assert!(sink.finish().is_ok(), "told once");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_is_full_at_once_is_told_with_a_hint() {
        let error = start(Path::new("/dev/full"), &run(), &LaneMap::default(), false).map(|_| ());
        let error = error.unwrap_err().to_string();
        for part in [
            "`/dev/full` at 0.0 s",
            "o space left",
            "nothing is recorded",
            "\n\nhint: ",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    /// Numbers that JSON holds, of any size.
    fn number() -> impl Strategy<Value = f64> {
        any::<f64>().prop_filter("finite", |v| v.is_finite())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn what_is_written_reads_back_to_the_bit(
            commands in prop::collection::vec((number(), number(), 0..2_000_000_000_i64), 0..80),
            speed_mps in number(),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("messages.mcap");
            let header = |seq: u64, ns: i64| Header::sensor(seq, Stamp::from_ns(ns));
            let mut at_ns = 0;
            let mut written: Vec<Message> = Vec::new();
            for ((steering_rad, acceleration_mps2, later_ns), seq) in commands.into_iter().zip(0..) {
                at_ns += later_ns;
                written.push(Message::Command(Arc::new(Command {
                    header: header(seq, at_ns),
                    actuation: Actuation::Control { steering_rad, acceleration_mps2 },
                    interventions: Vec::new(),
                })));
            }
            written.push(Message::EgoState(Arc::new(EgoState {
                header: header(0, at_ns),
                yaw_rate_radps: speed_mps,
                ..EgoState::default()
            })));
            let mut file = start(&path, &run(), &LaneMap::default(), false).unwrap();
            for message in &written {
                file.message(message).unwrap();
            }
            file.finish().unwrap();
            let recording = read_recording(&path).unwrap();
            prop_assert_eq!(&recording.info, &run());
            prop_assert_eq!(&recording.truncation, &None);
            let back: Vec<Message> = (recording.messages.iter())
                .map(|m| recording.message(m).unwrap())
                .collect();
            for (recorded, message) in recording.messages.iter().zip(&written) {
                prop_assert_eq!(u64::from(recorded.seq), message.header().seq);
            }
            let bits = |messages: &[Message]| -> Vec<String> {
                messages.iter().map(|m| serde_json::to_string(m).unwrap()).collect()
            };
            prop_assert_eq!(bits(&back), bits(&written));
        }
    }
}
