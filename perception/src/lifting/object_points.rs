//! Pixels of one object, as points: those of its 2D box, of its class where classes are known.

use std::ops::Range;

use trunkline_interfaces::{AgentClass, MapGrid, SemanticClass};

use super::view::{SeenPoint, View};

/// Share of the points in a box that must be of the object's class for the mask to be believed:
/// below, the network has called it something else.
const BELIEVED_SHARE: f64 = 0.08;

/// Points spread evenly over a box: one of each of about `most` cells, if a pixel there has depth
/// and is wanted. Pixels are asked for by column and row of the depth map.
pub(super) fn spread_points(
    view: &View<'_>,
    box_px: [f64; 4],
    most: usize,
    mut is_wanted: impl FnMut(usize, usize) -> bool,
) -> Vec<SeenPoint> {
    let Some((columns, rows)) = pixels_in(view, box_px) else {
        return Vec::new();
    };
    let pixels = columns.len() * rows.len();
    let cell = ((pixels as f64 / most.max(1) as f64).sqrt().ceil() as usize).max(1);
    let mut points = Vec::new();
    for cell_row in rows.clone().step_by(cell) {
        for cell_column in columns.clone().step_by(cell) {
            let within = |from: usize, end: usize| from..(from + cell).min(end);
            let mut pixels = within(cell_row, rows.end)
                .flat_map(|row| within(cell_column, columns.end).map(move |column| (column, row)));
            let wanted = pixels
                .find(|(column, row)| view.has_depth(*column, *row) && is_wanted(*column, *row));
            points.extend(wanted.and_then(|(column, row)| view.point(column, row)));
        }
    }
    points
}

/// Columns and rows of the depth map in a box of the image.
pub(super) fn pixels_in(view: &View<'_>, box_px: [f64; 4]) -> Option<(Range<usize>, Range<usize>)> {
    let (_, grid) = view.depth?;
    let [left, top, right, bottom] = box_px;
    Some((
        MapGrid::between(left, right, grid.stride_px.x, grid.width),
        MapGrid::between(top, bottom, grid.stride_px.y, grid.height),
    ))
}

/// Points of the object in a box: of its class if a mask tells, else all.
pub(super) fn object_points(
    view: &View<'_>,
    box_px: [f64; 4],
    class: AgentClass,
    most: usize,
) -> Vec<SeenPoint> {
    if view.classes.is_none() {
        return spread_points(view, box_px, most, |_, _| true);
    }
    let mut looked_at = 0_u64;
    let masked = spread_points(view, box_px, most, |column, row| {
        looked_at += 1;
        view.class(column, row)
            .is_some_and(|label| may_show(label, class))
    });
    let believed = BELIEVED_SHARE * looked_at.min(most as u64) as f64;
    if masked.len() as f64 > believed {
        return masked;
    }
    spread_points(view, box_px, most, |_, _| true)
}

/// Whether pixels of a label can belong to a road user of a class. Riders are labelled as
/// pedestrians (SHIFT, CARLA up to 0.9.13).
fn may_show(label: SemanticClass, class: AgentClass) -> bool {
    match class {
        AgentClass::Pedestrian => label == SemanticClass::Pedestrian,
        AgentClass::Car | AgentClass::Truck | AgentClass::Bus => label == SemanticClass::Vehicle,
        AgentClass::Motorcycle | AgentClass::Bicycle => {
            matches!(label, SemanticClass::Vehicle | SemanticClass::Pedestrian)
        }
        AgentClass::StaticObject => matches!(
            label,
            SemanticClass::Static
                | SemanticClass::Dynamic
                | SemanticClass::Other
                | SemanticClass::Unlabeled
                | SemanticClass::Pole
                | SemanticClass::TrafficSign
        ),
    }
}
