//! Which moments are drawn, and what is drawn of them.

use std::sync::Arc;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{Forecasts, Plan, Truth, TruthAgent};
use trunkline_interfaces::{AgentId, TrackId};

use super::birds_eye::{Frame, Picture};
use crate::drive_record::DriveRecord;
use crate::metrics::WorstMoment;

/// Half of the height and width of a moment's picture.
const AROUND_M: (f64, f64) = (24.0, 24.0);
/// How far the middle of a moment's picture lies ahead of the ego.
const AHEAD_M: f64 = 10.0;
/// Moments nearer than this share a dot.
const PIN_M: f64 = 12.0;
/// Messages that became available at the moment itself count, s.
const NOW_S: f64 = 1e-6;
/// Room around the whole drive.
const MARGIN_M: f64 = 25.0;

/// The whole drive: the road, the way, what was driven, and the moments as numbered dots.
pub(super) fn overview(record: &DriveRecord, moments: &[WorstMoment]) -> Option<String> {
    let driven_m: Vec<Vector2<f64>> = record
        .truths
        .iter()
        .map(|t| t.ego.position_m.xy())
        .filter(|p| p.x.is_finite() && p.y.is_finite())
        .collect();
    let mut picture = Picture::new(Frame::over(&driven_m, MARGIN_M)?);
    picture.map(&record.map);
    if let Some(route) = record.routes.first() {
        let way_m: Vec<_> = route.path.iter().map(|p| p.position_m).collect();
        picture.line("route", &way_m);
    }
    picture.line("driven", &driven_m);
    if let Some(truth) = record.truths.last() {
        picture.ego(&truth.ego.footprint(&record.vehicle));
    }
    for (label, p_m) in pins(record, moments) {
        picture.pin(p_m, &label);
    }
    Some(picture.svg("the whole drive from above"))
}

/// Where the moments were: "1", or "1, 2" where they are too near to be told apart.
fn pins(record: &DriveRecord, moments: &[WorstMoment]) -> Vec<(String, Vector2<f64>)> {
    let mut pins: Vec<(String, Vector2<f64>)> = Vec::new();
    for (number, moment) in (1..).zip(moments) {
        let Some(truth) = nearest_truth(record, moment.time_s) else {
            continue;
        };
        let p_m = truth.ego.position_m.xy();
        match pins.iter_mut().find(|(_, q)| (p_m - *q).norm() < PIN_M) {
            Some((label, _)) => label.push_str(&format!(", {number}")),
            None => pins.push((number.to_string(), p_m)),
        }
    }
    pins
}

/// One moment: everybody, the ego's plan, the forecasts; who was involved is outlined in red.
pub(super) fn moment(record: &DriveRecord, moment: &WorstMoment) -> Option<String> {
    let truth = nearest_truth(record, moment.time_s)?;
    let ego = truth.ego.pose();
    if !ego.is_finite() {
        return None;
    }
    let (half_up_m, half_across_m) = AROUND_M;
    let middle: Pose2 = ego.forward(AHEAD_M);
    let mut picture = Picture::new(Frame::around(middle, half_up_m, half_across_m));
    picture.map(&record.map);
    picture.signals(&record.map, &truth.signals);
    picture.line(
        "ahead",
        &driven_between(record, moment.time_s, f64::INFINITY),
    );
    picture.line(
        "driven",
        &driven_between(record, f64::NEG_INFINITY, moment.time_s),
    );
    let forecasts = record.forecasts.iter().rev();
    let is_there = |f: &&Arc<Forecasts>| f.header.produced.s() <= moment.time_s + NOW_S;
    if let Some(forecasts) = forecasts.into_iter().find(is_there) {
        for forecast in &forecasts.forecasts {
            if let Some(mode) = forecast.most_likely() {
                let line_m: Vec<_> = mode.points.iter().map(|p| p.position_m).collect();
                picture.line("expected", &line_m);
            }
        }
    }
    if let Some(plan) = plan_at(record, moment.time_s) {
        let points = plan.trajectory.points.iter();
        let line_m: Vec<_> = points.map(|p| p.position_m).collect();
        picture.line("plan", &line_m);
    }
    let involved = moment
        .agent
        .or_else(|| agent_of(record, truth, moment.track?));
    for agent in &truth.agents {
        picture.agent(
            agent.class,
            &agent.bbox.footprint(),
            Some(agent.id) == involved,
        );
    }
    picture.ego(&truth.ego.footprint(&record.vehicle));
    Some(picture.svg("the moment from above"))
}

/// What the planner said at that time.
pub(super) fn reason_at(record: &DriveRecord, time_s: f64) -> Option<&str> {
    let plan = plan_at(record, time_s)?;
    Some(plan.reason.sentence.as_str()).filter(|s| !s.is_empty())
}

/// The plan that was there at that time.
fn plan_at(record: &DriveRecord, time_s: f64) -> Option<&Arc<Plan>> {
    let mut plans = record.plans.iter().rev();
    plans.find(|p| p.header.produced.s() <= time_s + NOW_S)
}

fn nearest_truth(record: &DriveRecord, time_s: f64) -> Option<&Arc<Truth>> {
    record.truths.iter().min_by(|a, b| {
        let away = |t: &Arc<Truth>| (t.header.stamp.s() - time_s).abs();
        away(a).total_cmp(&away(b))
    })
}

fn driven_between(record: &DriveRecord, from_s: f64, to_s: f64) -> Vec<Vector2<f64>> {
    let is_within = |t: &&Arc<Truth>| {
        let s = t.header.stamp.s();
        s >= from_s - NOW_S && s <= to_s + NOW_S
    };
    let truths = record.truths.iter().filter(is_within);
    truths.map(|t| t.ego.position_m.xy()).collect()
}

/// The agent nearest to a track: what the track is about.
fn agent_of(record: &DriveRecord, truth: &Truth, track: TrackId) -> Option<AgentId> {
    let now_s = truth.header.stamp.s() + NOW_S;
    let tracks = record
        .tracks
        .iter()
        .rev()
        .find(|t| t.header.stamp.s() <= now_s)?;
    let center_m = tracks.get(track)?.bbox.center_m.xy();
    let away = |a: &TruthAgent| (a.bbox.center_m.xy() - center_m).norm();
    truth
        .agents
        .iter()
        .min_by(|a, b| away(a).total_cmp(&away(b)))
        .map(|a| a.id)
}
