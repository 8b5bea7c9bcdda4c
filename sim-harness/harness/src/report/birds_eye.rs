//! Pictures of the scene from above, as SVG. Classes, not colours: the page decides (style.css).

use std::fmt::Write as _;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{AgentClass, Lane, LaneKind, LaneMap, SignalId, SignalKind};

const WIDTH_PX: f64 = 470.0;
/// Taller pictures than this are wider instead.
const MAX_HEIGHT_PX: f64 = 520.0;
/// Vertices nearer than this to the line without them are left out.
const SIMPLIFY_PX: f64 = 0.35;

/// A piece of the world, and how it lies in the picture.
pub(super) struct Frame {
    /// The middle of the picture; its x axis points up.
    world_from_picture: Pose2,
    /// Metres up and down from the middle.
    half_up_m: f64,
    /// Metres left and right from the middle.
    half_across_m: f64,
}

impl Frame {
    /// Around a pose whose x axis points up.
    pub(super) fn around(world_from_picture: Pose2, half_up_m: f64, half_across_m: f64) -> Self {
        Self {
            world_from_picture,
            half_up_m,
            half_across_m,
        }
    }

    /// North up, with every point in sight.
    pub(super) fn over(points_m: &[Vector2<f64>], margin_m: f64) -> Option<Self> {
        let first = *points_m.first()?;
        let (low, high) = points_m
            .iter()
            .fold((first, first), |(lo, hi), p| (lo.inf(p), hi.sup(p)));
        let middle = (low + high) * 0.5;
        let half = (high - low) * 0.5 + Vector2::repeat(margin_m);
        let north = Pose2::new(middle.x, middle.y, std::f64::consts::FRAC_PI_2);
        // The least width keeps a straight drive from filling the page with its height.
        let across_m = half.x.max(half.y * WIDTH_PX / MAX_HEIGHT_PX);
        Some(Self::around(north, half.y.max(0.25 * across_m), across_m))
    }

    fn px_per_m(&self) -> f64 {
        WIDTH_PX / (2.0 * self.half_across_m)
    }

    fn height_px(&self) -> f64 {
        2.0 * self.half_up_m * self.px_per_m()
    }

    fn px(&self, p_m: Vector2<f64>) -> Vector2<f64> {
        let local = self.world_from_picture.inverse_transform_point(p_m);
        let scale = self.px_per_m();
        Vector2::new(
            (self.half_across_m - local.y) * scale,
            (self.half_up_m - local.x) * scale,
        )
    }

    fn shows(&self, points_px: &[Vector2<f64>]) -> bool {
        let Some(first) = points_px.first() else {
            return false;
        };
        let (low, high) = points_px
            .iter()
            .fold((*first, *first), |(lo, hi), p| (lo.inf(p), hi.sup(p)));
        high.x >= 0.0 && low.x <= WIDTH_PX && high.y >= 0.0 && low.y <= self.height_px()
    }
}

/// A picture that grows layer by layer.
pub(super) struct Picture {
    frame: Frame,
    body: String,
}

impl Picture {
    pub(super) fn new(frame: Frame) -> Self {
        Self {
            frame,
            body: String::new(),
        }
    }

    /// The road, its markings and crosswalks.
    pub(super) fn map(&mut self, map: &LaneMap) {
        for polygon in map.drivable.polygons() {
            self.area("road", &polygon.vertices_m);
        }
        for lane in map.lanes.values() {
            match lane.kind {
                LaneKind::Driving | LaneKind::Biking | LaneKind::Parking => {
                    self.area("road", &outline_m(lane));
                }
                LaneKind::Sidewalk => self.area("walk", &outline_m(lane)),
                LaneKind::Shoulder | LaneKind::Other => {}
            }
        }
        for polygon in &map.crosswalks {
            self.area("zebra", &polygon.vertices_m);
        }
        for lane in map.driving_lanes().filter(|l| l.junction.is_none()) {
            for side in [1.0, -1.0] {
                self.line("mark", &edge_m(lane, side));
            }
        }
    }

    /// Stop lines of the lights, in the colours of what they show.
    pub(super) fn signals(&mut self, map: &LaneMap, states: &[(SignalId, SignalState)]) {
        for (id, state) in states {
            let Some(signal) = map.signals.get(id) else {
                continue;
            };
            if signal.kind != SignalKind::TrafficLight {
                continue;
            }
            let class = match state {
                SignalState::Go => "line go",
                SignalState::Caution => "line caution",
                SignalState::Stop => "line stop",
                SignalState::Unknown => "line unknown",
            };
            for stop in &signal.stops {
                let Some(lane) = map.lane(stop.lane) else {
                    continue;
                };
                let half_m = 0.5 * lane.width_at(stop.s_m);
                let end = |d_m| lane.centerline.pose_at(stop.s_m, d_m).position_m();
                self.line(class, &[end(half_m), end(-half_m)]);
            }
        }
    }

    /// A line through points of the world.
    pub(super) fn line(&mut self, class: &str, points_m: &[Vector2<f64>]) {
        self.path(class, points_m, "");
    }

    /// A filled area of the world.
    pub(super) fn area(&mut self, class: &str, points_m: &[Vector2<f64>]) {
        self.path(class, points_m, "Z");
    }

    /// A road user's outline.
    pub(super) fn agent(&mut self, class: AgentClass, outline: &Rectangle, is_involved: bool) {
        let name = match class {
            AgentClass::Pedestrian | AgentClass::Bicycle => "person",
            AgentClass::Car | AgentClass::Truck | AgentClass::Bus | AgentClass::Motorcycle => {
                "agent"
            }
            AgentClass::StaticObject => "thing",
        };
        let involved = if is_involved { " involved" } else { "" };
        self.area(&format!("{name}{involved}"), &outline.corners_m());
    }

    /// The ego: outline and nose.
    pub(super) fn ego(&mut self, outline: &Rectangle) {
        self.area("ego", &outline.corners_m());
        let front = outline.center_m + outline.axis * (0.75 * outline.half_length_m);
        let back = outline.center_m + outline.axis * (0.1 * outline.half_length_m);
        let side = outline.left() * (0.6 * outline.half_width_m);
        self.area("nose", &[front, back + side, back - side]);
    }

    /// A numbered dot.
    pub(super) fn pin(&mut self, p_m: Vector2<f64>, text: &str) {
        let p = self.frame.px(p_m);
        if !self.frame.shows(&[p]) {
            return;
        }
        // The text is made of numbers of ours; nothing to escape.
        self.put(format_args!(
            r#"<circle class="pin" cx="{:.1}" cy="{:.1}" r="5"/><text x="{:.1}" y="{:.1}">{text}</text>"#,
            p.x,
            p.y,
            p.x + 8.0,
            p.y - 6.0
        ));
    }

    /// The whole picture, with a scale in its corner.
    pub(super) fn svg(mut self, title: &str) -> String {
        let (height_px, scale) = (self.frame.height_px(), self.frame.px_per_m());
        let length_m = [100.0, 50.0, 20.0, 10.0, 5.0]
            .into_iter()
            .find(|m| m * scale < 0.3 * WIDTH_PX)
            .unwrap_or(5.0);
        let (y, end) = (height_px - 10.0, 10.0 + length_m * scale);
        self.put(format_args!(
            r#"<path class="scale" d="M10 {y:.1}H{end:.1}"/><text class="scale-text" x="{:.1}" y="{:.1}">{length_m} m</text>"#,
            end + 6.0,
            y + 4.0
        ));
        format!(
            r#"<svg class="above" viewBox="0 0 {WIDTH_PX} {height_px:.0}" role="img" aria-label="{title}">{}</svg>"#,
            self.body
        )
    }

    fn path(&mut self, class: &str, points_m: &[Vector2<f64>], end: &str) {
        let points_px: Vec<Vector2<f64>> = points_m
            .iter()
            .map(|p| self.frame.px(*p))
            .filter(|p| p.x.is_finite() && p.y.is_finite())
            .collect();
        if !self.frame.shows(&points_px) {
            return;
        }
        let mut d = String::new();
        for (i, p) in simplified(&points_px).iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            d.push_str(&format!("{letter}{:.1} {:.1}", p.x, p.y));
        }
        self.put(format_args!(r#"<path class="{class}" d="{d}{end}"/>"#));
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let written = self.body.write_fmt(element);
        debug_assert!(written.is_ok());
    }
}

fn edge_m(lane: &Lane, side: f64) -> Vec<Vector2<f64>> {
    let line = &lane.centerline;
    let along = line.arc_lengths_m().iter();
    along
        .map(|s_m| {
            line.pose_at(*s_m, side * 0.5 * lane.width_at(*s_m))
                .position_m()
        })
        .collect()
}

fn outline_m(lane: &Lane) -> Vec<Vector2<f64>> {
    let mut outline = edge_m(lane, 1.0);
    outline.extend(edge_m(lane, -1.0).into_iter().rev());
    outline
}

/// The points without those that the eye would not miss (Douglas, Peucker 1973).
fn simplified(points: &[Vector2<f64>]) -> Vec<Vector2<f64>> {
    let mut is_kept = vec![false; points.len()];
    let mut spans = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = spans.pop() {
        for end in [from, to] {
            if let Some(kept) = is_kept.get_mut(end) {
                *kept = true;
            }
        }
        let farthest = (from + 1..to)
            .map(|i| (i, distance(points[i], points[from], points[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((i, distance)) = farthest
            && distance > SIMPLIFY_PX
        {
            spans.extend([(from, i), (i, to)]);
        }
    }
    let kept = points.iter().zip(&is_kept).filter(|(_, kept)| **kept);
    kept.map(|(p, _)| *p).collect()
}

/// Distance of a point from a segment.
fn distance(p: Vector2<f64>, a: Vector2<f64>, b: Vector2<f64>) -> f64 {
    let step = b - a;
    let squared = step.norm_squared();
    let share = if squared > 0.0 {
        ((p - a).dot(&step) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p - a - step * share).norm()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_lines_keep_their_ends_only_and_corners_stay() {
        let line: Vec<_> = (0..50).map(|i| Vector2::new(f64::from(i), 3.0)).collect();
        assert_eq!(simplified(&line), vec![line[0], line[49]]);
        let corner = [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (10.0, 9.0)];
        let corner = corner.map(|(x, y)| Vector2::new(x, y));
        assert_eq!(simplified(&corner), vec![corner[0], corner[2], corner[3]]);
        assert!(simplified(&[]).is_empty());
    }

    #[test]
    fn the_frames_axis_points_up_and_its_left_is_left() {
        let frame = Frame::around(Pose2::new(5.0, 5.0, 0.0), 20.0, 10.0);
        let middle = frame.px(Vector2::new(5.0, 5.0));
        assert!((middle - Vector2::new(235.0, 470.0)).norm() < 1e-9);
        assert!(frame.px(Vector2::new(15.0, 5.0)).y < middle.y);
        assert!(frame.px(Vector2::new(5.0, 9.0)).x < middle.x);
    }

    #[test]
    fn what_is_out_of_sight_is_not_in_the_file() {
        let mut picture = Picture::new(Frame::around(Pose2::default(), 10.0, 10.0));
        picture.line(
            "driven",
            &[Vector2::new(500.0, 0.0), Vector2::new(600.0, 0.0)],
        );
        assert!(picture.body.is_empty());
        picture.line(
            "driven",
            &[Vector2::new(-500.0, 0.0), Vector2::new(600.0, 0.0)],
        );
        assert!(picture.body.contains("driven"));
    }
}
