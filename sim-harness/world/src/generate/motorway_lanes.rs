//! Cross-sections of a carriageway: lanes that open for an exit, end after an entry, and the hard
//! shoulder that makes room for both.

use super::cubic::Cubic;
use super::section::{Lane, Mark, Section};

/// A lane opens or closes over so much.
const TAPER_M: f64 = 60.0;
/// The hard shoulder opens or closes over so much.
const SHOULDER_TAPER_M: f64 = 100.0;

/// Widths of a motorway's parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cross {
    pub(super) lane_m: f64,
    /// Half of what lies between the carriageways.
    pub(super) median_m: f64,
    pub(super) shoulder_m: f64,
    /// Lane of a ramp, and of the lane beside the carriageway that leads to it.
    pub(super) ramp_m: f64,
    pub(super) ramp_shoulder_m: f64,
}

/// What lies to the right of the through lanes at a road's begin or end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beside {
    /// The hard shoulder.
    Shoulder,
    /// One more lane for so far, then the hard shoulder.
    Lane(f64),
    /// Nothing, as a ramp runs close by; the hard shoulder opens or closes.
    Nothing,
}

impl Cross {
    /// Median and through lanes, linked at both ends: what leads through a junction.
    pub(super) fn through(&self, lanes: u32) -> Section {
        let mut section = self.section(0.0, lanes);
        for lane in &mut section.lanes {
            (lane.predecessor, lane.successor) = (Some(lane.number), Some(lane.number));
        }
        section
    }

    /// Median and through lanes from an arc length on, not linked.
    fn section(&self, s_m: f64, lanes: u32) -> Section {
        let mut all = vec![Lane::new(-1, "median", self.median_m, Mark::SOLID)];
        for i in 0..lanes {
            let is_outer = i + 1 == lanes;
            let mark = if is_outer { Mark::SOLID } else { Mark::BROKEN };
            all.push(Lane::new(-(i as i32 + 2), "driving", self.lane_m, mark));
        }
        Section {
            s_m,
            lanes: all,
            center_marks: vec![Mark::NONE],
        }
    }

    /// With one more lane beside the through lanes, and the shoulder beyond it.
    fn with_lane(&self, s_m: f64, lanes: u32) -> Section {
        let mut section = self.section(s_m, lanes);
        let outer = -(lanes as i32 + 1);
        for lane in section.lanes.iter_mut().filter(|l| l.number == outer) {
            lane.marks = vec![Mark::BROKEN];
        }
        section.lanes.extend([
            Lane::new(outer - 1, "driving", self.ramp_m, Mark::SOLID),
            Lane::new(outer - 2, "stop", self.shoulder_m, Mark::NONE),
        ]);
        section
    }

    /// Where that lane opens or closes.
    fn with_taper(&self, s_m: f64, lanes: u32, is_opening: bool) -> Section {
        let mut section = self.with_lane(s_m, lanes);
        let (from_m, to_m) = if is_opening {
            (0.0, self.ramp_m)
        } else {
            (self.ramp_m, 0.0)
        };
        let outer = -(lanes as i32 + 1);
        for lane in section.lanes.iter_mut().filter(|l| l.number == outer - 1) {
            lane.kind = "stop";
            lane.widths = vec![Cubic::taper(0.0, TAPER_M, from_m, to_m)];
        }
        section
    }

    /// With the shoulder beside the through lanes, which may open at the begin and close at the end.
    fn with_shoulder(&self, s_m: f64, lanes: u32, length_m: f64, ends: (bool, bool)) -> Section {
        let mut section = self.section(s_m, lanes);
        let over_m = SHOULDER_TAPER_M.min(0.45 * length_m);
        let mut widths = Vec::new();
        if ends.0 {
            widths.push(Cubic::taper(0.0, over_m, 0.0, self.shoulder_m));
            widths.push(Cubic::new(over_m, [self.shoulder_m, 0.0, 0.0, 0.0]));
        } else {
            widths.push(Cubic::constant(self.shoulder_m));
        }
        if ends.1 {
            widths.push(Cubic::taper(
                length_m - over_m,
                over_m,
                self.shoulder_m,
                0.0,
            ));
        }
        let shoulder = Lane::new(-(lanes as i32 + 2), "stop", 0.0, Mark::NONE);
        section.lanes.push(shoulder.with_widths(widths));
        section
    }
}

/// The sections of a road of a carriageway.
pub(super) fn sections(
    cross: &Cross,
    lanes: u32,
    length_m: f64,
    begin: Beside,
    end: Beside,
) -> Vec<Section> {
    let mut all = Vec::new();
    let mut from_m = 0.0;
    if let Beside::Lane(lane_m) = begin {
        all.push(cross.with_lane(0.0, lanes));
        all.push(cross.with_taper(lane_m, lanes, false));
        from_m = lane_m + TAPER_M;
    }
    let to_m = match end {
        Beside::Lane(lane_m) => length_m - lane_m - TAPER_M,
        _ => length_m,
    };
    let ends = (begin == Beside::Nothing, end == Beside::Nothing);
    all.push(cross.with_shoulder(from_m, lanes, to_m - from_m, ends));
    if let Beside::Lane(_) = end {
        all.push(cross.with_taper(to_m, lanes, true));
        all.push(cross.with_lane(to_m + TAPER_M, lanes));
    }
    link(&mut all, lanes);
    all
}

/// Links the lanes of neighbouring sections: median and through lanes by their numbers, the shoulder
/// as the outermost lane.
fn link(sections: &mut [Section], lanes: u32) {
    let outer = -(lanes as i32 + 1);
    let shoulders: Vec<i32> = sections
        .iter()
        .map(|s| s.lanes.iter().map(|lane| lane.number).min().unwrap_or(0))
        .collect();
    let count = sections.len();
    for (i, section) in sections.iter_mut().enumerate() {
        for lane in &mut section.lanes {
            let beyond = |other: Option<&i32>| {
                if lane.number >= outer {
                    other.map(|_| lane.number)
                } else if lane.number == shoulders[i] {
                    other.copied()
                } else {
                    None
                }
            };
            let before = i.checked_sub(1).and_then(|k| shoulders.get(k));
            let after = (i + 1 < count).then(|| shoulders.get(i + 1)).flatten();
            let (predecessor, successor) = (beyond(before), beyond(after));
            (lane.predecessor, lane.successor) = (predecessor, successor);
        }
    }
}
