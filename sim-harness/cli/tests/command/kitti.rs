//! Recorded KITTI drives, and files that are broken.

use std::path::Path;

use crate::run::{Place, shared};

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if entry.file_name().to_string_lossy().starts_with("0012") {
            std::fs::write(target, std::fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

#[test]
fn a_recorded_drive_is_tracked_frame_by_frame_and_recorded() {
    let Some(data) = shared("kitti_tracking") else {
        return;
    };
    let place = Place::new().unwrap();
    let line = format!(
        "track kitti --data {} --sequence 12 --rerun off --out out",
        data.display()
    );
    let said = place.run(&line).unwrap();
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(said.stdout.contains("0012"), "{}", said.whole());
    assert!(place.path().join("out/0012/messages.mcap").is_file());
    let results = std::fs::read_to_string(place.path().join("out/results/0012.txt")).unwrap();
    assert!(results.lines().count() > 50, "{}", results.lines().count());
}

#[test]
fn classes_are_filtered() {
    let Some(data) = shared("kitti_tracking") else {
        return;
    };
    let line = format!(
        "track kitti --data {} --sequence 12 --class pedestrian --rerun off --json",
        data.display()
    );
    let document = Place::new().unwrap().run(&line).unwrap().json().unwrap();
    let births = document["all"]["births"].as_object().unwrap();
    assert!(!births.contains_key("car"), "{births:?}");
}

#[test]
fn a_broken_line_is_named_and_nothing_is_made() {
    let Some(data) = shared("kitti_tracking") else {
        return;
    };
    let place = Place::new().unwrap();
    copy(&data, &place.path().join("data")).unwrap();
    let broken = place.path().join("data/detections/Car/0012.txt");
    let text = std::fs::read_to_string(&broken).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[2] = "0,2,458.0331,oops";
    std::fs::write(&broken, lines.join("\n")).unwrap();
    let said = place.run("track kitti --data data --rerun off").unwrap();
    assert_eq!(said.code, Some(2), "{}", said.whole());
    assert!(said.stderr.contains("0012.txt` line 3"), "{}", said.whole());
    assert!(!place.path().join("runs").exists());
}

#[test]
fn an_unknown_sequence_lists_those_that_are_there() {
    let Some(data) = shared("kitti_tracking") else {
        return;
    };
    let line = format!("track kitti --data {} --sequence 7", data.display());
    let said = Place::new().unwrap().run(&line).unwrap();
    assert_eq!(said.code, Some(2), "{}", said.whole());
    assert!(
        said.stderr.contains("no sequence `0007`") && said.stderr.contains("0012"),
        "{}",
        said.stderr
    );
}
