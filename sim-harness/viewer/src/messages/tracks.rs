//! Tracks: boxes with id and class, velocities, fading trails.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use rerun::{Arrows3D, LineStrip3D, LineStrips3D, Points3D, Vec3D};

use trunkline_interfaces::TrackId;
use trunkline_interfaces::messages::{Track, Tracks};

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recent::Recent;
use crate::recording::Recording;
use crate::shapes::{boxes, point, strip};

/// How long a trail is.
const TRAIL_S: f64 = 3.0;
/// Time between two of its points.
const TRAIL_STEP_S: f64 = 0.2;
/// A trail fades in so many steps.
const FADES: usize = 3;
/// Slower than this, no arrow.
const MOVING_MPS: f64 = 0.3;
const TRAIL_RADIUS_M: f32 = 0.1;
/// Farther from the ego, texts would only cover one another; a click on the box still tells.
const LABELLED_M: f64 = 45.0;

/// Where the tracks were.
#[derive(Default)]
pub(crate) struct Trails {
    points: BTreeMap<TrackId, Recent<Vector2<f64>>>,
}

impl Trails {
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        tracks: &Tracks,
        ego_m: Vector2<f64>,
        ground_m: f64,
    ) -> Result<(), ViewerError> {
        let tracked = &tracks.tracks;
        let strength = |t: &Track| if t.detection.is_some() { 1.0 } else { 0.5 };
        let colored: Vec<_> = tracked
            .iter()
            .map(|t| {
                (
                    t.bbox,
                    colors::with_alpha(colors::agent(t.class), strength(t)),
                )
            })
            .collect();
        let shape = boxes(&colored)
            .with_labels(tracked.iter().map(label))
            .with_show_labels(false)
            .with_radii([0.04]);
        recording.log(paths::TRACK_BOXES, &shape)?;
        let near: Vec<&Track> = tracked
            .iter()
            .filter(|t| (t.bbox.center_m.xy() - ego_m).norm() < LABELLED_M)
            .collect();
        let names = signs(&near, label);
        recording.log(paths::TRACK_NAMES, &names)?;
        let ids = signs(&near, |t| t.id.0.to_string());
        recording.log(paths::TRACK_IDS, &ids)?;

        let moving: Vec<&Track> = tracked
            .iter()
            .filter(|t| t.speed_mps() > MOVING_MPS)
            .collect();
        let arrows = Arrows3D::from_vectors(
            moving
                .iter()
                .map(|t| Vec3D::from([t.velocity_mps.x, t.velocity_mps.y, 0.0])),
        )
        .with_origins(moving.iter().map(|t| roof(t)))
        .with_colors(moving.iter().map(|t| colors::agent(t.class)))
        .with_radii([0.07]);
        recording.log(paths::TRACK_VELOCITIES, &arrows)?;
        self.show_trails(recording, tracks, ground_m)
    }

    fn show_trails(
        &mut self,
        recording: &Recording,
        tracks: &Tracks,
        ground_m: f64,
    ) -> Result<(), ViewerError> {
        let now = tracks.header.stamp;
        self.points.retain(|id, _| tracks.get(*id).is_some());
        let mut strips: Vec<LineStrip3D> = Vec::new();
        let mut strip_colors = Vec::new();
        for track in &tracks.tracks {
            let trail = self.points.entry(track.id).or_default();
            if trail.is_due(now, TRAIL_STEP_S) {
                trail.push(now, track.bbox.center_m.xy());
            }
            trail.forget(now, TRAIL_S);
            let trail: Vec<Vector2<f64>> = trail.values().collect();
            for (fade, piece) in pieces(&trail).into_iter().enumerate() {
                let alpha = 0.8 * (fade + 1) as f64 / FADES as f64;
                strips.push(strip(piece.iter().copied(), ground_m + 0.06));
                strip_colors.push(colors::with_alpha(colors::agent(track.class), alpha));
            }
        }
        let shape = LineStrips3D::new(strips)
            .with_colors(strip_colors)
            .with_radii([TRAIL_RADIUS_M]);
        recording.log(paths::TRACK_TRAILS, &shape)
    }
}

/// A trail cut into [`FADES`] pieces that share their ends, oldest first.
fn pieces(trail: &[Vector2<f64>]) -> Vec<&[Vector2<f64>]> {
    let last = trail.len().saturating_sub(1);
    (0..FADES)
        .map(|k| (last * k / FADES, last * (k + 1) / FADES))
        .filter(|(from, to)| to > from)
        .map(|(from, to)| &trail[from..=to])
        .collect()
}

/// Texts above tracks, on points too small to be seen.
fn signs(tracks: &[&Track], text: impl Fn(&Track) -> String) -> Points3D {
    Points3D::new(tracks.iter().map(|t| roof(t)))
        .with_radii([0.0])
        .with_colors(tracks.iter().map(|t| colors::agent(t.class)))
        .with_labels(tracks.iter().map(|t| text(t)))
        .with_show_labels(true)
}

/// The middle of a track's upper side.
fn roof(track: &Track) -> Vec3D {
    let c = track.bbox.center_m;
    point(c.xy(), c.z + 0.5 * track.bbox.size_m.z)
}

fn label(track: &Track) -> String {
    format!("{} {}", track.id.0, track.class.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_trail_share_their_ends() {
        let trail: Vec<_> = (0..7).map(|i| Vector2::new(f64::from(i), 0.0)).collect();
        let pieces = pieces(&trail);
        assert_eq!(pieces.len(), FADES);
        assert_eq!(pieces[0].last(), pieces[1].first());
        assert_eq!(pieces[2].last().unwrap().x, 6.0);
        assert!(super::pieces(&[]).is_empty());
    }
}
