//! The cross-section of a road as OpenDRIVE has it: lanes with widths and paint.

use super::cubic::Cubic;
use super::xml::decimal;

/// A painted line from an offset along the lane section on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub(super) offset_m: f64,
    pub(super) kind: &'static str,
    pub(super) lane_change: &'static str,
}

impl Mark {
    /// Nobody may cross it.
    pub(super) const SOLID: Self = Self::new(0.0, "solid", "none");
    /// Everybody may cross it.
    pub(super) const BROKEN: Self = Self::new(0.0, "broken", "both");
    /// No paint.
    pub(super) const NONE: Self = Self::new(0.0, "none", "none");

    pub(super) const fn new(offset_m: f64, kind: &'static str, lane_change: &'static str) -> Self {
        Self {
            offset_m,
            kind,
            lane_change,
        }
    }

    fn xml(&self) -> String {
        format!(
            r#"<roadMark sOffset="{}" type="{}" weight="standard" color="standard" width="0.12" laneChange="{}"/>"#,
            decimal(self.offset_m, 3),
            self.kind,
            self.lane_change
        )
    }
}

/// A lane of a section; number 1, 2, … to the left of the middle, -1, -2, … to the right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lane {
    pub(super) number: i32,
    pub(super) kind: &'static str,
    /// Width records, in order, from the section's begin.
    pub(super) widths: Vec<Cubic>,
    pub(super) marks: Vec<Mark>,
    pub(super) predecessor: Option<i32>,
    pub(super) successor: Option<i32>,
}

impl Lane {
    /// A lane of one width without neighbours ahead and behind.
    pub(super) fn new(number: i32, kind: &'static str, width_m: f64, mark: Mark) -> Self {
        Self {
            number,
            kind,
            widths: vec![Cubic::constant(width_m)],
            marks: vec![mark],
            predecessor: None,
            successor: None,
        }
    }

    /// The same lane with other widths.
    #[must_use]
    pub(super) fn with_widths(mut self, widths: Vec<Cubic>) -> Self {
        self.widths = widths;
        self
    }

    /// Linked to lanes of the section before and after.
    #[must_use]
    pub(super) fn linked(mut self, predecessor: Option<i32>, successor: Option<i32>) -> Self {
        self.predecessor = predecessor;
        self.successor = successor;
        self
    }

    /// Its width after an arc length of the section.
    pub(super) fn width_m(&self, s_m: f64) -> f64 {
        let record = self.widths.iter().rev().find(|w| w.s_m <= s_m + 1e-9);
        record.map_or(0.0, |w| w.at(s_m))
    }

    fn xml(&self, out: &mut String) {
        out.push_str(&format!(
            r#"<lane id="{}" type="{}" level="false"><link>"#,
            self.number, self.kind
        ));
        for (name, link) in [
            ("predecessor", self.predecessor),
            ("successor", self.successor),
        ] {
            if let Some(id) = link {
                out.push_str(&format!(r#"<{name} id="{id}"/>"#));
            }
        }
        out.push_str("</link>");
        for width in &self.widths {
            out.push_str(&format!("<width {}/>", width.xml("sOffset")));
        }
        for mark in &self.marks {
            out.push_str(&mark.xml());
        }
        out.push_str("</lane>\n");
    }
}

/// The cross-section of a road from an arc length on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub(super) s_m: f64,
    pub(super) lanes: Vec<Lane>,
    pub(super) center_marks: Vec<Mark>,
}

impl Section {
    pub(super) fn lane(&self, number: i32) -> Option<&Lane> {
        self.lanes.iter().find(|lane| lane.number == number)
    }

    pub(super) fn xml(&self, out: &mut String) {
        self.side_xml("left", |number| number > 0, out);
        let marks: String = self.center_marks.iter().map(Mark::xml).collect();
        out.push_str(&format!(
            "<center><lane id=\"0\" type=\"none\" level=\"false\">{marks}</lane></center>\n"
        ));
        self.side_xml("right", |number| number < 0, out);
    }

    /// The lanes of one side, from left to right.
    fn side_xml(&self, name: &str, is_of: fn(i32) -> bool, out: &mut String) {
        let mut lanes: Vec<&Lane> = self.lanes.iter().filter(|l| is_of(l.number)).collect();
        if lanes.is_empty() {
            return;
        }
        lanes.sort_by_key(|lane| -lane.number);
        out.push_str(&format!("<{name}>\n"));
        for lane in lanes {
            lane.xml(out);
        }
        out.push_str(&format!("</{name}>\n"));
    }
}
