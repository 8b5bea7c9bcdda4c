//! Typed sections out of the layers of a config.

use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::Table;

use super::error::{ConfigError, suggestion};
use super::layer::Layer;
use super::read_text::read_text;
use super::table::merge;
use crate::stage::Stage;

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
        let text = read_text(path).map_err(|reason| ConfigError::Unreadable {
            path: origin.clone(),
            reason,
        })?;
        self.text(&origin, &text)
    }

    /// Adds the text of a file.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] with the line that is no TOML.
    pub fn text(mut self, origin: &str, text: &str) -> Result<Self, ConfigError> {
        self.layers.push(Layer::of_file(origin, text)?);
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
        self.layers.push(Layer::of_argument(flag, argument)?);
        Ok(self)
    }

    /// The section at a dotted path as its type: defaults, overlaid by the layers. Every layer is
    /// checked by itself first, so that errors point to the place where the mistake was made.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for unknown keys and wrong types.
    pub fn section<C>(&self, path: &str) -> Result<C, ConfigError>
    where
        C: DeserializeOwned + JsonSchema,
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
            if let Some(table) = layer.table_at(path) {
                merge(&mut merged, table.clone());
            }
        }
        C::deserialize(merged)
            .map_err(|e| ConfigError::of_section(path, e.message().into(), String::new()))
    }

    /// Keys that stand in the table at a dotted path (the top: ""), over all layers, sorted.
    pub fn keys(&self, path: &str) -> Vec<Section> {
        let mut merged = Table::new();
        for layer in &self.layers {
            if let Some(table) = layer.table_at(path) {
                merge(&mut merged, table.clone());
            }
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

    /// The error for a module that nobody registered, at the key `key` of the table `path`, which names
    /// it.
    pub fn unknown_module<'a>(
        &self,
        path: &str,
        key: &str,
        stage: Stage,
        name: &str,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> ConfigError {
        let problem = format!("no {stage} is named `{name}`");
        let hint = suggestion(name, known);
        let hint = format!(
            "{hint}. A module of your own crate is known to that crate's command alone; \
             `modules {stage}` lists those of this one"
        );
        self.problem(path, key, problem, hint)
    }

    /// An error about a key, at the last place where it stands.
    pub fn problem(&self, path: &str, key: &str, problem: String, hint: String) -> ConfigError {
        for layer in self.layers.iter().rev() {
            if let Some(span) = layer.key_span(path, key) {
                return layer.error(span, path, problem, hint);
            }
        }
        ConfigError::of_section(path, problem, hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
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

    #[test]
    fn keys_of_all_layers_are_listed_once_and_sorted() {
        let source = file("[tracker.kalman]\ngate_m = 4.0\n[stack]\ntracker = \"kalman\"\n")
            .set("tracker.oracle.range_m=5")
            .unwrap()
            .set("seed=3")
            .unwrap();
        let listed = |path: &str| -> Vec<(String, bool)> {
            let keys = source.keys(path).into_iter();
            keys.map(|s| (s.key, s.is_table)).collect()
        };
        let key = |key: &str, is_table| (key.to_owned(), is_table);
        assert_eq!(
            listed(""),
            [key("seed", false), key("stack", true), key("tracker", true)]
        );
        assert_eq!(
            listed("tracker"),
            [key("kalman", true), key("oracle", true)]
        );
        assert!(listed("planner").is_empty() && listed("seed").is_empty());
    }

    #[test]
    fn what_is_no_table_is_shown_where_it_stands() {
        let error = file("[tracker]\nkalman = 3\n")
            .section::<Kalman>(PATH)
            .unwrap_err();
        insta::assert_snapshot!(error, @r"
        config `urban.toml` is not valid
          line 2, column 10
        2 | kalman = 3
          |          ^
          `tracker.kalman` must be a table, not a integer

        hint: write [tracker.kalman] and keys below it
        ");
    }

    #[test]
    fn text_that_is_no_toml_is_shown_where_it_breaks() {
        let text = ConfigSource::new()
            .text("urban.toml", "a = 1\nb = = 2\n")
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("line 2, column 5") && text.contains("b = = 2"),
            "{text}"
        );
        let error = ConfigSource::new().set("a b=1").unwrap_err().to_string();
        assert!(
            error.starts_with("`--set a b=1` is not valid") && error.contains("KEY.PATH=VALUE"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("no_such.toml");
        let error = ConfigSource::new().file(&path).unwrap_err();
        assert!(
            matches!(&error, ConfigError::Unreadable { path, .. } if path.ends_with("no_such.toml")),
            "{error}"
        );
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let source = ConfigSource::new().file(&manifest).unwrap();
        assert!(source.keys("package").iter().any(|s| s.key == "name"));
    }

    #[test]
    fn a_problem_is_shown_in_the_last_layer_that_has_its_key() {
        let source = file("[tracker.kalman]\ngate_m = 4.0\n")
            .set("tracker.kalman.gate_m=5")
            .unwrap();
        let told = |key| {
            source
                .problem(PATH, key, "is odd".into(), "mend it".into())
                .to_string()
        };
        assert_eq!(
            told("gate_m"),
            "`--set tracker.kalman.gate_m=5` is not valid\n  is odd\n\nhint: mend it"
        );
        assert_eq!(
            told("max_age_s"),
            "`tracker.kalman` is not valid\n  is odd\n\nhint: mend it"
        );
        let top = file("seed = 1\n")
            .problem("", "seed", "is odd".into(), String::new())
            .to_string();
        assert!(
            top.contains("line 1, column 1\n") && top.ends_with("is odd"),
            "{top}"
        );
        let unknown =
            file("trucker = 1\n").unknown_key("", "trucker", ["planner", "tracker"].into_iter());
        let text = unknown.to_string();
        assert!(
            text.contains("unknown key `trucker`") && text.contains("did you mean `tracker`?"),
            "{text}"
        );
    }

    #[test]
    fn a_name_like_none_is_not_guessed() {
        let hint = suggestion("zzz", ["planner", "tracker"].into_iter());
        assert_eq!(hint, "known here: planner, tracker");
        let nearest = suggestion("kalman", ["calmer", "kalman_3d"].into_iter());
        assert_eq!(
            nearest,
            "did you mean `kalman_3d`? Known here: calmer, kalman_3d"
        );
    }
}
