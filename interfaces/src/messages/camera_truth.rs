//! What one camera shows, labelled pixel by pixel.

use std::fmt;

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::{Check, InvalidMessage};
use crate::agent_class::AgentClass;
use crate::ids::AgentId;
use crate::semantic_class::SemanticClass;

/// A road user as one camera shows it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeenAgent {
    /// Who.
    pub agent: AgentId,
    /// What it is.
    pub class: AgentClass,
    /// `[left, top, right, bottom]` around the pixels that show it, pixels; edges, so a single
    /// pixel (u, v) is `[u - 0.5, v - 0.5, u + 0.5, v + 0.5]`.
    pub box_px: [f64; 4],
    /// The same around the pixels that would show it if nothing hid it, cut at the image's edge.
    pub whole_box_px: [f64; 4],
    /// Pixels that show it, > 0.
    pub pixels: u32,
    /// Pixels that show it over pixels of the image that would if nothing hid it, in `[0, 1]`.
    pub visibility: f64,
}

/// What one camera shows, labelled. The maps travel beside the JSON on topics of their own, with
/// the truth's sequence number; each has the size of the image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CameraTruth {
    /// Name of the camera.
    pub camera: String,
    /// [`SemanticClass`](crate::SemanticClass) values, `[height, width]` u8.
    #[serde(skip)]
    #[schemars(skip)]
    pub classes: Array2<u8>,
    /// 0 where there is no road user, else 1 + its place in `agents`, `[height, width]` u16.
    #[serde(skip)]
    #[schemars(skip)]
    pub instances: Array2<u16>,
    /// Distance along the optical axis, m, `[height, width]` f32; 0 = sky.
    #[serde(skip)]
    #[schemars(skip)]
    pub depth_m: Array2<f32>,
    /// Everybody of whom there is a pixel, by ascending id.
    pub agents: Vec<SeenAgent>,
}

impl CameraTruth {
    pub(super) fn check(
        &self,
        check: &Check,
        field: impl fmt::Display + Copy,
    ) -> Result<(), InvalidMessage> {
        for (i, agent) in self.agents.iter().enumerate() {
            let boxes = [
                ("box_px", &agent.box_px),
                ("whole_box_px", &agent.whole_box_px),
            ];
            for (name, edges_px) in boxes {
                let field = format_args!("{field}.agents[{i}].{name}");
                check.finite(field, edges_px)?;
                let [left, top, right, bottom] = edges_px;
                if !(left <= right && top <= bottom) {
                    return check.fail(
                        field.to_string(),
                        format!("is `{edges_px:?}`, must be [left, top, right, bottom]"),
                    );
                }
            }
            check.at_least(
                format_args!("{field}.agents[{i}].pixels"),
                f64::from(agent.pixels),
                1.0,
            )?;
            check.probability(
                format_args!("{field}.agents[{i}].visibility"),
                agent.visibility,
            )?;
        }
        self.check_maps(check, field)
    }

    fn check_maps(
        &self,
        check: &Check,
        field: impl fmt::Display + Copy,
    ) -> Result<(), InvalidMessage> {
        let sizes = [
            ("classes", self.classes.dim()),
            ("instances", self.instances.dim()),
            ("depth_m", self.depth_m.dim()),
        ];
        let mut filled = sizes.iter().filter(|(_, (h, w))| h * w > 0);
        if let Some((first, size)) = filled.next()
            && let Some((other, other_size)) = filled.find(|(_, other)| other != size)
        {
            return check.fail(
                format!("{field}.{other}"),
                format!("is {other_size:?} in size, but `{first}` is {size:?}"),
            );
        }
        let highest = self.classes.iter().copied().max().unwrap_or(0);
        if SemanticClass::from_value(highest).is_none() {
            return check.fail(
                format!("{field}.classes"),
                format!("holds `{highest}`, which is no class"),
            );
        }
        let highest = self.instances.iter().copied().max().unwrap_or(0);
        if usize::from(highest) > self.agents.len() {
            return check.fail(
                format!("{field}.instances"),
                format!(
                    "holds `{highest}`, but there are {} agents",
                    self.agents.len()
                ),
            );
        }
        let is_distance = |v: &f32| *v >= 0.0 && v.is_finite();
        match self.depth_m.iter().find(|v| !is_distance(v)) {
            None => Ok(()),
            Some(bad) => check.fail(
                format!("{field}.depth_m"),
                format!("holds `{bad}`, must be finite and at least 0"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> CameraTruth {
        CameraTruth {
            camera: "front".into(),
            classes: Array2::zeros((4, 6)),
            instances: Array2::ones((4, 6)),
            depth_m: Array2::zeros((4, 6)),
            agents: vec![SeenAgent {
                agent: AgentId(5),
                class: AgentClass::Car,
                box_px: [0.5, 0.5, 2.5, 3.5],
                whole_box_px: [0.5, 0.5, 2.5, 3.5],
                pixels: 6,
                visibility: 1.0,
            }],
        }
    }

    #[test]
    fn what_is_wrong_with_labels_is_named() {
        let check = |truth: &CameraTruth| truth.check(&Check("Truth"), "views[0]");
        assert_eq!(check(&sound()), Ok(()));
        let without_maps = CameraTruth {
            classes: Array2::default((0, 0)),
            depth_m: Array2::default((0, 0)),
            ..sound()
        };
        assert_eq!(check(&without_maps), Ok(()));
        type Spoil = fn(&mut CameraTruth);
        let cases: [(&str, Spoil); 11] = [
            ("instances", |t| t.instances = Array2::ones((6, 4))),
            ("depth_m", |t| t.depth_m = Array2::zeros((4, 5))),
            ("classes", |t| t.classes[(1, 2)] = 23),
            ("instances", |t| t.instances[(3, 5)] = 2),
            ("depth_m", |t| t.depth_m[(0, 1)] = -0.1),
            ("depth_m", |t| t.depth_m[(0, 1)] = f32::NAN),
            ("depth_m", |t| t.depth_m[(0, 1)] = f32::INFINITY),
            ("agents[0].pixels", |t| t.agents[0].pixels = 0),
            ("agents[0].box_px", |t| t.agents[0].box_px[2] = 0.0),
            ("agents[0].whole_box_px", |t| {
                t.agents[0].whole_box_px[3] = 0.0
            }),
            ("agents[0].visibility", |t| t.agents[0].visibility = 1.1),
        ];
        for (number, (field, spoil)) in cases.into_iter().enumerate() {
            let mut truth = sound();
            spoil(&mut truth);
            let error = check(&truth).unwrap_err();
            assert_eq!(
                error.field,
                format!("views[0].{field}"),
                "case {number}: {error}"
            );
        }
    }
}
