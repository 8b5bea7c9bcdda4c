//! The page of one run.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::Value;
use serde::Serialize;

use trunkline_interfaces::stages::Stage;

use super::error::ReportError;
use super::format::{percent, quantity, score};
use super::line_plot::Plot;
use super::lines;
use super::page::{self, picture};
use super::pictures;
use super::score_tables::{Table, tables};
use super::sight::{Sight, sight};
use crate::drive_record::DriveRecord;
use crate::fault::Fault;
use crate::metrics::{Criterion, Scorecard, ScoringScene};
use crate::recording::Recording;

const TEMPLATE: &str = include_str!("drive.html");
/// Moments that are shown with a picture.
const MOMENTS: usize = 8;

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// What happened.
    pub record: &'a DriveRecord,
    /// What it was worth.
    pub scorecard: &'a Scorecard,
    /// What it was judged by.
    pub scene: &'a ScoringScene,
    /// Seed of the run.
    pub seed: u64,
    /// Which module sat in which stage.
    pub modules: &'a BTreeMap<Stage, String>,
    /// Stages that saw ground truth.
    pub oracles: &'a [Stage],
    /// Pass criteria; empty if there were none.
    pub criteria: &'a [Criterion],
    /// The whole effective config, as text.
    pub config_toml: &'a str,
    /// The run's folder as a user would type it; `None` if nothing was kept.
    pub run_dir: Option<&'a str>,
    /// The run's full recording, if it has images: the moments are shown as the car saw them.
    pub recording: Option<&'a Recording>,
}

/// Every value that the template names.
#[derive(Serialize)]
struct Page<'a> {
    world: &'a str,
    seed: u64,
    duration: String,
    map: &'a str,
    fault: Option<&'a str>,
    stage_failures: Vec<String>,
    is_passed: bool,
    criteria: &'a [Criterion],
    tiles: Vec<Tile>,
    overview: Option<Value>,
    moments: Vec<Moment<'a>>,
    tables: Vec<Table>,
    not_evaluated: Vec<String>,
    plots: Vec<Drawn>,
    plots_left_out: Vec<String>,
    modules: Vec<(&'static str, &'a str)>,
    oracles: Vec<&'static str>,
    config: &'a str,
    run_dir: Option<&'a str>,
}

#[derive(Serialize)]
struct Drawn {
    title: &'static str,
    svg: Value,
    lines: Vec<Key>,
}

#[derive(Serialize)]
struct Key {
    name: &'static str,
    color: String,
}

#[derive(Serialize)]
struct Moment<'a> {
    time: String,
    sentence: &'a str,
    reason: Option<&'a str>,
    svg: Option<Value>,
    sight: Option<Sight>,
}

#[derive(Serialize)]
struct Tile {
    value: String,
    name: &'static str,
    is_bad: bool,
}

/// Writes the page of a run.
///
/// # Errors
/// [`ReportError`] if it cannot be drawn or written.
pub fn write(path: &Path, input: &ReportInput<'_>) -> Result<(), ReportError> {
    page::write(path, &html(input)?)
}

/// The page of a run.
///
/// # Errors
/// [`ReportError`] if it cannot be drawn.
pub fn html(input: &ReportInput<'_>) -> Result<String, ReportError> {
    let card = input.scorecard;
    let moments = &card.worst_moments[..card.worst_moments.len().min(MOMENTS)];
    let moments_drawn: Vec<Moment<'_>> = moments
        .iter()
        .map(|m| Moment {
            time: format!("{:.1} s", m.time_s),
            sentence: &m.sentence,
            reason: pictures::reason_at(input.record, m.time_s),
            svg: pictures::moment(input.record, m).map(picture),
            sight: input.recording.and_then(|recording| sight(recording, m)),
        })
        .collect();
    let plots = lines::plots(input.record, card, input.scene);
    let drawn = plots.shown.iter().map(drawn).collect::<Result<_, _>>()?;
    let modules = input
        .modules
        .iter()
        .map(|(stage, name)| (stage.name(), name.as_str()))
        .collect();
    let oracles = input.oracles.iter().map(|s| s.name()).collect();
    let is_passed = card.fault.is_none() && input.criteria.iter().all(|c| c.is_met);
    let not_evaluated: Vec<String> = card
        .nuplan
        .iter()
        .flat_map(|n| &n.not_evaluated)
        .map(|name| name.replace('_', " "))
        .collect();
    let page = Page {
        world: &card.world,
        seed: input.seed,
        duration: quantity(Some(card.duration_s), "s"),
        map: &input.record.map.name,
        fault: card.fault.as_deref(),
        stage_failures: card
            .stage_failures
            .iter()
            .map(ToString::to_string)
            .collect(),
        is_passed,
        criteria: input.criteria,
        tiles: tiles(card),
        overview: pictures::overview(input.record, moments).map(picture),
        moments: moments_drawn,
        tables: tables(card),
        not_evaluated,
        plots: drawn,
        plots_left_out: plots.left_out,
        modules,
        oracles,
        config: input.config_toml,
        run_dir: input.run_dir,
    };
    Ok(page::render(TEMPLATE, &page)?)
}

fn tiles(card: &Scorecard) -> Vec<Tile> {
    let at_fault = card.at_fault_collisions();
    let age_ms = card.data_age.command_ms.as_ref().map(|s| s.p99);
    let tile = |value: String, name| Tile {
        value,
        name,
        is_bad: false,
    };
    vec![
        tile(score(card.nuplan_score()), "nuPlan score"),
        tile(score(card.carla_driving()), "CARLA driving score 2.1"),
        Tile {
            value: at_fault.to_string(),
            name: "at-fault collisions",
            is_bad: at_fault > 0,
        },
        tile(percent(card.route.completion), "of the route"),
        tile(quantity(age_ms, "ms"), "data age at the command, p99"),
    ]
}

fn drawn(plot: &Plot) -> Result<Drawn, Fault> {
    Ok(Drawn {
        title: plot.title,
        svg: picture(plot.svg()?),
        lines: plot
            .lines
            .iter()
            .filter(|line| !line.pieces.is_empty())
            .map(|line| Key {
                name: line.name,
                color: line.css_color(),
            })
            .collect(),
    })
}
