//! `trunkline map generate`: which world, the same bytes again, and what is refused.

use crate::run::Place;

#[test]
fn a_seed_gives_the_same_bytes_and_the_document_names_the_world() {
    let place = Place::new();
    let bytes = |seed: u64, out: &str, split: &str| {
        let line = format!("map generate --kind rural --seed {seed} --out {out} --json");
        let said = place.run(&line);
        assert_eq!(said.code, Some(0), "{}", said.whole());
        let document = said.json();
        assert_eq!(document["schema"], 1);
        assert_eq!(document["kind"], "rural");
        assert_eq!(document["seed"], seed);
        assert_eq!(document["split"], split);
        assert_eq!(document["file"], out);
        assert!(document["driving_lanes"].as_u64() > Some(4), "{document}");
        std::fs::read(place.path().join(out)).unwrap()
    };
    let first = bytes(7, "a.xodr", "held_out");
    assert!(!first.is_empty());
    assert!(first == bytes(7, "b.xodr", "held_out"));
    assert!(first != bytes(8, "c.xodr", "training"));
}

#[test]
fn a_file_that_is_there_and_a_folder_that_is_not_are_refused() {
    let place = Place::new();
    let mine = place.file("mine.xodr", "mine");
    for (out, words) in [
        (mine, "`mine.xodr` is there already"),
        ("nowhere/a.xodr", "cannot write the map `nowhere/a.xodr`"),
    ] {
        let line = format!("map generate --kind urban --out {out}");
        let said = place.run(&line).refused();
        assert!(said.contains(words) && said.contains("hint: "), "{said}");
    }
    let kept = std::fs::read_to_string(place.path().join(mine)).unwrap();
    assert_eq!(kept, "mine");
}
