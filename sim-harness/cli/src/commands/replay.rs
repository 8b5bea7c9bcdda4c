//! `trunkline replay RUN`: the stack again on what was recorded, compared byte for byte.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;
use trunkline_harness::replay::{FirstDifference, ReplayDocument, TopicComparison, replay};

use crate::figures::three_digits;
use crate::recorded;
use crate::session::Session;
use crate::tables::table;
use crate::ui::advance;
use crate::verdict::Verdict;

/// Fields that are listed per topic.
const LISTED_FIELDS: usize = 3;

/// Run the stack again on what was recorded, and compare every message byte for byte
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The run's folder, or its messages.mcap
    run: PathBuf,
    /// Change one value of the recorded config, as in stack.planner=idm, and see what it does
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Run the world again too, instead of feeding its recorded messages to the stack
    #[arg(long)]
    resimulate: bool,
}

impl Replay {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let recording = recorded::read(session.ui, &self.run)?;
        let bar = session.ui.progress(0, "replay");
        let document = replay(trunkline_harness::replay::Replay {
            recording: &recording,
            registry: &session.registry,
            changes: &self.sets,
            resimulates: self.resimulate,
            abort: &session.interrupted,
            progress: &mut |run| advance(&bar, run),
        })?;
        bar.finish_and_clear();
        session.ui.result(in_words(&document))?;
        session.ui.document(&document)?;
        recorded::tell_if_cut(session.ui, &recording, "compared");
        let is_whole = !session.interrupted.load(Ordering::SeqCst);
        if !is_whole {
            session.ui.warning("interrupted: compared until there");
        }
        Ok(Verdict::of(document.equal && is_whole))
    }
}

fn in_words(document: &ReplayDocument) -> String {
    let rows = document.by_topic.iter().map(|(topic, comparison)| {
        vec![
            topic.clone(),
            comparison.messages.to_string(),
            comparison.different.to_string(),
            fields(comparison),
        ]
    });
    let table = table(&["topic", "messages", "different", "where most"], rows);
    let verdict = match &document.first_difference {
        None => format!(
            "equal: {} messages on {} topics",
            document.messages, document.topics
        ),
        Some(first) => format!("different, first {}", first_in_words(first)),
    };
    format!("{table}\n{verdict}")
}

/// How many messages are on one side only, then the fields of a topic that differ most often.
fn fields(comparison: &TopicComparison) -> String {
    let mut fields: Vec<_> = comparison.fields.iter().collect();
    fields.sort_by(|a, b| b.1.count.cmp(&a.1.count).then(a.0.cmp(b.0)));
    let words = fields.iter().take(LISTED_FIELDS).map(|(name, difference)| {
        let largest = difference
            .largest
            .map(|l| format!(", by up to {}", three_digits(l)));
        format!(
            "{name} ({} ×{})",
            difference.count,
            largest.unwrap_or_default()
        )
    });
    let alone = [
        (comparison.missing, "recorded, but not now"),
        (comparison.surplus, "now, but not recorded"),
    ];
    let alone = alone.iter().filter(|(count, _)| *count > 0);
    let alone = alone.map(|(count, what)| format!("{count} {what}"));
    let more = fields.len().saturating_sub(LISTED_FIELDS);
    let rest = (more > 0).then(|| format!("{more} more fields"));
    alone
        .chain(words)
        .chain(rest)
        .collect::<Vec<_>>()
        .join(", ")
}

fn first_in_words(first: &FirstDifference) -> String {
    let field = if first.field.is_empty() {
        "message missing on one side".to_owned()
    } else {
        format!("field `{}`", first.field)
    };
    format!(
        "at {:.3} s: {} number {}, {field}: recorded {}, now {}",
        first.at_s,
        first.topic,
        first.seq,
        shortened(&first.recorded),
        shortened(&first.replayed)
    )
}

fn shortened(value: &serde_json::Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
