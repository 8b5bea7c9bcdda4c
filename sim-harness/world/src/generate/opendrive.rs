//! OpenDRIVE 1.5: roads, junctions and the file as data, and how they are written. Only what our maps
//! use.

use super::course::{Course, Piece};
use super::cubic::Cubic;
use super::heights::Heights;
use super::section::Section;
use super::xml::{decimal, quoted, scientific};

/// Which end of a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Start,
    End,
}

impl End {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }
}

/// What a road's end meets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Link {
    Road(u32, End),
    Junction(u32),
}

impl Link {
    fn xml(self, name: &str) -> String {
        match self {
            Self::Road(id, end) => format!(
                r#"<{name} elementType="road" elementId="{id}" contactPoint="{}"/>"#,
                end.word()
            ),
            Self::Junction(id) => {
                format!(r#"<{name} elementType="junction" elementId="{id}"/>"#)
            }
        }
    }
}

/// A road.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Road {
    pub(super) id: u32,
    pub(super) name: String,
    /// OpenDRIVE's type of road: town, rural, motorway.
    pub(super) kind: &'static str,
    pub(super) limit_mps: f64,
    pub(super) course: Course,
    pub(super) heights: Heights,
    pub(super) lane_offset: Cubic,
    pub(super) sections: Vec<Section>,
    pub(super) junction: Option<u32>,
    pub(super) predecessor: Option<Link>,
    pub(super) successor: Option<Link>,
    /// Objects and signals, as they are written.
    pub(super) objects: Vec<String>,
    pub(super) signals: Vec<String>,
}

impl Road {
    pub(super) fn length_m(&self) -> f64 {
        self.course.length_m()
    }

    fn xml(&self, out: &mut String) {
        out.push_str(&format!(
            "<road name={} length=\"{}\" id=\"{}\" junction=\"{}\" rule=\"RHT\">\n<link>",
            quoted(&self.name),
            decimal(self.length_m(), 9),
            self.id,
            self.junction
                .map_or_else(|| "-1".to_owned(), |j| j.to_string()),
        ));
        for (name, link) in [
            ("predecessor", self.predecessor),
            ("successor", self.successor),
        ] {
            out.push_str(&link.map_or_else(String::new, |link| link.xml(name)));
        }
        out.push_str(&format!(
            "</link>\n<type s=\"0\" type=\"{}\"><speed max=\"{}\" unit=\"m/s\"/></type>\n<planView>\n",
            self.kind,
            decimal(self.limit_mps, 3)
        ));
        let (mut pose, mut s_m) = (self.course.start, 0.0);
        for piece in &self.course.pieces {
            let length_m = piece.length_m();
            out.push_str(&format!(
                "<geometry s=\"{}\" x=\"{}\" y=\"{}\" hdg=\"{}\" length=\"{}\">{}</geometry>\n",
                decimal(s_m, 9),
                decimal(pose.x_m, 9),
                decimal(pose.y_m, 9),
                decimal(pose.yaw_rad, 12),
                decimal(length_m, 9),
                shape(piece)
            ));
            pose = piece.at(pose, length_m);
            s_m += length_m;
        }
        out.push_str("</planView>\n<elevationProfile>");
        for record in self.heights.records() {
            out.push_str(&format!("<elevation {}/>", record.xml("s")));
        }
        out.push_str(&format!(
            "</elevationProfile>\n<lanes><laneOffset {}/>\n",
            self.lane_offset.xml("s")
        ));
        for section in &self.sections {
            out.push_str(&format!(
                "<laneSection s=\"{}\">\n",
                decimal(section.s_m, 9)
            ));
            section.xml(out);
            out.push_str("</laneSection>\n");
        }
        out.push_str("</lanes>\n");
        for (name, entries) in [("objects", &self.objects), ("signals", &self.signals)] {
            if !entries.is_empty() {
                out.push_str(&format!("<{name}>\n{}\n</{name}>\n", entries.join("\n")));
            }
        }
        out.push_str("</road>\n");
    }
}

fn shape(piece: &Piece) -> String {
    match *piece {
        Piece::Curve {
            start_1pm, end_1pm, ..
        } => {
            if start_1pm == 0.0 && end_1pm == 0.0 {
                "<line/>".to_owned()
            } else if start_1pm == end_1pm {
                format!(r#"<arc curvature="{}"/>"#, scientific(start_1pm))
            } else {
                format!(
                    r#"<spiral curvStart="{}" curvEnd="{}"/>"#,
                    scientific(start_1pm),
                    scientific(end_1pm)
                )
            }
        }
        Piece::Shift { along_m, left_m } => format!(
            r#"<paramPoly3 aU="0" bU="{}" cU="0" dU="0" aV="0" bV="0" cV="{}" dV="{}" pRange="normalized"/>"#,
            scientific(along_m),
            scientific(3.0 * left_m),
            scientific(-2.0 * left_m)
        ),
    }
}

/// A way into a junction: from a road over a connecting road, lane by lane.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Connection {
    pub(super) incoming: u32,
    pub(super) connecting: u32,
    pub(super) lanes: Vec<(i32, i32)>,
}

/// A junction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Junction {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) connections: Vec<Connection>,
    pub(super) controllers: Vec<u32>,
}

impl Junction {
    fn xml(&self, out: &mut String) {
        out.push_str(&format!(
            "<junction id=\"{}\" name={}>\n",
            self.id,
            quoted(&self.name)
        ));
        for (number, c) in self.connections.iter().enumerate() {
            let links: String = c
                .lanes
                .iter()
                .map(|(from, to)| format!(r#"<laneLink from="{from}" to="{to}"/>"#))
                .collect();
            out.push_str(&format!(
                "<connection id=\"{number}\" incomingRoad=\"{}\" connectingRoad=\"{}\" contactPoint=\"start\">{links}</connection>\n",
                c.incoming, c.connecting
            ));
        }
        for controller in &self.controllers {
            out.push_str(&format!("<controller id=\"{controller}\" type=\"0\"/>\n"));
        }
        out.push_str("</junction>\n");
    }
}

/// Lights that change together: id, name, signals.
pub(super) type Controller = (u32, String, Vec<u32>);

/// Everything that a map's file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) roads: Vec<Road>,
    pub(super) junctions: Vec<Junction>,
    pub(super) controllers: Vec<Controller>,
    /// Junctions of each roundabout.
    pub(super) roundabouts: Vec<Vec<u32>>,
}

impl Document {
    /// The file's text.
    pub(super) fn xml(&self) -> String {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenDRIVE>\n<header revMajor=\"1\" revMinor=\"5\" name={} version=\"1\" vendor=\"trunkline\"{}/>\n",
            quoted(&self.name),
            self.bounds()
        );
        for road in &self.roads {
            road.xml(&mut out);
        }
        for (id, name, signals) in &self.controllers {
            let controls: String = signals
                .iter()
                .map(|s| format!(r#"<control signalId="{s}" type="0"/>"#))
                .collect();
            out.push_str(&format!(
                "<controller id=\"{id}\" name={}>{controls}</controller>\n",
                quoted(name)
            ));
        }
        for junction in &self.junctions {
            junction.xml(&mut out);
        }
        for (number, members) in self.roundabouts.iter().enumerate() {
            let references: String = members
                .iter()
                .map(|j| format!(r#"<junctionReference junction="{j}"/>"#))
                .collect();
            out.push_str(&format!(
                "<junctionGroup id=\"{}\" name=\"roundabout\" type=\"roundabout\">{references}</junctionGroup>\n",
                number + 1
            ));
        }
        out.push_str("</OpenDRIVE>\n");
        out
    }

    /// The rectangle that holds every road, in whole metres.
    fn bounds(&self) -> String {
        let poses = self.roads.iter().flat_map(|road| road.course.samples(10.0));
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for pose in poses {
            for (axis, value) in [pose.x_m, pose.y_m].into_iter().enumerate() {
                low[axis] = low[axis].min(value);
                high[axis] = high[axis].max(value);
            }
        }
        if !(low[0] <= high[0]) {
            return String::new();
        }
        format!(
            " north=\"{}\" south=\"{}\" east=\"{}\" west=\"{}\"",
            high[1].ceil(),
            low[1].floor(),
            high[0].ceil(),
            low[0].floor()
        )
    }
}
