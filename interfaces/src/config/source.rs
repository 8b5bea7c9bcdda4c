//! The layers of a config, and typed sections out of them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::Table;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Place, suggestion};
use super::table;

/// No config needs more; a larger file is a mistake.
const MAX_BYTES: u64 = 1 << 20;

/// A config as given: a file and `--set` arguments, in that order of precedence.
///
/// ```
/// use trunkline_interfaces::ConfigSource;
///
/// #[derive(serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
/// #[serde(deny_unknown_fields, default)]
/// struct Gentle { braking_mps2: f64 }
/// impl Default for Gentle {
///     fn default() -> Self { Self { braking_mps2: 2.0 } }
/// }
///
/// let source = ConfigSource::new()
///     .text("drive.toml", "[planner.gentle]\nbraking_mps2 = 1.5")?
///     .set("planner.gentle.braking_mps2=1.0")?;
/// assert_eq!(source.section::<Gentle>("planner.gentle")?.braking_mps2, 1.0);
/// assert_eq!(ConfigSource::new().section::<Gentle>("planner.gentle")?.braking_mps2, 2.0);
///
/// let wrong = ConfigSource::new().text("drive.toml", "[planner.gentle]\nbraking = 1.5")?;
/// let error = wrong.section::<Gentle>("planner.gentle").map(|_| ()).unwrap_err().to_string();
/// assert!(error.contains("line 2") && error.contains("did you mean `braking_mps2`?"));
/// # Ok::<(), trunkline_interfaces::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ConfigSource {
    layers: Vec<Layer>,
}

#[derive(Debug, Clone)]
struct Layer {
    /// File name, or a flag with its argument, as in `--set run.seed=3`.
    origin: String,
    is_file: bool,
    text: String,
    table: Table,
}

/// A key that stands in a config, for checks that no section is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The key.
    pub key: String,
    /// Whether it holds a table.
    pub is_table: bool,
}

impl ConfigSource {
    /// Only defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`] or [`ConfigError::Invalid`] with the line that is no TOML.
    pub fn file(self, path: &Path) -> Result<Self, ConfigError> {
        let origin = path.display().to_string();
        let unreadable = |reason: String| ConfigError::Unreadable {
            path: origin.clone(),
            reason,
        };
        let file = File::open(path).map_err(|e| unreadable(e.to_string()))?;
        let mut text = String::new();
        // One byte more than allowed shows a file that is too long, however long it says it is.
        let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
        if read.map_err(|e| unreadable(e.to_string()))? as u64 > MAX_BYTES {
            return Err(unreadable(format!(
                "it has more than the {MAX_BYTES} bytes accepted"
            )));
        }
        self.text(&origin, &text)
    }

    /// Adds the text of a file.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] with the line that is no TOML.
    pub fn text(mut self, origin: &str, text: &str) -> Result<Self, ConfigError> {
        let layer = Layer {
            origin: origin.into(),
            is_file: true,
            text: text.into(),
            table: Table::new(),
        };
        let table = toml::from_str(text).map_err(|e| layer.toml_error(&e, "", ""))?;
        self.layers.push(Layer { table, ..layer });
        Ok(self)
    }

    /// Adds a `--set` argument: `key.path=value`. A value that is no TOML is taken as a string.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] if it has no `=` or the key is no key.
    pub fn set(self, argument: &str) -> Result<Self, ConfigError> {
        self.set_by("--set", argument)
    }

    /// The same for an argument of another flag, which errors then name: `--vs stack.planner=idm`.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] if it has no `=` or the key is no key.
    pub fn set_by(mut self, flag: &str, argument: &str) -> Result<Self, ConfigError> {
        let layer = Layer {
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
            Ok((text, table)) => {
                self.layers.push(Layer {
                    text,
                    table,
                    ..layer
                });
                Ok(self)
            }
            Err(e) => Err(layer.error(0..0, "", e.message().into(), hint)),
        }
    }

    /// The section at a dotted path as its type: defaults, overlaid by the layers. Every layer is
    /// checked by itself first, so that errors point to the place where the mistake was made.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for unknown keys and wrong types.
    pub fn section<C>(&self, path: &str) -> Result<C, ConfigError>
    where
        C: DeserializeOwned + Default + Serialize + JsonSchema,
    {
        self.section_over(path, Table::new())
    }

    /// The same over defaults of one's own: what no layer says is taken from `defaults`, and only
    /// then from the type. For tables of a form that many share, each with values of its own.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for unknown keys and wrong types.
    pub fn section_over<C>(&self, path: &str, defaults: Table) -> Result<C, ConfigError>
    where
        C: DeserializeOwned + JsonSchema,
    {
        let mut merged = defaults;
        for layer in &self.layers {
            layer.check::<C>(path)?;
            if let Some(toml::Value::Table(t)) = table::at(&layer.table, path) {
                table::merge(&mut merged, t.clone());
            }
        }
        C::deserialize(merged).map_err(|e| {
            ConfigError::Invalid(Box::new(Place {
                origin: format!("--set {path}"),
                line: None,
                column: 1,
                section: path.into(),
                problem: e.message().into(),
                hint: String::new(),
            }))
        })
    }

    /// Keys that stand in the table at a dotted path (the top: ""), over all layers, sorted.
    pub fn keys(&self, path: &str) -> Vec<Section> {
        let mut merged = Table::new();
        for layer in &self.layers {
            let found = if path.is_empty() {
                Some(&layer.table)
            } else {
                None
            };
            let found =
                found.or_else(|| table::at(&layer.table, path).and_then(toml::Value::as_table));
            table::merge(&mut merged, found.cloned().unwrap_or_default());
        }
        let mut keys: Vec<_> = merged
            .into_iter()
            .map(|(key, value)| Section {
                key,
                is_table: value.is_table(),
            })
            .collect();
        keys.sort_by(|a, b| a.key.cmp(&b.key));
        keys
    }

    /// The error for a key that nobody knows, at the place where it stands.
    pub fn unknown_key<'a>(
        &self,
        path: &str,
        key: &str,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> ConfigError {
        self.problem(
            path,
            key,
            format!("unknown key `{key}`"),
            suggestion(key, known),
        )
    }

    /// An error about a key, at the last place where it stands.
    pub fn problem(&self, path: &str, key: &str, problem: String, hint: String) -> ConfigError {
        for layer in self.layers.iter().rev() {
            if let Some(span) = layer.key_span(path, key) {
                return layer.error(span, path, problem, hint);
            }
        }
        let place = Place {
            origin: format!("--set {path}"),
            line: None,
            column: 1,
            section: path.into(),
            problem,
            hint,
        };
        ConfigError::Invalid(Box::new(place))
    }
}

impl Layer {
    fn check<C>(&self, path: &str) -> Result<(), ConfigError>
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

    fn key_span(&self, path: &str, key: &str) -> Option<std::ops::Range<usize>> {
        let root = DeTable::parse(&self.text).ok()?;
        let find = |t: &DeTable<'_>| {
            t.iter()
                .find(|(k, _)| k.get_ref() == key)
                .map(|(k, _)| k.span())
        };
        if path.is_empty() {
            return find(root.get_ref());
        }
        match descend(root, path)?.into_inner() {
            DeValue::Table(t) => find(&t),
            _ => None,
        }
    }

    fn toml_error(&self, error: &toml::de::Error, section: &str, hint: &str) -> ConfigError {
        self.error(
            error.span().unwrap_or(0..0),
            section,
            error.message().into(),
            hint.into(),
        )
    }

    fn error(
        &self,
        span: std::ops::Range<usize>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
    #[serde(deny_unknown_fields, default)]
    struct Kalman {
        gate_m: f64,
        max_age_s: f64,
    }

    impl Default for Kalman {
        fn default() -> Self {
            Self {
                gate_m: 3.0,
                max_age_s: 1.0,
            }
        }
    }

    const PATH: &str = "tracker.kalman";

    fn file(text: &str) -> ConfigSource {
        ConfigSource::new().text("urban.toml", text).unwrap()
    }

    #[test]
    fn layers_overlay_defaults_in_order() {
        let source = file("[tracker.kalman]\ngate_m = 4.0\n")
            .set("tracker.kalman.gate_m=5")
            .unwrap();
        // An integer where a float is due is taken as one, as TOML users expect.
        let kalman: Kalman = source.section(PATH).unwrap();
        assert_eq!(
            kalman,
            Kalman {
                gate_m: 5.0,
                max_age_s: 1.0
            }
        );
    }

    #[test]
    fn an_unknown_key_is_shown_with_its_line_and_the_nearest_name() {
        let error = file("\n[tracker.kalman]\ngate = 1.0\n")
            .section::<Kalman>(PATH)
            .unwrap_err();
        insta::assert_snapshot!(error, @r"
        config `urban.toml` is not valid
          line 3, column 1, in [tracker.kalman]
        3 | gate = 1.0
          | ^
          unknown key `gate`

        hint: did you mean `gate_m`? Known here: gate_m, max_age_s
        ");
    }

    #[test]
    fn a_wrong_type_is_shown_at_its_value() {
        let error = file("[tracker.kalman]\ngate_m = \"far\"\n")
            .section::<Kalman>(PATH)
            .unwrap_err();
        insta::assert_snapshot!(error, @r#"
        config `urban.toml` is not valid
          line 2, column 10, in [tracker.kalman]
        2 | gate_m = "far"
          |          ^
          invalid type: string "far", expected f64

        hint: known here: gate_m, max_age_s
        "#);
    }

    #[test]
    fn a_bad_set_names_itself() {
        let error = ConfigSource::new()
            .set("tracker.kalman.gate=1")
            .unwrap()
            .section::<Kalman>(PATH)
            .unwrap_err();
        insta::assert_snapshot!(error, @r"
        `--set tracker.kalman.gate=1` is not valid
          unknown key `gate`

        hint: did you mean `gate_m`? Known here: gate_m, max_age_s
        ");
        assert!(ConfigSource::new().set("nothing").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_an_end_is_refused() {
        let endless = ConfigSource::new().file(Path::new("/dev/zero"));
        let error = endless.unwrap_err().to_string();
        assert!(
            error.contains("`/dev/zero`") && error.contains("1048576 bytes"),
            "{error}"
        );
    }

    #[test]
    fn defaults_of_ones_own_lie_below_every_layer() {
        let source = file("[tracker.kalman]\ngate_m = 4.0\n");
        let mine = toml::from_str("gate_m = 7.0\nmax_age_s = 9.0").unwrap();
        let kalman: Kalman = source.section_over(PATH, mine).unwrap();
        assert_eq!((kalman.gate_m, kalman.max_age_s), (4.0, 9.0));
    }

    #[test]
    fn a_bare_word_is_a_string() {
        let source = ConfigSource::new().set("stack.tracker=oracle").unwrap();
        assert_eq!(
            source.keys("stack"),
            [Section {
                key: "tracker".into(),
                is_table: false
            }]
        );
    }
}
