//! From text to scenario, with the place of every mistake.

use std::ops::Range;
use std::path::Path;

use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::{Place, read_text};

use super::builtin;
use super::check::check;
use super::error::ScenarioError;
use super::format::{Scenario, Source};

impl Scenario {
    /// A scenario of a file.
    ///
    /// # Errors
    /// [`ScenarioError`] if it cannot be read, or naming line and key of what is wrong.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let text = read_text(path).map_err(|reason| ScenarioError::Unreadable {
            path: path.display().to_string(),
            reason,
            builtin: builtin::names().join(", "),
        })?;
        let mut scenario = Self::from_text(&path.display().to_string(), &text)?;
        // A map's path is relative to the scenario's own.
        let beside = path.parent().map(|folder| folder.join(&scenario.map));
        if let Some(map) = beside.filter(|p| p.is_file()) {
            scenario.map = map.display().to_string();
        }
        Ok(scenario)
    }

    /// A scenario of a text; `origin` names it in messages.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] naming line and key of what is wrong.
    pub fn from_text(origin: &str, text: &str) -> Result<Self, ScenarioError> {
        let source = Source {
            origin: origin.to_owned(),
            text: text.to_owned(),
        };
        let mut scenario: Self = toml::from_str(text).map_err(|e| {
            source.error(
                e.span().unwrap_or(0..0),
                e.message().to_owned(),
                "the format is described in sim-harness/world/scenarios/README.md".to_owned(),
            )
        })?;
        scenario.source = source;
        check(&scenario)?;
        Ok(scenario)
    }

    /// A scenario that is part of the binary; `None` if there is none of that name.
    pub fn builtin(name: &str) -> Option<Result<Self, ScenarioError>> {
        builtin::text(name).map(|text| Self::from_text(&format!("{name}.toml"), text))
    }

    /// Names that [`Scenario::builtin`] knows.
    pub fn builtin_names() -> Vec<&'static str> {
        builtin::names()
    }

    /// An error about a key of this scenario, at the place where it stands. `path` names tables,
    /// keys and indices: `["agents", "0", "speed_mps"]`.
    pub(crate) fn problem(&self, path: &[&str], problem: String, hint: &str) -> ConfigError {
        let span = self.source.span(path).unwrap_or(0..0);
        self.source.error(span, problem, hint.to_owned())
    }
}

impl Source {
    fn error(&self, span: Range<usize>, problem: String, hint: String) -> ConfigError {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        let number = before.matches('\n').count() + 1;
        ConfigError::Invalid(Box::new(Place {
            origin: self.origin.clone(),
            line: Some((
                number,
                self.text.lines().nth(number - 1).unwrap_or("").to_owned(),
            )),
            column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
            section: String::new(),
            problem,
            hint,
        }))
    }

    /// Where a key stands; of the deepest part of the path that is in the text.
    fn span(&self, path: &[&str]) -> Option<Range<usize>> {
        use toml::de::{DeTable, DeValue};
        let root = DeTable::parse(&self.text).ok()?;
        let mut span = None;
        let mut value = DeValue::Table(root.into_inner());
        for part in path {
            let next = match value {
                DeValue::Table(mut table) => {
                    let key_span = table
                        .iter()
                        .find(|(k, _)| k.get_ref() == part)
                        .map(|(k, _)| k.span());
                    span = key_span.or(span);
                    table.remove(*part)
                }
                DeValue::Array(array) => {
                    let index: usize = part.parse().ok()?;
                    array.into_iter().nth(index)
                }
                _ => None,
            };
            let Some(next) = next else { break };
            value = next.into_inner();
        }
        span
    }
}
