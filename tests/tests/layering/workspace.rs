//! The crates of the workspace: what each imports, and its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// A crate of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Names of the crates that it imports, tests apart.
    pub(crate) imports: Vec<String>,
    /// Whether it stands in `tests/` or `examples/`: no part of the product.
    pub(crate) is_outside: bool,
    /// The texts of its files by their names below `src`.
    pub(crate) files: BTreeMap<String, String>,
}

/// Every crate of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>, Box<dyn std::error::Error>> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let packages = metadata.workspace_packages().into_iter().map(|package| {
        let normal = package.dependencies.iter();
        let normal = normal.filter(|d| d.kind == DependencyKind::Normal);
        let folder = package.manifest_path.with_file_name("src");
        let place = folder.strip_prefix(&metadata.workspace_root);
        let is_outside = place.is_ok_and(|p| p.starts_with("tests") || p.starts_with("examples"));
        let mut files = BTreeMap::new();
        read(folder.as_std_path(), "", &mut files)?;
        Ok(Package {
            name: package.name.to_string(),
            imports: normal.map(|d| d.name.clone()).collect(),
            is_outside,
            files,
        })
    });
    packages.collect()
}

/// Reads every Rust file of a folder and those below it.
fn read(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{below}{name}");
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".rs") {
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
