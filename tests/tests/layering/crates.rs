//! Between crates imports run one way: a forbidden edge fails here, by name.

use std::collections::BTreeMap;

use crate::workspace::packages;

/// Which crates of ours each crate may import. Tests and examples may import anything.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("trunkline-interfaces", &[]),
    ("trunkline-perception", &["trunkline-interfaces"]),
    ("trunkline-tracking", &["trunkline-interfaces"]),
    ("trunkline-planning", &["trunkline-interfaces"]),
    ("trunkline-control", &["trunkline-interfaces"]),
    ("trunkline-render", &["trunkline-interfaces"]),
    (
        "trunkline-world",
        &["trunkline-interfaces", "trunkline-render"],
    ),
    ("trunkline-viewer", &["trunkline-interfaces"]),
    (
        "trunkline-harness",
        &[
            "trunkline-interfaces",
            "trunkline-perception",
            "trunkline-tracking",
            "trunkline-planning",
            "trunkline-control",
            "trunkline-render",
            "trunkline-world",
        ],
    ),
    (
        "trunkline",
        &[
            "trunkline-interfaces",
            "trunkline-perception",
            "trunkline-tracking",
            "trunkline-planning",
            "trunkline-control",
            "trunkline-render",
            "trunkline-world",
            "trunkline-harness",
            "trunkline-viewer",
        ],
    ),
];

/// Crates that only one of ours may import, because they are what it exists for.
const RESERVED: [(&str, &str); 2] = [("rerun", "trunkline-viewer"), ("mcap", "trunkline-harness")];

type Edges = BTreeMap<String, Vec<String>>;

/// Crates of the workspace and what each imports, tests apart.
fn edges() -> Result<Edges, Box<dyn std::error::Error>> {
    let packages = packages()?.into_iter();
    Ok(packages.map(|p| (p.name, p.imports)).collect())
}

/// Every edge that may not be, in words.
fn forbidden(edges: &Edges) -> Vec<String> {
    let mut found = Vec::new();
    for (name, allowed) in ALLOWED {
        let imports = edges.get(name).map(Vec::as_slice).unwrap_or_default();
        for import in imports.iter().filter(|i| i.starts_with("trunkline")) {
            if !allowed.contains(&import.as_str()) {
                found.push(format!("{name} may not import {import}"));
            }
        }
        for (reserved, owner) in RESERVED {
            if name != owner && imports.iter().any(|i| i == reserved) {
                found.push(format!(
                    "{name} may not import {reserved}: that is for {owner}"
                ));
            }
        }
    }
    found
}

#[test]
fn imports_run_one_way() {
    let edges = edges().unwrap();
    for (name, _) in ALLOWED {
        assert!(
            edges.contains_key(name),
            "{name} is not in the workspace: {:?}",
            edges.keys()
        );
    }
    assert_eq!(forbidden(&edges), Vec::<String>::new());
}

#[test]
fn every_crate_has_a_rule() {
    let known = |name: &str| ALLOWED.iter().any(|(n, _)| *n == name);
    let packages = packages().unwrap();
    let inside: Vec<_> = packages.iter().filter(|p| !p.is_outside).collect();
    assert_eq!(inside.len(), ALLOWED.len());
    for name in inside.iter().map(|package| &package.name) {
        assert!(
            known(name),
            "{name} has no rule in ALLOWED: say what it may import"
        );
    }
}

#[test]
fn a_stage_that_imports_a_stage_is_caught() {
    let mut edges = edges().unwrap();
    let planning = edges.get_mut("trunkline-planning").unwrap();
    planning.extend(["trunkline-tracking".to_owned(), "rerun".to_owned()]);
    assert_eq!(
        forbidden(&edges),
        [
            "trunkline-planning may not import trunkline-tracking",
            "trunkline-planning may not import rerun: that is for trunkline-viewer"
        ]
    );
}
