//! What became of the identities: tracks against labels, simply by the distance of their centres.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use trunkline_interfaces::messages::{Tracks, Truth};
use trunkline_interfaces::{AgentClass, TrackId};

use crate::drive_record::DriveRecord;
use crate::metrics::track_matching::TrackMatcher;

/// The classes that KITTI's detections have.
const CLASSES: [AgentClass; 3] = [AgentClass::Car, AgentClass::Pedestrian, AgentClass::Bicycle];

/// Counts and identity statistics of one drive, class by class. Not a benchmark: no overlap of
/// boxes, no sweep over scores, objects that KITTI's own evaluation ignores count.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Identities {
    /// Frames that were tracked.
    pub frames: usize,
    /// Counts under KITTI's names of the classes (`car`, `pedestrian`, `cyclist`).
    pub classes: BTreeMap<&'static str, ClassCounts>,
}

/// What came of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ClassCounts {
    /// Detections that went in.
    pub detections: usize,
    /// Identities that were born in this class.
    pub tracks: usize,
    /// Frames of all these identities together.
    pub track_frames: usize,
    /// Mean number of frames per identity; null without any.
    pub mean_length_frames: Option<f64>,
    /// Tracks against labels; null where there are no labels.
    pub against_labels: Option<LabelCounts>,
}

/// Tracks of a class against its labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LabelCounts {
    /// Labelled road users, once per frame.
    pub labels: usize,
    /// Of these, with a track of their class within 2 m.
    pub matched: usize,
    /// Tracks without a label of their class within 2 m, once per frame.
    pub unmatched_tracks: usize,
    /// How often a labelled road user came to be matched by another track than the last time.
    pub id_switches: usize,
}

/// A class as KITTI calls it.
fn kitti_name(class: AgentClass) -> &'static str {
    match class {
        AgentClass::Bicycle => "cyclist",
        AgentClass::Pedestrian
        | AgentClass::Car
        | AgentClass::Truck
        | AgentClass::Bus
        | AgentClass::Motorcycle
        | AgentClass::StaticObject => class.name(),
    }
}

impl Identities {
    /// Counts over one recorded drive; `classes` as the detections were filtered, empty for all.
    pub(crate) fn of(record: &DriveRecord, classes: &[AgentClass]) -> Self {
        let is_wanted = |c: &AgentClass| classes.is_empty() || classes.contains(c);
        let wanted: Vec<AgentClass> = CLASSES.into_iter().filter(is_wanted).collect();
        let against_labels = (!record.truths.is_empty()).then(LabelCounts::default);
        let empty = ClassCounts {
            against_labels,
            ..ClassCounts::default()
        };
        let mut counts = Self {
            frames: record.tracks.len(),
            classes: wanted.iter().map(|c| (kitti_name(*c), empty)).collect(),
        };
        for detection in record.detections.iter().flat_map(|d| &d.detections) {
            counts.class(detection.class).detections += 1;
        }
        let mut born: BTreeMap<TrackId, AgentClass> = BTreeMap::new();
        for track in record.tracks.iter().flat_map(|t| &t.tracks) {
            let class = *born.entry(track.id).or_insert(track.class);
            counts.class(class).track_frames += 1;
        }
        for class in born.into_values() {
            counts.class(class).tracks += 1;
        }
        let mut matcher = TrackMatcher::default();
        for tracks in &record.tracks {
            let stamps = &record.truths;
            let at = stamps.binary_search_by_key(&tracks.header.stamp, |t| t.header.stamp);
            if let Ok(at) = at {
                counts.compare(tracks, &record.truths[at], &wanted, &mut matcher);
            }
        }
        counts.with_means()
    }

    /// All counts of several drives together. What has no labels does not count against those that
    /// have.
    pub fn sum<'a>(drives: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for drive in drives {
            all.frames += drive.frames;
            for (class, counts) in &drive.classes {
                all.classes.entry(class).or_default().add(counts);
            }
        }
        all.with_means()
    }

    /// All classes together.
    pub fn total(&self) -> ClassCounts {
        let mut total = ClassCounts::default();
        self.classes.values().for_each(|counts| total.add(counts));
        total.with_mean()
    }

    fn class(&mut self, class: AgentClass) -> &mut ClassCounts {
        self.classes.entry(kitti_name(class)).or_default()
    }

    fn against_labels(&mut self, class: AgentClass) -> &mut LabelCounts {
        let counts = &mut self.class(class).against_labels;
        counts.get_or_insert_default()
    }

    /// One frame.
    fn compare(
        &mut self,
        tracks: &Tracks,
        truth: &Truth,
        wanted: &[AgentClass],
        matcher: &mut TrackMatcher,
    ) {
        let labels = || truth.agents.iter().filter(|a| wanted.contains(&a.class));
        for label in labels() {
            self.against_labels(label.class).labels += 1;
        }
        let pairs = matcher.pair(labels(), &tracks.tracks);
        let taken: BTreeSet<TrackId> = pairs.iter().map(|p| p.track.id).collect();
        for track in tracks.tracks.iter().filter(|t| !taken.contains(&t.id)) {
            self.against_labels(track.class).unmatched_tracks += 1;
        }
        for pair in pairs {
            let counts = self.against_labels(pair.agent.class);
            counts.matched += 1;
            counts.id_switches += usize::from(pair.is_switch);
        }
    }

    fn with_means(mut self) -> Self {
        for counts in self.classes.values_mut() {
            *counts = counts.with_mean();
        }
        self
    }
}

impl ClassCounts {
    fn add(&mut self, other: &Self) {
        self.detections += other.detections;
        self.tracks += other.tracks;
        self.track_frames += other.track_frames;
        if let Some(other) = other.against_labels {
            let labels = self.against_labels.get_or_insert_default();
            labels.labels += other.labels;
            labels.matched += other.matched;
            labels.unmatched_tracks += other.unmatched_tracks;
            labels.id_switches += other.id_switches;
        }
    }

    fn with_mean(self) -> Self {
        let mean = self.track_frames as f64 / self.tracks.max(1) as f64;
        Self {
            mean_length_frames: (self.tracks > 0).then_some(mean),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, track, truth};
    use std::sync::Arc;
    use trunkline_interfaces::Stamp;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::{Header, TruthAgent};

    fn car(id: u32, x_m: f64) -> TruthAgent {
        agent(id, AgentClass::Car, x_m, 0.0, 0.0)
    }

    /// Ids and places.
    type Placed<'a> = &'a [(u32, f64)];

    /// One frame per entry: tracks and labels.
    fn drive(frames: &[(Placed<'_>, Placed<'_>)]) -> DriveRecord {
        let labels = |placed: Placed<'_>| placed.iter().map(|(id, x)| car(*id, *x)).collect();
        let truths = frames.iter().zip(0..);
        let truths = truths.map(|((_, l), k)| truth(k, Pose2::default(), 0.0, labels(l)));
        let mut record = record(truths.collect());
        let tracks = frames.iter().zip(0..).map(|((placed, _), k)| {
            Arc::new(Tracks {
                header: Header::sensor(k, Stamp::from_s(0.1 * k as f64)),
                tracks: placed
                    .iter()
                    .map(|(id, x)| track(*id, &car(0, *x)))
                    .collect(),
            })
        });
        record.tracks = tracks.collect();
        record
    }

    const FRAMES: [(Placed<'_>, Placed<'_>); 4] = [
        (&[(1, 0.0)], &[(9, 0.5)]),
        (&[(1, 0.0)], &[(9, 5.0)]), // too far: unmatched
        (&[(2, 0.0)], &[(9, 0.5)]), // another track: a switch
        (&[(2, 0.0)], &[(9, 0.5)]),
    ];

    #[test]
    fn identities_are_counted_class_by_class() {
        let found = Identities::of(&drive(&FRAMES), &[]);
        let cars = found.classes["car"];
        assert_eq!((cars.tracks, cars.track_frames), (2, 4));
        assert_eq!(cars.mean_length_frames, Some(2.0)); // 4 boxes, 2 identities
        let expected = LabelCounts {
            labels: 4,
            matched: 3,
            unmatched_tracks: 1,
            id_switches: 1,
        };
        assert_eq!(cars.against_labels, Some(expected));
        let names: Vec<_> = found.classes.keys().copied().collect();
        assert_eq!(names, ["car", "cyclist", "pedestrian"]);
        assert_eq!(found.classes["cyclist"].mean_length_frames, None);
        assert_eq!(found.total(), cars);
    }

    #[test]
    fn sums_are_sums_and_means_stay_means() {
        let found = Identities::of(&drive(&FRAMES), &[]);
        let twice = Identities::sum([&found, &found]);
        let cars = twice.classes["car"];
        assert_eq!((twice.frames, cars.tracks), (8, 4));
        assert_eq!(cars.mean_length_frames, Some(2.0));
        assert_eq!(cars.against_labels.unwrap().id_switches, 2);
    }

    #[test]
    fn a_drive_without_labels_says_so_and_does_not_count_as_missed() {
        let mut unlabelled = drive(&FRAMES);
        unlabelled.truths.clear();
        let unlabelled = Identities::of(&unlabelled, &[]);
        assert_eq!(unlabelled.total().against_labels, None);
        assert_eq!(unlabelled.classes["car"].tracks, 2);
        let labelled = Identities::of(&drive(&FRAMES), &[]);
        let both = Identities::sum([&unlabelled, &labelled]).total();
        assert_eq!(both.against_labels, labelled.total().against_labels);
    }

    #[test]
    fn classes_that_were_not_asked_for_are_left_out() {
        let nobody: [(Placed<'_>, Placed<'_>); 1] = [(&[], &[(9, 1.0)])];
        let found = Identities::of(&drive(&nobody), &[AgentClass::Pedestrian]);
        assert!(!found.classes.contains_key("car"));
        assert_eq!(found.total().against_labels.unwrap().labels, 0);
    }
}
