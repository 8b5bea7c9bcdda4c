//! What is wrong with a config, where, and what to do about it.

use std::fmt;

use thiserror::Error;

/// Why a config cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(
        "cannot read config `{path}`: {reason}\n\nhint: check the path; `trunkline config check FILE` tries a file out"
    )]
    Unreadable {
        /// The path as given.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A place in a file or an argument is wrong.
    #[error("{0}")]
    Invalid(Box<Place>),
    /// A value is out of its range. Returned by modules; the key is relative to the module's table.
    #[error("`{key}` is {value}, but {rule}")]
    Range {
        /// Key within the module's table.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What holds for it: "must be > 0".
        rule: String,
    },
    /// Two modules of one stage were registered under one name.
    #[error(
        "two {stage} modules are registered as `{name}`\n\nhint: give yours another name in `Registry::{stage}`"
    )]
    Duplicate {
        /// Which stage.
        stage: String,
        /// The name.
        name: String,
    },
}

/// A place in a config and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, or the flag with its argument.
    pub origin: String,
    /// Line from 1 and its text; `None` for a flag.
    pub line: Option<(usize, String)>,
    /// Column from 1.
    pub column: usize,
    /// Table that the place belongs to; empty at the top.
    pub section: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some((number, text)) => {
                writeln!(f, "config `{}` is not valid", self.origin)?;
                write!(f, "  line {number}, column {}", self.column)?;
                if !self.section.is_empty() {
                    write!(f, ", in [{}]", self.section)?;
                }
                let gutter = " ".repeat(number.to_string().len());
                let indent = " ".repeat(self.column.saturating_sub(1));
                writeln!(f, "\n{number} | {text}\n{gutter} | {indent}^")?;
            }
            None => writeln!(f, "`{}` is not valid", self.origin)?,
        }
        write!(f, "  {}", self.problem)?;
        if !self.hint.is_empty() {
            write!(f, "\n\nhint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl ConfigError {
    /// An error about a section of which no text is at hand.
    pub(super) fn of_section(path: &str, problem: String, hint: String) -> Self {
        Self::Invalid(Box::new(Place {
            origin: path.into(),
            line: None,
            column: 1,
            section: path.into(),
            problem,
            hint,
        }))
    }

    /// Requires `value` to satisfy a rule; write the condition so that NaN fails.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if `holds` is false.
    pub fn require(
        holds: bool,
        key: &'static str,
        value: impl fmt::Display,
        rule: &str,
    ) -> Result<(), Self> {
        if holds {
            Ok(())
        } else {
            Err(Self::Range {
                key,
                value: value.to_string(),
                rule: rule.into(),
            })
        }
    }
}

/// "did you mean `x`? " if a known name is near, and all known names.
pub(crate) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let nearest = known
        .clone()
        .map(|k| (strsim::jaro_winkler(name, k), k))
        .filter(|(similarity, _)| *similarity >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let all = known.collect::<Vec<_>>().join(", ");
    match nearest {
        Some((_, k)) => format!("did you mean `{k}`? Known here: {all}"),
        None => format!("known here: {all}"),
    }
}
