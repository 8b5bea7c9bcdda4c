//! What became of the identities: tracks against labels, simply by the distance of their centres.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use trunkline_interfaces::messages::{Tracks, Truth};
use trunkline_interfaces::{AgentClass, AgentId, TrackId};

use crate::drive_record::DriveRecord;

/// A track and a label of one class may be the same road user up to this distance of their
/// centres, m (nuScenes' tracking benchmark matches within 2 m as well: Caesar et al. 2020).
const MATCH_RADIUS_M: f64 = 2.0;

/// Tracks that were born, by class.
pub type Births = BTreeMap<&'static str, usize>;

/// Counts and identity statistics of one drive. Not a benchmark: no overlap of boxes, no sweep
/// over scores, objects that KITTI's own evaluation ignores count.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Identities {
    /// Frames that were tracked.
    pub frames: usize,
    /// Detections that went in.
    pub detections: usize,
    /// Identities that came out.
    pub tracks: usize,
    /// Mean number of frames per identity.
    pub mean_length_frames: f64,
    /// Identities by the class in which they were born.
    pub births: Births,
    /// Labelled road users, once per frame; those of classes that were not tracked are left out.
    pub labels: usize,
    /// Labels with a track within 2 m.
    pub matched: usize,
    /// Tracks without a label within 2 m, once per frame.
    pub unmatched_tracks: usize,
    /// How often a labelled road user came to be matched by another track than the last time.
    pub id_switches: usize,
}

impl Identities {
    /// Counts over one recorded drive; `classes` as the detections were filtered, empty for all.
    pub fn of(record: &DriveRecord, classes: &[AgentClass]) -> Self {
        let mut counts = Self {
            frames: record.tracks.len(),
            detections: record.detections.iter().map(|d| d.detections.len()).sum(),
            ..Self::default()
        };
        let mut seen: BTreeSet<TrackId> = BTreeSet::new();
        let mut boxes = 0;
        for track in record.tracks.iter().flat_map(|t| &t.tracks) {
            boxes += 1;
            if seen.insert(track.id) {
                *counts.births.entry(track.class.name()).or_default() += 1;
            }
        }
        counts.tracks = seen.len();
        counts.mean_length_frames = boxes as f64 / counts.tracks.max(1) as f64;
        let mut last: BTreeMap<AgentId, TrackId> = BTreeMap::new();
        for tracks in &record.tracks {
            let at = record
                .truths
                .binary_search_by_key(&tracks.header.stamp, |t| t.header.stamp);
            if let Ok(at) = at {
                counts.compare(tracks, &record.truths[at], classes, &mut last);
            }
        }
        counts
    }

    /// All counts of several drives together.
    pub fn sum<'a>(drives: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        let mut boxes = 0.0;
        for drive in drives {
            boxes += drive.mean_length_frames * drive.tracks as f64;
            all.frames += drive.frames;
            all.detections += drive.detections;
            all.tracks += drive.tracks;
            all.labels += drive.labels;
            all.matched += drive.matched;
            all.unmatched_tracks += drive.unmatched_tracks;
            all.id_switches += drive.id_switches;
            for (class, count) in &drive.births {
                *all.births.entry(class).or_default() += count;
            }
        }
        all.mean_length_frames = boxes / all.tracks.max(1) as f64;
        all
    }

    /// One frame: nearest pairs first, each label and each track at most once.
    fn compare(
        &mut self,
        tracks: &Tracks,
        truth: &Truth,
        classes: &[AgentClass],
        last: &mut BTreeMap<AgentId, TrackId>,
    ) {
        let is_wanted = |class: AgentClass| {
            let tracked = [AgentClass::Car, AgentClass::Pedestrian, AgentClass::Bicycle];
            tracked.contains(&class) && (classes.is_empty() || classes.contains(&class))
        };
        let labels: Vec<_> = truth.agents.iter().filter(|a| is_wanted(a.class)).collect();
        let mut pairs: Vec<(f64, AgentId, TrackId)> = Vec::new();
        for label in &labels {
            for track in tracks.tracks.iter().filter(|t| t.class == label.class) {
                let distance_m = (track.bbox.center_m - label.bbox.center_m).xy().norm();
                if distance_m <= MATCH_RADIUS_M {
                    pairs.push((distance_m, label.id, track.id));
                }
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut matched: BTreeMap<AgentId, TrackId> = BTreeMap::new();
        let mut taken: BTreeSet<TrackId> = BTreeSet::new();
        for (_, label, track) in pairs {
            if !matched.contains_key(&label) && taken.insert(track) {
                matched.insert(label, track);
            }
        }
        self.labels += labels.len();
        self.matched += matched.len();
        self.unmatched_tracks += tracks.tracks.len() - taken.len();
        for (label, track) in matched {
            let before = last.insert(label, track);
            self.id_switches += usize::from(before.is_some_and(|b| b != track));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Matrix4, Vector2, Vector3};
    use std::sync::Arc;
    use trunkline_interfaces::geometry::OrientedBox;
    use trunkline_interfaces::messages::{Header, Track, TruthAgent};
    use trunkline_interfaces::{Duration, Stamp};

    fn bbox(x_m: f64) -> OrientedBox {
        OrientedBox {
            center_m: Vector3::new(x_m, 0.0, 0.75),
            size_m: Vector3::new(4.0, 1.8, 1.5),
            yaw_rad: 0.0,
        }
    }

    fn track(id: u32, x_m: f64) -> Track {
        Track {
            id: TrackId(id),
            class: AgentClass::Car,
            bbox: bbox(x_m),
            velocity_mps: Vector2::zeros(),
            yaw_rate_radps: 0.0,
            covariance: Matrix4::identity(),
            existence: 1.0,
            detection: None,
            first_seen: Stamp::ZERO,
            coasting: Duration::ZERO,
        }
    }

    fn agent(id: u32, x_m: f64) -> TruthAgent {
        TruthAgent {
            id: AgentId(id),
            class: AgentClass::Car,
            bbox: bbox(x_m),
            velocity_mps: Vector2::zeros(),
            yaw_rate_radps: 0.0,
            visibility: 1.0,
        }
    }

    /// Ids and places.
    type Placed<'a> = &'a [(u32, f64)];

    /// One frame per entry: tracks and labels.
    fn record(frames: &[(Placed<'_>, Placed<'_>)]) -> DriveRecord {
        let ego = crate::kitti::world::tests::straight_drive(1, 0.0).frames[0]
            .ego
            .clone();
        let mut record = DriveRecord::default();
        for (i, (tracks, labels)) in frames.iter().enumerate() {
            let header = Header::sensor(i as u64, Stamp::from_s(0.1 * i as f64));
            record.tracks.push(Arc::new(Tracks {
                header,
                tracks: tracks.iter().map(|(id, x)| track(*id, *x)).collect(),
            }));
            record.truths.push(Arc::new(Truth {
                header,
                ego: ego.clone(),
                agents: labels.iter().map(|(id, x)| agent(*id, *x)).collect(),
                collisions: Vec::new(),
                signals: Vec::new(),
            }));
        }
        record
    }

    #[test]
    fn a_track_that_takes_over_is_a_switch_also_after_a_gap() {
        let frames: [(Placed<'_>, Placed<'_>); 4] = [
            (&[(1, 0.0)], &[(9, 0.5)]),
            (&[(1, 0.0)], &[(9, 5.0)]), // too far: unmatched
            (&[(2, 0.0)], &[(9, 0.5)]), // another track: a switch
            (&[(2, 0.0)], &[(9, 0.5)]),
        ];
        let found = Identities::of(&record(&frames), &[]);
        assert_eq!((found.tracks, found.births["car"]), (2, 2));
        assert_eq!((found.labels, found.matched), (4, 3));
        assert_eq!((found.unmatched_tracks, found.id_switches), (1, 1));
        assert_eq!(found.mean_length_frames, 2.0); // 4 boxes, 2 identities
        let twice = Identities::sum([&found, &found]);
        assert_eq!((twice.frames, twice.id_switches), (8, 2));
        assert_eq!(twice.mean_length_frames, 2.0);
    }

    #[test]
    fn the_nearest_pair_is_matched_first() {
        // Label 9 lies between both tracks, nearer to 2; label 8 is near 1 only.
        let frames: [(Placed<'_>, Placed<'_>); 1] =
            [(&[(1, 0.0), (2, 1.5)], &[(8, -0.2), (9, 1.0)])];
        let found = Identities::of(&record(&frames), &[]);
        assert_eq!((found.matched, found.unmatched_tracks), (2, 0));
    }

    #[test]
    fn classes_that_were_not_asked_for_are_left_out() {
        let frames: [(Placed<'_>, Placed<'_>); 1] = [(&[], &[(9, 1.0)])];
        let found = Identities::of(&record(&frames), &[AgentClass::Pedestrian]);
        assert_eq!(found.labels, 0);
    }
}
