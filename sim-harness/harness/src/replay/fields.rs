//! Which field of a message differs, and by how much.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// How one field differs over all messages of a topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FieldDifference {
    /// Places at which it differs, list entries counted one by one.
    pub count: u64,
    /// Largest difference of two numbers; null if none of the values were numbers.
    pub largest: Option<f64>,
}

/// A field of which two messages have different values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mismatch {
    /// Where: `tracks[3].velocity_mps[0]`.
    pub(super) path: String,
    pub(super) left: Value,
    pub(super) right: Value,
}

/// Every field in which two messages differ, in the order of the left one's fields.
pub(super) fn mismatches(left: &Value, right: &Value) -> Vec<Mismatch> {
    let mut found = Vec::new();
    compare(String::new(), left, right, &mut found);
    found
}

/// Adds the fields of one message to those of its topic; list entries share a field.
pub(super) fn count(fields: &mut BTreeMap<String, FieldDifference>, mismatch: &Mismatch) {
    let numbers = (mismatch.left.as_f64(), mismatch.right.as_f64());
    let distance = match numbers {
        (Some(left), Some(right)) => Some((left - right).abs()),
        _ => None,
    };
    count_many(fields, &mismatch.path, 1, distance);
}

/// Adds so many places of a field.
pub(super) fn count_many(
    fields: &mut BTreeMap<String, FieldDifference>,
    path: &str,
    places: u64,
    largest: Option<f64>,
) {
    let field = fields.entry(without_indices(path)).or_default();
    field.count += places;
    if let Some(distance) = largest {
        field.largest = Some(field.largest.map_or(distance, |l| l.max(distance)));
    }
}

fn compare(path: String, left: &Value, right: &Value, found: &mut Vec<Mismatch>) {
    match (left, right) {
        (Value::Object(l), Value::Object(r)) => {
            let keys = l.keys().chain(r.keys().filter(|k| !l.contains_key(*k)));
            for key in keys {
                let (l, r) = (l.get(key), r.get(key));
                let dot = if path.is_empty() { "" } else { "." };
                compare(
                    format!("{path}{dot}{key}"),
                    l.unwrap_or(&Value::Null),
                    r.unwrap_or(&Value::Null),
                    found,
                );
            }
        }
        (Value::Array(l), Value::Array(r)) if l.len() == r.len() => {
            for (i, (l, r)) in l.iter().zip(r).enumerate() {
                compare(format!("{path}[{i}]"), l, r, found);
            }
        }
        (Value::Array(l), Value::Array(r)) => found.push(Mismatch {
            path: format!("{path}.length"),
            left: l.len().into(),
            right: r.len().into(),
        }),
        _ if !is_same(left, right) => found.push(Mismatch {
            path,
            left: left.clone(),
            right: right.clone(),
        }),
        _ => {}
    }
}

/// As text, because 0.0 and -0.0 are equal numbers but different bytes.
fn is_same(left: &Value, right: &Value) -> bool {
    let (left, right) = (left.to_string(), right.to_string());
    left == right
}

fn without_indices(path: &str) -> String {
    let mut depth = 0_usize;
    path.chars()
        .filter(|c| {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            true
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_is_named_by_its_path() {
        let left = json!({"header": {"seq": 3}, "tracks": [{"v": [1.0, 2.0]}, {"v": [3.0, 4.0]}]});
        let right = json!({"header": {"seq": 3}, "tracks": [{"v": [1.0, 2.0]}, {"v": [3.0, 4.5]}]});
        let found = mismatches(&left, &right);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "tracks[1].v[1]");
        let mut fields = BTreeMap::new();
        count(&mut fields, &found[0]);
        assert_eq!(
            fields["tracks[].v[]"],
            FieldDifference {
                count: 1,
                largest: Some(0.5)
            }
        );
    }

    #[test]
    fn lists_of_different_length_differ_in_their_length() {
        let found = mismatches(&json!({"a": [1, 2]}), &json!({"a": [1]}));
        assert_eq!(found[0].path, "a.length");
        assert_eq!((&found[0].left, &found[0].right), (&json!(2), &json!(1)));
    }

    #[test]
    fn a_field_that_only_one_side_has_and_the_sign_of_zero_are_seen() {
        let found = mismatches(&json!({"a": 0.0}), &json!({"a": -0.0, "b": "x"}));
        let paths: Vec<&str> = found.iter().map(|m| m.path.as_str()).collect();
        assert_eq!(paths, ["a", "b"]);
    }
}
