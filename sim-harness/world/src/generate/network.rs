//! Roads and junctions in the making.

use super::course::Course;
use super::cubic::Cubic;
use super::heights::Heights;
use super::opendrive::{Document, End, Junction, Link, Road};
use super::section::Section;

/// Numbers of junctions begin here.
const FIRST_JUNCTION: u32 = 5_000;

/// A map in the making. Roads are named by their index.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    pub(super) document: Document,
    roads: u32,
    /// How many connecting roads, objects and signals there are.
    pub(super) connecting: u32,
    pub(super) objects: u32,
    pub(super) signals: u32,
}

/// What a road is like besides its course.
#[derive(Debug, Clone)]
pub(super) struct Make {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) limit_mps: f64,
    pub(super) sections: Vec<Section>,
}

impl Network {
    pub(super) fn new(name: &str) -> Self {
        Self {
            document: Document {
                name: name.to_owned(),
                ..Document::default()
            },
            ..Self::default()
        }
    }

    pub(super) fn road(&self, index: usize) -> &Road {
        &self.document.roads[index]
    }

    pub(super) fn road_mut(&mut self, index: usize) -> &mut Road {
        &mut self.document.roads[index]
    }

    /// Adds a road and gives its index.
    pub(super) fn add_road(&mut self, make: Make, course: Course, heights: Heights) -> usize {
        self.roads += 1;
        self.document.roads.push(Road {
            id: self.roads,
            name: make.name,
            kind: make.kind,
            limit_mps: make.limit_mps,
            course,
            heights,
            lane_offset: Cubic::constant(0.0),
            sections: make.sections,
            junction: None,
            predecessor: None,
            successor: None,
            objects: Vec::new(),
            signals: Vec::new(),
        });
        self.document.roads.len() - 1
    }

    /// Shifts the lanes of a road to the left of its course.
    pub(super) fn offset_lanes(&mut self, road: usize, left_m: f64) {
        self.road_mut(road).lane_offset = Cubic::constant(left_m);
    }

    /// Joins the end of one road to the begin of another: lanes of the same number lead on where both
    /// are of the same kind.
    pub(super) fn chain(&mut self, before: usize, after: usize) {
        let kinds = |section: Option<&Section>| -> Vec<(i32, &'static str)> {
            let lanes = section.into_iter().flat_map(|section| &section.lanes);
            lanes.map(|lane| (lane.number, lane.kind)).collect()
        };
        let (a, b) = (
            kinds(self.road(before).sections.last()),
            kinds(self.road(after).sections.first()),
        );
        let same: Vec<i32> = a
            .into_iter()
            .filter(|l| b.contains(l))
            .map(|l| l.0)
            .collect();
        let (before_id, after_id) = (self.road(before).id, self.road(after).id);
        self.road_mut(before).successor = Some(Link::Road(after_id, End::Start));
        self.road_mut(after).predecessor = Some(Link::Road(before_id, End::End));
        for lane in self
            .road_mut(before)
            .sections
            .iter_mut()
            .last()
            .into_iter()
            .flat_map(|s| &mut s.lanes)
        {
            if same.contains(&lane.number) {
                lane.successor = Some(lane.number);
            }
        }
        for lane in self
            .road_mut(after)
            .sections
            .iter_mut()
            .take(1)
            .flat_map(|s| &mut s.lanes)
        {
            if same.contains(&lane.number) {
                lane.predecessor = Some(lane.number);
            }
        }
    }

    /// A junction without ways through it yet; gives its index.
    pub(super) fn add_junction(&mut self, name: &str) -> usize {
        let id = FIRST_JUNCTION + self.document.junctions.len() as u32;
        self.document.junctions.push(Junction {
            id,
            name: name.to_owned(),
            connections: Vec::new(),
            controllers: Vec::new(),
        });
        self.document.junctions.len() - 1
    }

    /// Whether a course keeps so far away from every road, but near its own begin.
    pub(super) fn is_clear(&self, course: &Course, margin_m: f64, from_m: f64) -> bool {
        let length_m = course.length_m();
        let own: Vec<_> = course.slice(from_m.min(length_m), length_m).samples(15.0);
        self.document.roads.iter().all(|road| {
            road.course.samples(15.0).iter().all(|other| {
                own.iter()
                    .all(|pose| (pose.position_m() - other.position_m()).norm() > margin_m)
            })
        })
    }
}
