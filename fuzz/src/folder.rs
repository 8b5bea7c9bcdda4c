//! Files for readers that take a path.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// Memory that looks like a disk, where the system has it: nothing is worn out by a million files.
const IN_MEMORY: &str = "/dev/shm";

/// A folder with these files, by path in it; gone when it is dropped.
pub fn folder<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> TempDir {
    let made = match Path::new(IN_MEMORY).is_dir() {
        true => tempfile::tempdir_in(IN_MEMORY),
        false => tempfile::tempdir(),
    };
    let folder = made.expect("a folder for files of a moment");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("room for a folder");
        fs::write(path, bytes).expect("room for a file");
    }
    folder
}
