//! One layer of a config: a file or a `--set` argument, with the places of its keys.

use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table};

use super::error::{ConfigError, Place, suggestion};
use super::table::table_at;

/// A file or a `--set` argument.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// File name, or a flag with its argument, as in `--set run.seed=3`.
    origin: String,
    is_file: bool,
    text: String,
    table: Table,
}

impl Layer {
    /// A file's text.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] with the line that is no TOML.
    pub(super) fn of_file(origin: &str, text: &str) -> Result<Self, ConfigError> {
        let layer = Self {
            origin: origin.into(),
            is_file: true,
            text: text.into(),
            table: Table::new(),
        };
        match toml::from_str(text) {
            Ok(table) => Ok(Self { table, ..layer }),
            Err(e) => {
                let span = e.span().unwrap_or(0..0);
                Err(layer.error(span, "", e.message().into(), String::new()))
            }
        }
    }

    /// An argument of a flag, as of `--set`: `key.path=value`. A value that is no TOML is taken as a
    /// string.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] if it has no `=` or the key is no key.
    pub(super) fn of_argument(flag: &str, argument: &str) -> Result<Self, ConfigError> {
        let layer = Self {
            origin: format!("{flag} {argument}"),
            is_file: false,
            text: String::new(),
            table: Table::new(),
        };
        let hint = format!(
            "write {flag} KEY.PATH=VALUE, as in {flag} planner.idm.driving.idm.headway_s=1.2"
        );
        let Some((key, value)) = argument.split_once('=') else {
            return Err(layer.error(0..0, "", "there is no `=`".into(), hint));
        };
        let (key, value) = (key.trim(), value.trim());
        let plain = format!("{key} = {value}");
        let quoted = format!("{key} = {}", toml::Value::String(value.into()));
        let parsed = toml::from_str::<Table>(&plain)
            .map(|t| (plain, t))
            .or_else(|_| toml::from_str::<Table>(&quoted).map(|t| (quoted, t)));
        match parsed {
            Ok((text, table)) => Ok(Self {
                text,
                table,
                ..layer
            }),
            Err(e) => Err(layer.error(0..0, "", e.message().into(), hint)),
        }
    }

    /// What it says of the table at a dotted path (the top: "").
    pub(super) fn table_at(&self, path: &str) -> Option<&Table> {
        table_at(&self.table, path)
    }

    /// Reads the table at a path as a type, so that mistakes are shown where they stand.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for unknown keys and wrong types.
    pub(super) fn check<C>(&self, path: &str) -> Result<(), ConfigError>
    where
        C: DeserializeOwned + JsonSchema,
    {
        // The text was valid when the layer was added.
        let Ok(root) = DeTable::parse(&self.text) else {
            return Ok(());
        };
        let Some(value) = descend(root, path) else {
            return Ok(());
        };
        let schema = schemars::schema_for!(C);
        let known: Vec<&str> = schema
            .get("properties")
            .and_then(|p| p.as_object())
            .map(|p| p.keys().map(String::as_str).collect())
            .unwrap_or_default();
        match value.get_ref() {
            DeValue::Table(t) => {
                let mut unknown = t
                    .iter()
                    .filter(|(k, _)| !known.contains(&k.get_ref().as_ref()));
                if !known.is_empty()
                    && let Some((key, _)) = unknown.next()
                {
                    let problem = format!("unknown key `{}`", key.get_ref());
                    let hint = suggestion(key.get_ref(), known.iter().copied());
                    return Err(self.error(key.span(), path, problem, hint));
                }
            }
            other => {
                let problem = format!("`{path}` must be a table, not a {}", other.type_str());
                return Err(self.error(
                    value.span(),
                    "",
                    problem,
                    format!("write [{path}] and keys below it"),
                ));
            }
        }
        let span = value.span();
        let deserializer = toml::de::ValueDeserializer::from(value);
        match C::deserialize(deserializer) {
            Ok(_) => Ok(()),
            Err(e) => {
                let hint = format!("known here: {}", known.join(", "));
                Err(self.error(e.span().unwrap_or(span), path, e.message().into(), hint))
            }
        }
    }

    /// Where a key of the table at a path stands.
    pub(super) fn key_span(&self, path: &str, key: &str) -> Option<Range<usize>> {
        let root = DeTable::parse(&self.text).ok()?;
        match descend(root, path)?.into_inner() {
            DeValue::Table(t) => t
                .iter()
                .find(|(k, _)| k.get_ref() == key)
                .map(|(k, _)| k.span()),
            _ => None,
        }
    }

    /// An error at a place of the text.
    pub(super) fn error(
        &self,
        span: Range<usize>,
        section: &str,
        problem: String,
        hint: String,
    ) -> ConfigError {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        let number = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let text = self.text.lines().nth(number - 1).unwrap_or("").to_owned();
        ConfigError::Invalid(Box::new(Place {
            origin: self.origin.clone(),
            line: self.is_file.then_some((number, text)),
            column,
            section: section.into(),
            problem,
            hint,
        }))
    }
}

/// The value at a dotted path of a parsed document.
fn descend<'t>(root: Spanned<DeTable<'t>>, path: &str) -> Option<Spanned<DeValue<'t>>> {
    let span = root.span();
    let mut value = Spanned::new(span, DeValue::Table(root.into_inner()));
    for part in path.split('.').filter(|p| !p.is_empty()) {
        let DeValue::Table(mut t) = value.into_inner() else {
            return None;
        };
        value = t.remove(part)?;
    }
    Some(value)
}
