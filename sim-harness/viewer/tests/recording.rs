//! A recording holds what was said, and the same messages make the same recording.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod hand_made;

use std::path::{Path, PathBuf};
use std::process::Command;

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::messages::Message;
use trunkline_viewer::{Viewer, ViewerError};

fn record(path: &Path, messages: &[Message]) {
    let mut viewer = Viewer::save(path, "run-1").unwrap();
    let vehicle = VehicleParams::default();
    viewer
        .begin(&hand_made::map(), &vehicle, "by hand")
        .unwrap();
    for message in messages {
        viewer.message(message).unwrap();
    }
    viewer.finish().unwrap();
}

/// Rerun's own command, which reads recordings; not on every machine.
fn rerun() -> Option<Command> {
    let found = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path)
            .map(|folder| folder.join("rerun"))
            .find(|file| file.is_file())
    });
    match found {
        Some(file) => Some(Command::new(file)),
        None => {
            println!("skipped: no `rerun` on PATH (pip install rerun-sdk==0.36.3)");
            None
        }
    }
}

fn are_equal(mut rerun: Command, a: &PathBuf, b: &PathBuf) -> bool {
    let compared = rerun
        .env("RERUN_ANALYTICS", "0")
        .args(["rrd", "compare", "--unordered"])
        .args([a, b])
        .output()
        .unwrap();
    compared.status.success()
}

#[test]
fn a_recording_of_every_kind_of_message_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.rrd");
    record(&path, &hand_made::messages());
    assert!(std::fs::metadata(&path).unwrap().len() > 50_000);
    let Some(mut rerun) = rerun() else { return };
    let verified = rerun.args(["rrd", "verify"]).arg(&path).output().unwrap();
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stderr)
    );
}

#[test]
fn the_same_messages_make_the_same_recording_and_others_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let messages = hand_made::messages();
    record(&path("a.rrd"), &messages);
    record(&path("b.rrd"), &messages);
    let mut perturbed = messages;
    let last = perturbed
        .iter_mut()
        .rev()
        .find_map(|m| match m {
            Message::Plan(plan) => Some(plan),
            _ => None,
        })
        .unwrap();
    std::sync::Arc::make_mut(last).trajectory.points[3]
        .position_m
        .y += 0.01;
    record(&path("c.rrd"), &perturbed);
    if let Some(rerun) = rerun() {
        assert!(are_equal(rerun, &path("a.rrd"), &path("b.rrd")));
    }
    if let Some(rerun) = rerun() {
        assert!(!are_equal(rerun, &path("a.rrd"), &path("c.rrd")));
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/run.rrd");
    let Err(error) = Viewer::save(&path, "run-1") else {
        panic!("saved into a folder that is not there");
    };
    assert!(matches!(error, ViewerError::File { .. }));
    assert!(error.to_string().contains("missing/run.rrd"), "{error}");
}

#[test]
fn an_address_that_is_none_is_named_with_one_that_works() {
    let Err(error) = Viewer::connect("somewhere", "run-1") else {
        panic!("connected to nowhere");
    };
    let text = error.to_string();
    assert!(text.contains("`somewhere`"), "{text}");
    assert!(text.contains("rerun+http://127.0.0.1:9876/proxy"), "{text}");
}
