//! What is really there: a line for each object, columns separated by spaces.

use std::collections::BTreeSet;

use trunkline_interfaces::AgentClass;

use super::error::KittiError;
use super::frames::{CameraBox, ImageBox};
use super::lines::{Line, lines};

/// KITTI's own types. Closed on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are KITTI's own")]
pub enum LabelKind {
    Car,
    Van,
    Truck,
    Pedestrian,
    /// A person who sits.
    Person,
    Cyclist,
    Tram,
    Misc,
    /// A region of the image with objects that are not labelled one by one.
    DontCare,
}

impl LabelKind {
    const NAMES: [(&'static str, Self); 10] = [
        ("Car", Self::Car),
        ("Van", Self::Van),
        ("Truck", Self::Truck),
        ("Pedestrian", Self::Pedestrian),
        ("Person", Self::Person),
        ("Person_sitting", Self::Person),
        ("Cyclist", Self::Cyclist),
        ("Tram", Self::Tram),
        ("Misc", Self::Misc),
        ("DontCare", Self::DontCare),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, k)| *k)
    }

    /// The nearest of our classes; `None` where there is none.
    pub const fn class(self) -> Option<AgentClass> {
        match self {
            Self::Car | Self::Van => Some(AgentClass::Car),
            Self::Truck => Some(AgentClass::Truck),
            Self::Pedestrian | Self::Person => Some(AgentClass::Pedestrian),
            Self::Cyclist => Some(AgentClass::Bicycle),
            Self::Tram => Some(AgentClass::Bus),
            Self::Misc | Self::DontCare => None,
        }
    }
}

/// One labelled object: the columns that KITTI's object and tracking benchmarks share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObjectLabel {
    /// What it is.
    pub kind: LabelKind,
    /// Share outside of the image, [0, 1], of the object benchmark; `None` where it is unknown (−1)
    /// and in the tracking benchmark, which writes levels without saying what they mean.
    pub truncated: Option<f64>,
    /// 0 visible, 1 partly, 2 largely, 3 unknown; −1 for DontCare.
    pub occluded: i32,
    /// Observation angle; −10 for DontCare.
    pub alpha_rad: f64,
    /// Rectangle in the image.
    pub image_box: ImageBox,
    /// The box; `None` for DontCare.
    pub camera_box: Option<CameraBox>,
}

/// One labelled object in one frame of a drive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// Frame, from 0.
    pub frame: usize,
    /// Identity within the sequence; `None` for DontCare.
    pub track: Option<u32>,
    /// What is labelled.
    pub object: ObjectLabel,
}

/// Labels of a drive from the text of a file of the tracking benchmark, in its order; `file` is
/// named in errors, `frames` is how many frames the drive has.
///
/// # Errors
/// [`KittiError::Line`] with the first field that is broken.
pub fn read_labels(text: &str, file: &str, frames: usize) -> Result<Vec<Label>, KittiError> {
    let mut known = BTreeSet::new();
    lines(text, file, None)
        .map(|line| {
            line.require(17, "a label")?;
            let label = label(&line, frames)?;
            match label.track {
                Some(track) if !known.insert((label.frame, track)) => {
                    let problem = format!("track {track} has a label in this frame already");
                    Err(line.error(1, problem, "mend or remove one of them"))
                }
                _ => Ok(label),
            }
        })
        .collect()
}

/// Labels of an image from the text of a file of the object benchmark (15 columns), in its order;
/// `file` is named in errors.
///
/// # Errors
/// [`KittiError::Line`] with the first field that is broken.
pub fn read_object_labels(text: &str, file: &str) -> Result<Vec<ObjectLabel>, KittiError> {
    lines(text, file, None)
        .map(|line| {
            line.require(15, "a label")?;
            let share = line.number_at(1, "truncated")?;
            Ok(ObjectLabel {
                truncated: (0.0..=1.0).contains(&share).then_some(share),
                ..object(&line, 0)?
            })
        })
        .collect()
}

fn label(line: &Line<'_>, frames: usize) -> Result<Label, KittiError> {
    line.number_at(3, "truncated")?;
    let object = object(line, 2)?;
    let track = if object.kind == LabelKind::DontCare {
        line.integer::<i64>(1, "track id")?;
        None
    } else {
        Some(line.integer(1, "track id")?)
    };
    Ok(Label {
        frame: line.frame(frames)?,
        track,
        object,
    })
}

/// The 15 columns from one on.
fn object(line: &Line<'_>, from: usize) -> Result<ObjectLabel, KittiError> {
    let Some(kind) = LabelKind::from_name(line.text(from)) else {
        let known: Vec<_> = LabelKind::NAMES.iter().map(|(n, _)| *n).collect();
        let problem = format!("type `{}` is unknown", line.text(from));
        return Err(line.error(from, problem, &format!("known: {}", known.join(", "))));
    };
    Ok(ObjectLabel {
        kind,
        truncated: None,
        occluded: line.integer(from + 2, "occluded")?,
        alpha_rad: line.number_at(from + 3, "alpha")?,
        image_box: line.image_box(from + 4)?,
        camera_box: if kind == LabelKind::DontCare {
            None
        } else {
            Some(line.camera_box(from + 8)?)
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0 -1 DontCare -1 -1 -10.0 714.16 182.66 762.68 198.19 -1000 -1000 -1000 -10 -1 -1 -1\n\
        0 1 Car 0 0 0.155801 459.621030 180.293358 566.834571 217.035394 1.484782 1.801123 4.311152 -4.116644 1.826652 30.902068 0.023919\n";

    #[test]
    fn dont_care_has_neither_identity_nor_box() {
        let labels = read_labels(TEXT, "0012.txt", 1).unwrap();
        assert_eq!(labels.len(), 2);
        assert_eq!((labels[0].track, labels[0].object.camera_box), (None, None));
        let kind = labels[1].object.kind;
        assert_eq!((labels[1].track, kind), (Some(1), LabelKind::Car));
    }

    #[test]
    fn both_benchmarks_say_the_same_of_an_object() {
        let of_image: String = TEXT
            .lines()
            .map(|l| l.splitn(3, ' ').nth(2).unwrap().to_owned() + "\n")
            .collect();
        let objects = read_object_labels(&of_image, "000000.txt").unwrap();
        let labels = read_labels(TEXT, "0012.txt", 1).unwrap();
        assert_eq!(objects[0], labels[0].object); // DontCare, whose share is unknown
        assert_eq!(objects[1].truncated, Some(0.0));
        let without_share = ObjectLabel {
            truncated: None,
            ..objects[1]
        };
        assert_eq!(without_share, labels[1].object);
        assert!(read_object_labels(TEXT, "000000.txt").is_err());
    }

    #[test]
    fn sides_that_are_exchanged_are_shown() {
        for (sides, exchanged) in [
            ("459.621030 180.293358 566.834571", "567 180 566"),
            ("180.293358 566.834571 217.035394", "218 567 217"),
        ] {
            let error = read_labels(&TEXT.replace(sides, exchanged), "0012.txt", 1)
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("line 2, column 22: the 2D box is "),
                "{error}"
            );
        }
    }

    #[test]
    fn a_track_has_one_label_in_a_frame() {
        let car = TEXT.lines().nth(1).unwrap();
        let twice = |second: &str| read_labels(&format!("{car}\n{second}\n"), "0012.txt", 2);
        let error = twice(car).unwrap_err().to_string();
        assert!(
            error.contains("line 2, column 3: track 1 has a label"),
            "{error}"
        );
        assert!(twice(&car.replacen("0 1 Car", "0 2 Car", 1)).is_ok());
        assert!(twice(&car.replacen("0 1 Car", "1 1 Car", 1)).is_ok());
    }

    #[test]
    fn an_unknown_type_lists_the_known_ones() {
        let error = read_labels(&TEXT.replace(" Car ", " Kar "), "0012.txt", 1)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("line 2, column 5") && error.contains("Cyclist"),
            "{error}"
        );
    }
}
