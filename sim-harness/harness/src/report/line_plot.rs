//! Lines over time, drawn by plotters as SVG.

use plotters::prelude::*;

use crate::fault::Fault;

/// Small, so that its letters stay readable when a phone shrinks it.
const SIZE_PX: (u32, u32) = (470, 210);
const LETTERS_PX: u32 = 17;
/// Points that a line of peaks has at most.
const BINS: usize = 150;
/// Replaced by the page's own colours, light or dark (style.css).
const AXIS: RGBColor = RGBColor(1, 1, 1);
const GRID: RGBColor = RGBColor(254, 254, 254);

/// Colours that read on light and on dark ground.
pub(super) const COLORS: [RGBColor; 6] = [
    RGBColor(0x2f, 0x86, 0xd6),
    RGBColor(0x00, 0xa0, 0x6b),
    RGBColor(0xd9, 0x82, 0x00),
    RGBColor(0xc0, 0x5c, 0x9c),
    RGBColor(0xd6, 0x5a, 0x31),
    RGBColor(0x7a, 0x7f, 0x88),
];

/// One line: its name and its points; a gap ends a piece.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) color: RGBColor,
    pub(super) pieces: Vec<Vec<(f64, f64)>>,
}

impl Line {
    /// A line without gaps.
    pub(super) fn new(
        name: &'static str,
        color: usize,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        Self::with_gaps(name, color, points.into_iter().map(|(t, v)| (t, Some(v))))
    }

    /// A line that is interrupted where there is no value.
    pub(super) fn with_gaps(
        name: &'static str,
        color: usize,
        points: impl IntoIterator<Item = (f64, Option<f64>)>,
    ) -> Self {
        let mut pieces: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
        for (t, value) in points {
            match (
                value.filter(|v| v.is_finite() && t.is_finite()),
                pieces.last_mut(),
            ) {
                (Some(v), Some(piece)) => piece.push((t, v)),
                _ => pieces.push(Vec::new()),
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        Self {
            name,
            color: COLORS[color % COLORS.len()],
            pieces,
        }
    }

    /// The colour as CSS writes it.
    pub(super) fn css_color(&self) -> String {
        let RGBColor(r, g, b) = self.color;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// The largest value of each of at most [`BINS`] stretches of time: what swings faster than a
    /// pixel would be a block.
    pub(super) fn peaks(mut self) -> Self {
        for piece in &mut self.pieces {
            let size = piece.len().div_ceil(BINS).max(1);
            let largest = |bin: &[(f64, f64)]| {
                bin.iter()
                    .copied()
                    .reduce(|a, b| if b.1 > a.1 { b } else { a })
            };
            *piece = piece.chunks(size).filter_map(largest).collect();
        }
        self
    }

    /// Whether the line says nothing but zero.
    pub(super) fn is_zero(&self) -> bool {
        self.points().all(|(_, v)| *v == 0.0)
    }

    fn points(&self) -> impl Iterator<Item = &(f64, f64)> {
        self.pieces.iter().flatten()
    }
}

/// One plot.
pub(super) struct Plot {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// Times that are marked, s.
    pub(super) marks_s: Vec<f64>,
    /// Values that are in sight in any case.
    pub(super) at_least: (f64, f64),
}

impl Plot {
    /// Whether there is anything to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.points().next().is_none())
    }

    /// The plot as SVG.
    pub(super) fn svg(&self) -> Result<String, Fault> {
        let mut svg = String::new();
        let drawn = self.draw(&mut svg);
        drawn.map_err(|e| Fault::new(format!("the plot `{}`", self.title), e))?;
        Ok(svg)
    }

    fn draw(&self, svg: &mut String) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
        let area = SVGBackend::with_string(svg, SIZE_PX).into_drawing_area();
        let (times, values) = self.ranges();
        let letters = ("sans-serif", LETTERS_PX).into_font().color(&AXIS);
        let mut chart = ChartBuilder::on(&area)
            .margin(6)
            .margin_right(12)
            .x_label_area_size(26)
            .y_label_area_size(52)
            .build_cartesian_2d(times.0..times.1, values.0..values.1)?;
        chart
            .configure_mesh()
            .x_labels(6)
            .y_labels(5)
            .x_label_formatter(&|t| format!("{t:.0} s"))
            .label_style(letters)
            .axis_style(AXIS)
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .draw()?;
        for t in &self.marks_s {
            let mark = [(*t, values.0), (*t, values.1)];
            chart.draw_series(LineSeries::new(mark, RGBColor(0xd6, 0x2f, 0x36).mix(0.55)))?;
        }
        for line in &self.lines {
            for piece in &line.pieces {
                let style = line.color.stroke_width(2);
                let drawn = LineSeries::new(piece.iter().copied(), style);
                chart.draw_series(drawn)?;
            }
        }
        area.present()
    }

    /// Ranges of time and value, never empty.
    fn ranges(&self) -> ((f64, f64), (f64, f64)) {
        let points = || self.lines.iter().flat_map(Line::points);
        let range = |values: &mut dyn Iterator<Item = f64>, start: (f64, f64)| {
            values.fold(start, |(lo, hi), v| (lo.min(v), hi.max(v)))
        };
        let nothing = (f64::INFINITY, f64::NEG_INFINITY);
        let (from, to) = range(&mut points().map(|p| p.0), nothing);
        let times = if to > from { (from, to) } else { (0.0, 1.0) };
        let (low, high) = range(&mut points().map(|p| p.1), self.at_least);
        let room = (0.06 * (high - low)).max(1e-6);
        (times, (low - room, high + room))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(lines: Vec<Line>) -> Plot {
        Plot {
            title: "speed",
            lines,
            marks_s: vec![0.5],
            at_least: (0.0, 1.0),
        }
    }

    #[test]
    fn a_gap_ends_a_piece() {
        let line = Line::with_gaps("ttc", 0, [(0.0, Some(1.0)), (1.0, None), (2.0, Some(2.0))]);
        assert_eq!(line.pieces, vec![vec![(0.0, 1.0)], vec![(2.0, 2.0)]]);
    }

    #[test]
    fn peaks_keep_the_largest_value_of_each_stretch() {
        let saw = (0..600).map(|i| (f64::from(i), f64::from(i % 4)));
        let line = Line::new("age", 0, saw).peaks();
        assert_eq!(line.pieces[0].len(), BINS);
        assert!(line.pieces[0].iter().all(|(_, v)| *v == 3.0));
    }

    #[test]
    fn nothing_one_point_and_nan_are_drawn_without_complaint() {
        for points in [vec![], vec![(1.0, 3.0)], vec![(0.0, f64::NAN), (1.0, 2.0)]] {
            let plot = plot(vec![Line::new("speed", 0, points)]);
            assert!(plot.svg().unwrap().starts_with("<svg"));
        }
        assert!(plot(vec![Line::new("speed", 0, [])]).is_empty());
    }
}
