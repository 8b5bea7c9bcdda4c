//! What is plotted over a drive: motion, safety, ages and latencies.

use trunkline_interfaces::messages::{Actuation, Header};

use super::line_plot::{Line, Plot};
use crate::drive_record::DriveRecord;
use crate::metrics::data_age::age_ms;
use crate::metrics::time_to_collision::{BOUND_S, time_to_collision_s};
use crate::metrics::{Scorecard, ScoringScene};

const TTC: &str = "time to collision, s";
const AGE: &str = "age of the data at the command, ms";
const LATENCY: &str = "latency per stage, ms";
/// Above this, a time to collision says nothing (it is looked for up to 2.9 s ahead).
const TTC_IN_SIGHT_S: f64 = 3.0;

/// The plots of a drive.
pub(super) struct Plots {
    /// Those that show something.
    pub(super) shown: Vec<Plot>,
    /// The others: title and why there is nothing to see.
    pub(super) left_out: Vec<String>,
}

/// Every plot of a drive. Marked are the times of collisions.
pub(super) fn plots(record: &DriveRecord, scorecard: &Scorecard, scene: &ScoringScene) -> Plots {
    let start_s = start_s(record);
    let marks_s: Vec<f64> = scorecard
        .collisions
        .iter()
        .map(|c| start_s + c.time_s)
        .collect();
    let plot = |title, at_least, lines| Plot {
        title,
        lines,
        marks_s: marks_s.clone(),
        at_least,
    };
    let plots = vec![
        plot("speed, m/s", (0.0, 1.0), speed(record)),
        plot("acceleration, m/s²", (-1.0, 1.0), acceleration(record)),
        plot(
            "steering, rad, left positive",
            (-0.02, 0.02),
            steering(record),
        ),
        plot(
            TTC,
            (0.0, TTC_IN_SIGHT_S),
            time_to_collision(record, scorecard, scene),
        ),
        plot(AGE, (0.0, 1.0), data_age(record)),
        plot(LATENCY, (0.0, 1.0), latency(record)),
    ];
    let mut left_out = Vec::new();
    let mut shown = Vec::new();
    for plot in plots {
        match nothing_to_see(&plot) {
            Some(why) => left_out.push(format!("{} ({why})", plot.title)),
            None => shown.push(plot),
        }
    }
    Plots { shown, left_out }
}

/// Why a plot would show nothing, if so.
fn nothing_to_see(plot: &Plot) -> Option<&'static str> {
    let is_still = || plot.lines.iter().all(Line::is_zero);
    match plot.title {
        _ if plot.is_empty() => Some("nothing was recorded of it"),
        // All in one step of the world: nothing was delayed, nothing waited.
        AGE | LATENCY if is_still() => Some("0 throughout: no delay is configured"),
        TTC if plot.lines.iter().skip(1).all(|l| l.pieces.is_empty()) => {
            Some("nobody within 3 s straight ahead")
        }
        _ => None,
    }
}

/// Time of the first truth.
pub(super) fn start_s(record: &DriveRecord) -> f64 {
    record.truths.first().map_or(0.0, |t| t.header.stamp.s())
}

fn speed(record: &DriveRecord) -> Vec<Line> {
    let actual = record
        .truths
        .iter()
        .map(|t| (t.header.stamp.s(), t.ego.speed_mps()));
    let planned = record.plans.iter().filter_map(|p| {
        let ahead = p.trajectory.at(1.0)?;
        Some((p.header.stamp.s() + 1.0, ahead.speed_mps))
    });
    vec![
        Line::new("planned one second before", 1, planned),
        Line::new("driven", 0, actual),
    ]
}

fn acceleration(record: &DriveRecord) -> Vec<Line> {
    let ego = |axis: usize| {
        record
            .truths
            .iter()
            .map(move |t| (t.header.stamp.s(), t.ego.acceleration_mps2[axis]))
    };
    let command = commands(record).map(|(t, _, acceleration_mps2)| (t, acceleration_mps2));
    vec![
        Line::new("command", 2, command),
        Line::new("forward", 0, ego(0)),
        Line::new("left", 1, ego(1)),
    ]
}

fn steering(record: &DriveRecord) -> Vec<Line> {
    let actual = record
        .truths
        .iter()
        .map(|t| (t.header.stamp.s(), t.ego.steering_rad));
    let command = commands(record).map(|(t, steering_rad, _)| (t, steering_rad));
    vec![
        Line::new("command", 2, command),
        Line::new("actual", 0, actual),
    ]
}

/// Time, steering, acceleration of the commands that are of that kind.
fn commands(record: &DriveRecord) -> impl Iterator<Item = (f64, f64, f64)> {
    record.commands.iter().filter_map(|c| match c.actuation {
        Actuation::Control {
            steering_rad,
            acceleration_mps2,
        } => Some((c.header.produced.s(), steering_rad, acceleration_mps2)),
        Actuation::Trajectory(_) => None,
    })
}

fn time_to_collision(
    record: &DriveRecord,
    scorecard: &Scorecard,
    scene: &ScoringScene,
) -> Vec<Line> {
    let found = time_to_collision_s(record, scene, &scorecard.collisions);
    let times = record.truths.iter().map(|t| t.header.stamp.s());
    let found = times.zip(found);
    let bound = [
        start_s(record),
        record.truths.last().map_or(0.0, |t| t.header.stamp.s()),
    ];
    vec![
        Line::new("bound", 5, bound.map(|t| (t, BOUND_S))),
        Line::with_gaps("smallest, where on collision course", 4, found),
    ]
}

fn data_age(record: &DriveRecord) -> Vec<Line> {
    let headers = record.commands.iter().map(|c| &c.header);
    let ages = headers.map(|header| (header.produced.s(), age_ms(header)));
    vec![Line::new("of the oldest capture, largest per stretch", 0, ages).peaks()]
}

fn latency(record: &DriveRecord) -> Vec<Line> {
    fn line<'a>(
        name: &'static str,
        color: usize,
        headers: impl Iterator<Item = &'a Header>,
    ) -> Line {
        let ms = |h: &Header| 1e3 * (h.produced - h.stamp).s();
        Line::new(name, color, headers.map(|h| (h.produced.s(), ms(h))))
    }
    vec![
        line("lifter", 5, record.detections.iter().map(|m| &m.header)),
        line("tracker", 0, record.tracks.iter().map(|m| &m.header)),
        line("forecaster", 1, record.forecasts.iter().map(|m| &m.header)),
        line("planner", 2, record.plans.iter().map(|m| &m.header)),
        line("gate", 4, record.commands.iter().map(|m| &m.header)),
    ]
}
