//! Ctrl-C, kill -9, a full disk: each a clear end, and what was recorded can be read.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use trunkline_tests::shared_data;

use crate::run::{Place, Said};

/// A drive that nobody sits out.
fn endless() -> String {
    let scenario = include_str!("../../../world/scenarios/dense_traffic.toml");
    let long = |line: &str| match line.split_once(" = ") {
        Some(("duration_s", _)) => "duration_s = 3600.0".to_owned(),
        _ => line.to_owned(),
    };
    scenario.lines().map(long).collect::<Vec<_>>().join("\n")
}

/// Waits until so much is recorded; false if the run ended before.
fn is_recording(file: &Path, bytes: u64, child: &mut Child) -> bool {
    while std::fs::metadata(file).map_or(0, |m| m.len()) < bytes {
        if child.try_wait().ok().flatten().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
    true
}

fn interrupted(place: &Place, signal: &str) -> Said {
    place.file("endless.toml", &endless());
    let mut child = place
        .command("drive endless.toml --rerun off --out run")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let file = place.path().join("run/messages.mcap");
    assert!(
        is_recording(&file, 500_000, &mut child),
        "{}",
        Said::from(child.wait_with_output().unwrap()).whole()
    );
    let id = child.id().to_string();
    Command::new("kill").args([signal, &id]).status().unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn ctrl_c_ends_cleanly_and_names_what_is_partial() {
    let place = Place::new();
    let said = interrupted(&place, "-INT");
    assert_eq!(said.code, Some(1), "{}", said.whole());
    assert!(said.stderr.contains("interrupted at "), "{}", said.whole());
    assert!(said.stdout.starts_with("drive "), "{}", said.whole());
    let again = place.run("replay run");
    assert_eq!(again.code, Some(0), "{}", again.whole());
}

#[test]
fn what_was_recorded_before_kill_9_replays() {
    let place = Place::new();
    let said = interrupted(&place, "-KILL");
    assert_eq!(said.code, None, "{}", said.whole());
    let again = place.run("replay run --json");
    assert_eq!(again.code, Some(0), "{}", again.whole());
    let document = again.json();
    assert_eq!(document["equal"], true);
    assert!(document["messages"].as_u64() > Some(100), "{document}");
    assert!(
        again.stderr.contains("the recording breaks off at "),
        "{}",
        again.whole()
    );
}

/// A small file system of its own, unmounted with the value.
struct SmallDisk<'p>(&'p Path);

impl<'p> SmallDisk<'p> {
    /// `None` where this process may not mount.
    fn mount(at: &'p Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).ok()?;
        let options = format!("size={size}");
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .stderr(Stdio::null());
        match mount.status() {
            Ok(status) if status.success() => Some(Self(at)),
            _ => {
                println!("skipped: this process may not mount a tmpfs");
                None
            }
        }
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // Lazily: the folder goes away with the test whatever happens.
        drop(Command::new("umount").arg("-l").arg(self.0).status());
    }
}

#[test]
fn a_full_disk_is_named_and_what_fits_is_readable() {
    let place = Place::new();
    let at = place.path().join("disk");
    let Some(_disk) = SmallDisk::mount(&at, "600k") else {
        return;
    };
    let said = place.run("drive dense_traffic --rerun off --out disk/run");
    assert_eq!(said.code, Some(2), "{}", said.whole());
    assert!(
        said.stderr.contains("o space left on device"),
        "{}",
        said.whole()
    );
    assert!(
        said.stderr.contains("disk/run") && said.stderr.contains("hint: "),
        "{}",
        said.whole()
    );
    let again = place.run("replay disk/run --json");
    assert_eq!(again.code, Some(0), "{}", again.whole());
    assert!(
        again.json()["messages"].as_u64() > Some(10),
        "{}",
        again.whole()
    );
}

#[test]
fn a_disk_that_is_full_at_the_very_end_leaves_what_was_driven() {
    let place = Place::new();
    let line = "drive free_drive --rerun off --record full --seed 1";
    place.run(&format!("{line} --out whole"));
    let length = std::fs::metadata(place.path().join("whole/messages.mcap")).unwrap();
    let whole = place.run("replay whole --json").json();
    // Room for the recording, less the config beside it: what does not fit is the index.
    let at = place.path().join("disk");
    let Some(_disk) = SmallDisk::mount(&at, &length.len().to_string()) else {
        return;
    };
    let said = place.run(&format!("{line} --out disk/run"));
    assert_eq!(said.code, Some(2), "{}", said.whole());
    for part in [
        "messages.mcap` at ",
        "the file is closed and readable",
        "hint: free",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.whole());
    }
    let again = place.run("replay disk/run --json");
    assert_eq!(again.code, Some(0), "{}", again.whole());
    // All but the last step, of which a recording without an index may lack some.
    let messages = |d: &serde_json::Value| d["messages"].as_u64().unwrap();
    let (all, kept) = (messages(&whole), messages(&again.json()));
    assert!(kept + 20 > all, "{kept} of {all}");
}

#[test]
fn a_full_disk_stops_a_suite_which_goes_on_with_resume() {
    let place = Place::new();
    let at = place.path().join("disk");
    let Some(_disk) = SmallDisk::mount(&at, "3m") else {
        return;
    };
    let line = "suite free_drive following cut_in --seeds 2 --threads 1";
    let said = place.run(&format!("{line} --out disk/suite"));
    assert_eq!(said.code, Some(2), "{}", said.whole());
    for part in [
        "o space left on device",
        "of 6 runs are finished and kept, --resume goes on from there",
        "disk/suite/",
        "hint: ",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.whole());
    }
    let rows = || std::fs::read_dir(at.join("suite/rows")).map_or(0, Iterator::count);
    let kept = rows();
    assert!((1..6).contains(&kept), "{kept} rows: {}", said.whole());
    let remounted = Command::new("mount")
        .args(["-o", "remount,size=40m"])
        .arg(&at)
        .status();
    assert!(remounted.unwrap().success());
    let said = place.run(&format!("{line} --out disk/suite --resume --json"));
    let document = said.json();
    assert_eq!(
        (&document["runs"], &document["crashed"]),
        (&6.into(), &0.into())
    );
    assert_eq!(rows(), 6);
}

#[test]
fn a_full_disk_under_a_recorded_kitti_drive_is_told_of_the_recording() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let place = Place::new();
    let at = place.path().join("disk");
    let Some(_disk) = SmallDisk::mount(&at, "500k") else {
        return;
    };
    let data = data.display();
    let said = place.run(&format!(
        "track kitti --data {data} --rerun off --out disk/k --json"
    ));
    assert_eq!(said.code, Some(2), "{}", said.whole());
    let document = said.json();
    assert_eq!(document["complete"], false, "{document}");
    assert_eq!(document["incomplete"], "not recorded to the end");
    assert!(
        said.stderr.contains("messages.mcap` at ") && said.stderr.contains("hint: "),
        "{}",
        said.whole()
    );
    let first = std::fs::read_dir(at.join("k")).unwrap().next().unwrap();
    let again = place.run(&format!("replay {}", first.unwrap().path().display()));
    assert_eq!(again.code, Some(0), "{}", again.whole());
}
