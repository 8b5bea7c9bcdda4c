//! Merging TOML tables.

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

/// The table at a dotted path.
pub(super) fn at<'t>(table: &'t Table, path: &str) -> Option<&'t Value> {
    let mut parts = path.split('.').filter(|p| !p.is_empty());
    let first = table.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.as_table()?.get(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_merge_and_values_replace() {
        let mut under: Table = toml::from_str("[a]\nx = 1\ny = 2\n[b]\nz = 3").unwrap();
        merge(&mut under, toml::from_str("[a]\ny = 5\nw = [1]").unwrap());
        assert_eq!(at(&under, "a.y").and_then(Value::as_integer), Some(5));
        assert_eq!(at(&under, "a.x").and_then(Value::as_integer), Some(1));
        assert_eq!(at(&under, "b.z").and_then(Value::as_integer), Some(3));
        assert!(at(&under, "a.q").is_none());
    }
}
