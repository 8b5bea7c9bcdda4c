//! Road users over time.

use nalgebra::{Matrix4, Vector2};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::agent_class::AgentClass;
use crate::geometry::OrientedBox;
use crate::ids::{DetectionId, TrackId};
use crate::time::{Duration, Stamp};

/// One tracked road user at [`Tracks`]' stamp, in the world frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Track {
    /// Identity; never reused within a run.
    pub id: TrackId,
    /// What it is.
    pub class: AgentClass,
    /// Box in the world.
    pub bbox: OrientedBox,
    /// Velocity of the box centre. Not measured yet where the variance of the speed is large: a car's
    /// track of one detection without a velocity says 0 ± 10 m/s, not that it stands.
    #[schemars(with = "[f64; 2]")]
    pub velocity_mps: Vector2<f64>,
    /// Rate of the yaw.
    pub yaw_rate_radps: f64,
    /// Covariance of `[x, y, yaw, speed]`: m, m, rad, m/s. The speed of what has wheels is along the
    /// yaw, negative backwards, that of others along the velocity.
    #[schemars(with = "[f64; 16]")]
    pub covariance: Matrix4<f64>,
    /// Probability that the object exists at all.
    pub existence: f64,
    /// Detection of this step that updated it; `None` while coasting.
    pub detection: Option<DetectionId>,
    /// When it was first seen.
    pub first_seen: Stamp,
    /// Time since a detection last updated it.
    pub coasting: Duration,
}

impl Track {
    /// Speed of the box centre.
    pub fn speed_mps(&self) -> f64 {
        self.velocity_mps.norm()
    }
}

/// Everything tracked at one time, world frame. Planners do not plan around tracks of low
/// `existence` and the gate does not brake for them; the rules of the shipped planners (crosswalks,
/// giving way) look at all. What is not believed at all is held back by its tracker.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tracks {
    /// Time and order.
    pub header: Header,
    /// The tracks, by ascending id.
    pub tracks: Vec<Track>,
}

impl Tracks {
    /// A track by id.
    pub fn get(&self, id: TrackId) -> Option<&Track> {
        self.tracks
            .binary_search_by_key(&id, |t| t.id)
            .ok()
            .map(|i| &self.tracks[i])
    }
}

impl Validate for Tracks {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Tracks");
        for (i, t) in self.tracks.iter().enumerate() {
            check.bbox(format_args!("tracks[{i}].bbox"), &t.bbox)?;
            check.finite(
                format_args!("tracks[{i}].velocity_mps"),
                t.velocity_mps.as_slice(),
            )?;
            check.finite(
                format_args!("tracks[{i}].yaw_rate_radps"),
                &[t.yaw_rate_radps],
            )?;
            check.finite(
                format_args!("tracks[{i}].covariance"),
                t.covariance.as_slice(),
            )?;
            check.probability(format_args!("tracks[{i}].existence"), t.existence)?;
        }
        check.ascending("tracks", self.tracks.iter().map(|t| t.id))
    }
}
