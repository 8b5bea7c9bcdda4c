//! Expert progress per seed (docs/METRICS.md 3): reading it, and writing it into a scenario's text.

use std::collections::BTreeMap;

use trunkline_interfaces::ConfigError;

use super::format::Scenario;

const HEADER: &str = "[reference_progress_m]";
const COMMENT: &str = "# Expert progress per seed (docs/METRICS.md 3), written by `trunkline suite --write-reference`.";

impl Scenario {
    /// How far the expert came with this seed, m; `None` if it was not written.
    pub fn reference_progress(&self, seed: u64) -> Option<f64> {
        self.reference_progress_m.get(&seed.to_string()).copied()
    }

    /// The text of this scenario's file with expert progress added or replaced, seed by seed; the
    /// table stands last.
    ///
    /// # Errors
    /// [`ConfigError`] if the progress that is there is not in a table of its own, so that it cannot
    /// be replaced without touching anything else.
    pub fn text_with_reference(
        &self,
        progress_m: &BTreeMap<u64, f64>,
    ) -> Result<String, ConfigError> {
        let mut kept = String::new();
        let mut is_replaced = false;
        for line in self.source.text.split_inclusive('\n') {
            if line.trim_start().starts_with('[') {
                is_replaced = line.trim_start().starts_with(HEADER);
            }
            if !is_replaced && line.trim_end() != COMMENT {
                kept.push_str(line);
            }
        }
        let kept = kept.trim_end();
        let known = self.reference_progress_m.iter();
        let mut merged: BTreeMap<u64, f64> = known
            .filter_map(|(seed, progress)| Some((seed.parse().ok()?, *progress)))
            .collect();
        merged.extend(progress_m);
        let rows: String = merged
            .iter()
            .map(|(seed, progress)| format!("{seed} = {progress:.1}\n"))
            .collect();
        let text = format!("{kept}\n\n{COMMENT}\n{HEADER}\n{rows}");
        if self.differs_by_reference_alone(&text, merged.len()) {
            return Ok(text);
        }
        Err(self.problem(
            &["reference_progress_m"],
            "expert progress cannot be replaced where it stands".to_owned(),
            "make it a table of its own, [reference_progress_m], at the end of the file",
        ))
    }

    /// Whether a text says what this scenario says, and the progress of so many seeds.
    fn differs_by_reference_alone(&self, text: &str, seeds: usize) -> bool {
        let Ok(again) = Self::from_text(&self.source.origin, text) else {
            return false;
        };
        let own = Self {
            reference_progress_m: again.reference_progress_m.clone(),
            source: again.source.clone(),
            ..self.clone()
        };
        again.reference_progress_m.len() == seeds && again == own
    }
}
