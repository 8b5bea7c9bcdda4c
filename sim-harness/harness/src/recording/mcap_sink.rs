//! A recording as a sink. Encoding, compression and writing have a thread of their own, so that
//! the run does not wait for the disk; the order of messages is kept.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use mcap::McapError;

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{LaneMap, Stamp, WorldInfo};

use super::mcap_file::{McapFile, is_recorded};
use super::run_info::{RunFacts, RunInfo};
use crate::config::{Record, RunConfig};
use crate::sink::{Sink, SinkError};
use crate::stack::Stack;

/// Messages that are handed over together: waking the writer for each costs more than writing it.
const BATCH: usize = 64;
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
        }
    }

    /// Waits for the writer; its error, if it had one. Its panic is a mistake of ours and goes on
    /// in this thread.
    fn join(&mut self) -> Result<(), SinkError> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let Writer {
            batch,
            queue,
            thread,
        } = writer;
        // If nobody takes it, the writer has ended on an error, which it tells now.
        let _taken = queue.send(batch).is_ok();
        drop(queue); // the thread ends when it has written what is in the queue
        match thread.join() {
            Ok(result) => result,
            Err(panic) if !std::thread::panicking() => std::panic::resume_unwind(panic),
            Err(_) => Err(self.error("the writer's thread panicked")),
        }
    }
}

impl Sink for McapSink {
    fn begin(&mut self, info: &WorldInfo) -> Result<(), SinkError> {
        self.join()?;
        if self.facts.record() == Record::Off {
            return Ok(());
        }
        let run = self.facts.in_world(info);
        let file = start(&self.path, &run, &info.map)?;
        let (queue, batches) = sync_channel(QUEUE);
        let path = self.path.clone();
        let thread = std::thread::Builder::new()
            .name("recording".into())
            .spawn(move || write_all(file, &path, &batches))
            .map_err(|e| self.error(e))?;
        self.writer = Some(Writer {
            batch: Vec::with_capacity(BATCH),
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
        if writer.batch.len() < BATCH {
            return Ok(());
        }
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

fn start(path: &Path, run: &RunInfo, map: &LaneMap) -> Result<McapFile, SinkError> {
    McapFile::create(path, run, map).map_err(|error| SinkError {
        target: path.display().to_string(),
        at_s: 0.0,
        reason: reason(&error),
    })
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
    let until_s = file.whole_until.s();
    file.finish().map_err(|error| SinkError {
        target: path.display().to_string(),
        at_s: until_s,
        reason: reason(&error),
    })
}

/// Leaves a file that can be read, and says up to when.
fn give_up(file: McapFile, path: &Path, at_s: f64, error: &McapError) -> SinkError {
    let until_s = file.whole_until.s();
    let state = match file.give_up() {
        Ok(()) => "the file is closed and readable".to_owned(),
        Err(cut) => format!("its end is damaged ({cut}), what is before reads back"),
    };
    SinkError {
        target: path.display().to_string(),
        at_s,
        reason: format!(
            "{}\n  recorded up to {until_s:.1} s; {state}\n\nhint: free space, or pass `--out DIR` on another disk, or --record light",
            reason(error)
        ),
    }
}

/// The system's words, without the crate's wrapping.
fn reason(error: &McapError) -> String {
    match error {
        McapError::Io(io) => io.to_string(),
        other => other.to_string(),
    }
}
