//! Run configs: a TOML file and `--set KEY=VALUE` arguments, every module's parameters and the
//! cameras included. Lines that begin with `--set ` are arguments, the others are the file. What is
//! accepted is written back complete, and read again gives the same run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::REGISTRY;
use trunkline_harness::{RunConfig, Stack};
use trunkline_interfaces::{ConfigError, ConfigSource};

fn source(text: &str) -> Result<ConfigSource, ConfigError> {
    let (arguments, file): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("--set "));
    let source = ConfigSource::new().text("fuzz.toml", &file.join("\n"))?;
    let mut arguments = arguments.iter().map(|line| &line["--set ".len()..]);
    arguments.try_fold(source, ConfigSource::set)
}

fuzz_target!(|text: &str| {
    let (config, source) = match source(text) {
        Ok(source) => (RunConfig::from_source(&REGISTRY, &source), source),
        Err(error) => return drop(error.to_string()),
    };
    let config = match config {
        Ok(config) => config,
        Err(error) => return drop(error.to_string()),
    };
    for camera in config.mounted_cameras() {
        assert!(
            camera
                .mount
                .ego_from_camera
                .to_matrix()
                .iter()
                .all(|v| v.is_finite())
        );
    }
    Stack::build(&REGISTRY, &source, &config.stack).expect("every module was built to be checked");
    let again = ConfigSource::new().text("again.toml", &config.effective());
    let again = again.and_then(|source| RunConfig::from_source(&REGISTRY, &source));
    assert_eq!(again.expect("what is written back is accepted"), config);
});
