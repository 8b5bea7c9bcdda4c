//! Expert progress per seed (docs/METRICS.md 3): reading it, and writing it into a scenario's text.

use std::collections::BTreeMap;

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
    pub fn text_with_reference(&self, progress_m: &BTreeMap<u64, f64>) -> String {
        let kept = self
            .source
            .text
            .find(HEADER)
            .map_or(self.source.text.as_str(), |at| &self.source.text[..at]);
        let kept = kept.trim_end().trim_end_matches(COMMENT).trim_end();
        let known = self.reference_progress_m.iter();
        let mut merged: BTreeMap<u64, f64> = known
            .filter_map(|(seed, progress)| Some((seed.parse().ok()?, *progress)))
            .collect();
        merged.extend(progress_m);
        let rows: String = merged
            .iter()
            .map(|(seed, progress)| format!("{seed} = {progress:.1}\n"))
            .collect();
        format!("{kept}\n\n{COMMENT}\n{HEADER}\n{rows}")
    }
}
