//! Names from files that become names of files.

/// What a scenario or scene may be called, in words.
pub(crate) const RULE: &str = "must be letters, digits, - and _ only: it names a file";

/// Whether a name is one file name on every system, in the folder where it is used.
pub(crate) fn is_file_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    !name.is_empty() && name.chars().all(is_plain)
}
