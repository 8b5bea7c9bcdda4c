//! What is really there: `labels/<sequence>.txt`, 17 columns separated by spaces.

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

/// One labelled object in one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// Frame, from 0.
    pub frame: usize,
    /// Identity within the sequence; `None` for DontCare.
    pub track: Option<u32>,
    /// What it is.
    pub kind: LabelKind,
    /// Share outside of the image: 0, 1 or 2; −1 unknown.
    pub truncated: i32,
    /// 0 visible, 1 partly, 2 largely, 3 unknown; −1 for DontCare.
    pub occluded: i32,
    /// Observation angle; −10 for DontCare.
    pub alpha_rad: f64,
    /// Rectangle in the image.
    pub image_box: ImageBox,
    /// The box; `None` for DontCare.
    pub camera_box: Option<CameraBox>,
}

/// Labels from the text of a file, in its order; `file` is named in errors, `frames` is how many
/// frames the drive has.
///
/// # Errors
/// [`KittiError::Line`] with the first field that is broken.
pub fn read_labels(text: &str, file: &str, frames: usize) -> Result<Vec<Label>, KittiError> {
    lines(text, file, None)
        .map(|line| {
            line.require(17, "a label")?;
            label(&line, frames)
        })
        .collect()
}

fn label(line: &Line<'_>, frames: usize) -> Result<Label, KittiError> {
    let Some(kind) = LabelKind::from_name(line.text(2)) else {
        let known: Vec<_> = LabelKind::NAMES.iter().map(|(n, _)| *n).collect();
        let problem = format!("type `{}` is unknown", line.text(2));
        return Err(line.error(2, problem, &format!("known: {}", known.join(", "))));
    };
    let dont_care = kind == LabelKind::DontCare;
    let track = if dont_care {
        line.integer::<i64>(1, "track id")?;
        None
    } else {
        Some(line.integer(1, "track id")?)
    };
    Ok(Label {
        frame: line.frame(frames)?,
        track,
        kind,
        truncated: line.number_at(3, "truncated")? as i32, // saturates; some writers print 0.00
        occluded: line.integer(4, "occluded")?,
        alpha_rad: line.number_at(5, "alpha")?,
        image_box: ImageBox::from_array(line.numbers(6, "image box")?),
        camera_box: if dont_care {
            None
        } else {
            Some(line.camera_box(10)?)
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
        assert_eq!((labels[0].track, labels[0].camera_box), (None, None));
        assert_eq!((labels[1].track, labels[1].kind), (Some(1), LabelKind::Car));
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
