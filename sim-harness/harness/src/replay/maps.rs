//! Which pixels of a message's pictures and maps differ.

use ndarray::{ArrayBase, Data, Dimension};
use serde_json::Value;

use trunkline_interfaces::messages::Message;

use super::fields::Mismatch;
use crate::recording::{Dense, maps_of};

/// How a map differs from the recorded one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MapMismatch {
    /// The first pixel, or the size, or the whole map.
    pub(super) first: Mismatch,
    /// How many values differ.
    pub(super) count: u64,
    /// By how much at most.
    pub(super) largest: Option<f64>,
}

impl MapMismatch {
    /// A recorded map that does not read back.
    pub(super) fn unreadable(reason: String) -> Self {
        Self {
            first: Mismatch {
                path: "(maps)".to_owned(),
                left: reason.into(),
                right: Value::Null,
            },
            count: 1,
            largest: None,
        }
    }
}

/// Every map in which two messages differ.
pub(super) fn mismatches(recorded: &Message, now: &Message) -> Vec<MapMismatch> {
    let (recorded, now) = (maps_of(recorded), maps_of(now));
    let mut found = Vec::new();
    for (camera, content, old) in &recorded {
        let same = |(c, k, _): &&(&str, _, Dense<'_>)| c == camera && k == content;
        let topic = content.topic(camera);
        match now.iter().find(same) {
            Some((_, _, new)) => found.extend(compare(&topic, *old, *new)),
            None => found.push(one_sided(topic, true)),
        }
    }
    for (camera, content, _) in &now {
        if !recorded.iter().any(|(c, k, _)| c == camera && k == content) {
            found.push(one_sided(content.topic(camera), false));
        }
    }
    found
}

fn one_sided(path: String, is_recorded: bool) -> MapMismatch {
    let (there, none) = (Value::from("a map"), Value::Null);
    let (left, right) = if is_recorded {
        (there, none)
    } else {
        (none, there)
    };
    MapMismatch {
        first: Mismatch { path, left, right },
        count: 1,
        largest: None,
    }
}

fn compare(topic: &str, old: Dense<'_>, new: Dense<'_>) -> Option<MapMismatch> {
    match (old, new) {
        (Dense::Picture(a), Dense::Picture(b)) => values(topic, a, b, u32::from, f64::from),
        (Dense::Labels(a), Dense::Labels(b)) => values(topic, a, b, u32::from, f64::from),
        (Dense::Instances(a), Dense::Instances(b)) => values(topic, a, b, u32::from, f64::from),
        (Dense::Depth(a), Dense::Depth(b)) => values(topic, a, b, f32::to_bits, f64::from),
        _ => None, // one topic has one kind of map
    }
}

/// Compared by their bits, because 0.0 and -0.0 are equal numbers but different maps.
fn values<V: Copy, S: Data<Elem = V>, D: Dimension>(
    topic: &str,
    old: &ArrayBase<S, D>,
    new: &ArrayBase<S, D>,
    bits: fn(V) -> u32,
    number: fn(V) -> f64,
) -> Option<MapMismatch> {
    if old.shape() != new.shape() {
        return Some(MapMismatch {
            first: Mismatch {
                path: format!("{topic}.size"),
                left: old.shape().into(),
                right: new.shape().into(),
            },
            count: 1,
            largest: None,
        });
    }
    let pairs = old.iter().zip(new).enumerate();
    let mut different = pairs.filter(|(_, (a, b))| bits(**a) != bits(**b));
    let (index, (a, b)) = different.next()?;
    let distance = |a: V, b: V| (number(a) - number(b)).abs();
    let (mut count, mut largest) = (1, distance(*a, *b));
    for (_, (a, b)) in different {
        count += 1;
        largest = largest.max(distance(*a, *b));
    }
    Some(MapMismatch {
        first: Mismatch {
            path: format!("{topic}{}", place(index, old.shape())),
            left: number(*a).into(),
            right: number(*b).into(),
        },
        count,
        largest: Some(largest),
    })
}

/// `[row, column]` of the value of a number, and its channel where there are some.
fn place(mut index: usize, shape: &[usize]) -> String {
    let mut place: Vec<String> = Vec::new();
    for side in shape.iter().rev() {
        place.insert(0, (index % side.max(&1)).to_string());
        index /= side.max(&1);
    }
    format!("[{}]", place.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Array3};

    #[test]
    fn the_first_pixel_is_named_and_the_others_are_counted() {
        let old = Array2::from_elem((3, 4), 2.0_f32);
        let mut new = old.clone();
        (new[[1, 2]], new[[2, 0]]) = (2.5, 1.0);
        let found = compare(
            "/perception/front/depth",
            Dense::Depth(&old),
            Dense::Depth(&new),
        );
        let found = found.unwrap();
        assert_eq!(found.first.path, "/perception/front/depth[1, 2]");
        assert_eq!(
            (&found.first.left, &found.first.right),
            (&2.0.into(), &2.5.into())
        );
        assert_eq!((found.count, found.largest), (2, Some(1.0)));
        assert_eq!(compare("", Dense::Depth(&old), Dense::Depth(&old)), None);
    }

    #[test]
    fn a_channel_a_size_and_the_sign_of_zero_are_seen() {
        let old = Array3::<u8>::zeros((2, 3, 3));
        let mut new = old.clone();
        new[[1, 0, 2]] = 9;
        let found = compare("image", Dense::Picture(&old), Dense::Picture(&new)).unwrap();
        assert_eq!(found.first.path, "image[1, 0, 2]");
        let (plus, minus) = (
            Array2::from_elem((1, 1), 0.0_f32),
            Array2::from_elem((1, 1), -0.0),
        );
        assert!(compare("d", Dense::Depth(&plus), Dense::Depth(&minus)).is_some());
        let wide = Array2::<f32>::zeros((1, 2));
        let found = compare("d", Dense::Depth(&plus), Dense::Depth(&wide)).unwrap();
        assert_eq!(found.first.path, "d.size");
    }
}
