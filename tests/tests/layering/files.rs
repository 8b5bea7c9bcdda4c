//! Between the files of a crate there is no circle: what two files need of each other is a third
//! concept, or they are one. Files that only declare modules and hand names on count as nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::module_tree::{Dependencies, ModuleTree};
use crate::workspace::{Package, packages};

/// Files that a file leads to, directly or through others.
fn reached<'t>(dependencies: &Dependencies<'t>, from: &'t str) -> BTreeSet<&'t str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        let next = dependencies.get(file).into_iter().flat_map(BTreeMap::keys);
        open.extend(next.filter(|f| reached.insert(**f)));
    }
    reached
}

/// Every circle of a crate in words: its files, and the paths that make it one.
fn circles(files: &BTreeMap<String, String>) -> Vec<String> {
    let tree = ModuleTree::read(files);
    assert_eq!(
        tree.missing(),
        Vec::<String>::new(),
        "files that were not read"
    );
    let dependencies = tree.dependencies();
    let from_each: BTreeMap<&str, BTreeSet<&str>> = dependencies
        .keys()
        .map(|file| (*file, reached(&dependencies, file)))
        .collect();
    let circle_of = |file: &str| -> Vec<&str> {
        let others = from_each[file].iter().copied();
        others
            .filter(|other| from_each[other].contains(file))
            .collect()
    };
    let found: BTreeSet<Vec<&str>> = dependencies.keys().map(|file| circle_of(file)).collect();
    let found = found.into_iter().filter(|circle| !circle.is_empty());
    let in_words = |circle: Vec<&str>| {
        let edges = circle.iter().flat_map(|file| {
            let inside = dependencies[file]
                .iter()
                .filter(|(to, _)| circle.contains(to));
            inside.map(move |(to, path)| format!("{file} names {path} of {to}"))
        });
        edges.collect::<Vec<_>>().join("; ")
    };
    found.map(in_words).collect()
}

#[test]
fn no_files_of_a_crate_need_each_other() {
    let packages = packages().unwrap();
    assert!(packages.len() > 8, "{}", packages.len());
    let mut found = Vec::new();
    for Package { name, files, .. } in &packages {
        assert!(!files.is_empty(), "{name} has no files");
        found.extend(circles(files).into_iter().map(|c| format!("{name}: {c}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A crate of files that are given as their names and texts.
fn crate_of(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = files
        .iter()
        .map(|(f, t)| ((*f).to_owned(), (*t).to_owned()));
    owned.collect()
}

#[test]
fn two_files_that_need_each_other_are_caught() {
    let files = [
        ("lib.rs", "mod suite; mod log; pub use suite::table;"),
        ("suite.rs", "use crate::log; pub fn table() { log::rows() }"),
        ("log.rs", "pub fn rows() { super::suite::decimal() }"),
    ];
    let expected =
        "log.rs names super::suite::decimal of suite.rs; suite.rs names log::rows of log.rs";
    assert_eq!(circles(&crate_of(&files)), [expected]);
}

#[test]
fn a_circle_through_a_name_that_is_handed_on_is_caught() {
    let files = [
        ("lib.rs", "pub mod cost; mod plan;"),
        (
            "cost/mod.rs",
            "mod jerk; pub use jerk::{Jerk as Term, weight};",
        ),
        (
            "cost/jerk.rs",
            "pub struct Jerk(crate::plan::Plan); pub fn weight() {}",
        ),
        (
            "plan.rs",
            "use crate::{cost, cost::Term}; pub struct Plan(Box<Term>);",
        ),
    ];
    let expected = "cost/jerk.rs names crate::plan::Plan of plan.rs; plan.rs names crate::cost::Term of cost/jerk.rs";
    assert_eq!(circles(&crate_of(&files)), [expected]);
}

#[test]
fn three_files_in_a_ring_are_one_circle() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "fn a() { crate::b::b::<u8>() }"),
        ("b.rs", "fn b<T>() { let x = X { ..crate::c::c() }; }"),
        ("c.rs", "mod inner { use super::super::a; } fn c() {}"),
    ];
    let found = circles(&crate_of(&files));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].matches(" names ").count(), 3, "{found:?}");
}

#[test]
fn tests_comments_texts_and_lists_of_contents_make_no_circle() {
    let files = [
        (
            "lib.rs",
            "//! crate::a::x\nmod a; pub(crate) mod b; #[cfg(test)] mod fixtures;",
        ),
        (
            "a.rs",
            "pub(in crate::b) fn a<'b>(c: char) { let _ = ('\"', \"crate::b::b\", '\\''); }\n\
             // crate::b::b() /* \n#[cfg(test)] mod tests { use crate::b::b; fn f() { crate::b::b() } }",
        ),
        ("b/mod.rs", "mod c; pub(crate) use c::{b, d};"),
        (
            "b/c.rs",
            "use super::super::a::a; pub fn b() { r#\"crate::b::\"c\"#; a() } pub fn d() {}",
        ),
        ("fixtures.rs", "use crate::b::b;"),
    ];
    assert_eq!(circles(&crate_of(&files)), Vec::<String>::new());
}

#[test]
fn a_file_with_code_of_its_own_is_no_list_of_contents() {
    let files = [
        ("lib.rs", "mod a;"),
        (
            "a/mod.rs",
            "mod b; pub use b::B; pub trait Cost {} fn all() -> B { B }",
        ),
        (
            "a/b.rs",
            "use super::Cost; pub struct B; impl Cost for B {}",
        ),
    ];
    assert_eq!(circles(&crate_of(&files)).len(), 1);
}
