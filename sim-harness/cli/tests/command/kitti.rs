//! Recorded KITTI drives, and files that are broken.

use std::path::Path;

use trunkline_tests::shared_data;

use crate::run::{Place, Said};

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
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let place = Place::new();
    let line = format!(
        "track kitti --data {} --sequence 12 --rerun off --out out",
        data.display()
    );
    let said = place.run(&line);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(said.stdout.contains("0012"), "{}", said.whole());
    assert!(place.path().join("out/0012/messages.mcap").is_file());
    let results = std::fs::read_to_string(place.path().join("out/results/0012.txt")).unwrap();
    assert!(results.lines().count() > 50, "{}", results.lines().count());
}

#[test]
fn classes_are_filtered() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let line = format!(
        "track kitti --data {} --sequence 12 --class pedestrian --rerun off --json",
        data.display()
    );
    let document = Place::new().run(&line).json();
    let classes = document["classes"].as_object().unwrap();
    assert_eq!(classes.keys().collect::<Vec<_>>(), ["pedestrian"]);
    assert_eq!(document["all"], classes["pedestrian"]);
    assert_eq!(document["by_sequence"]["0012"]["frames"], 78);
}

#[test]
fn a_drive_without_labels_has_no_counts_against_labels() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let place = Place::new();
    copy(&data, &place.path().join("data")).unwrap();
    let line = "track kitti --data data --rerun off --json";
    let labelled = place.run(line).json();
    assert!(labelled["classes"]["car"]["against_labels"]["labels"].as_u64() > Some(0));
    std::fs::remove_file(place.path().join("data/labels/0012.txt")).unwrap();
    let said = place.run(line);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let document = said.json();
    let (before, now) = (&labelled["classes"]["car"], &document["classes"]["car"]);
    assert!(now["against_labels"].is_null(), "{document}");
    assert_eq!(
        (&now["tracks"], &now["detections"]),
        (&before["tracks"], &before["detections"])
    );
}

#[test]
fn a_tracker_name_is_a_name_whatever_it_holds() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let place = Place::new();
    let line = format!(
        "track kitti --data {} --sequence 12 --rerun off",
        data.display()
    );
    let mut command = place.command(&line);
    command.args(["--tracker", "a\"\nseed = 3 #"]);
    let said = Said::from(command.output().unwrap()).refused();
    assert!(said.contains("kalman"), "{said}");
}

#[test]
fn what_is_broken_or_missing_is_named_and_nothing_is_made() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    const CAR: &str = "detections/Car/0012.txt";
    const POSES: &str = "poses/0012.txt";
    // File, the line that is put in the place of its third (none: the file is cut there; no file
    // at all if there is nothing), and what is said.
    let cases: [(&str, Option<&str>, &[&str]); 6] = [
        (
            CAR,
            Some("0,2,458.0331,oops"),
            &["Car/0012.txt` line 3", "4 fields", "mend or remove"],
        ),
        (
            POSES,
            Some("1 0 0 0 0 1 0 0 0 0 x 2"),
            &["poses/0012.txt` line 3, column 21", "`x`"],
        ),
        (
            "labels/0012.txt",
            Some("0 1 Kar 0 0 0 1 1 1 1 1 1 1 1 1 1 1"),
            &["labels/0012.txt` line 3", "`Kar`", "Cyclist"],
        ),
        (
            POSES,
            Some(""),
            &["0012.txt` line", "has no pose, there are"],
        ),
        (POSES, None, &["poses/0012.txt`: there is no pose"]),
        (
            "calib/0012.txt",
            None,
            &["calib/0012.txt`", "`P2` is missing"],
        ),
    ];
    for (file, third, expected) in cases {
        let place = Place::new();
        copy(&data, &place.path().join("data")).unwrap();
        let path = place.path().join("data").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        match third {
            Some(line) => lines[2] = line,
            None => lines.clear(),
        }
        std::fs::write(&path, lines.join("\n")).unwrap();
        let said = place.run("track kitti --data data --rerun off").refused();
        for words in expected {
            assert!(said.contains(words), "{file}: {said}");
        }
        assert!(!place.path().join("runs").exists());
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let place = Place::new();
    copy(&data, &place.path().join("data")).unwrap();
    std::fs::remove_file(place.path().join("data/calib/0012.txt")).unwrap();
    let said = place.run("track kitti --data data --rerun off").refused();
    assert!(said.contains("data/calib/0012.txt`"), "{said}");
    let said = place
        .run("track kitti --data nowhere --rerun off")
        .refused();
    assert!(said.contains("nowhere/poses"), "{said}");
}

#[test]
fn an_unknown_sequence_lists_those_that_are_there() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let line = format!("track kitti --data {} --sequence 7", data.display());
    let said = Place::new().run(&line).refused();
    assert!(
        said.contains("no sequence `0007`") && said.contains("0012"),
        "{said}"
    );
}
