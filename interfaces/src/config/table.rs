//! Merging TOML tables, and finding them by their paths.

use toml::{Table, Value};

/// Lays `over` on `under`: tables merge key by key, everything else is replaced.
pub(super) fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(u)), Value::Table(o)) => merge(u, o),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// The table at a dotted path; the table itself at "".
pub(super) fn table_at<'t>(table: &'t Table, path: &str) -> Option<&'t Table> {
    let mut parts = path.split('.').filter(|p| !p.is_empty());
    parts.try_fold(table, |table, part| table.get(part)?.as_table())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_merge_and_values_replace() {
        let mut under: Table = toml::from_str("[a]\nx = 1\ny = 2\n[b]\nz = 3").unwrap();
        merge(&mut under, toml::from_str("[a]\ny = 5\nw = [1]").unwrap());
        let number = |path, key: &str| table_at(&under, path)?.get(key)?.as_integer();
        assert_eq!(number("a", "y"), Some(5));
        assert_eq!(number("a", "x"), Some(1));
        assert_eq!(number("b", "z"), Some(3));
        assert_eq!(number("a.y", "z"), None, "a number is no table");
        assert_eq!(table_at(&under, ""), Some(&under));
    }
}
