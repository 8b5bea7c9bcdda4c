//! The route: reference path, goal; and the signals, where no truth tells of all of them.

use std::sync::Arc;

use rerun::{LineStrips3D, Points3D};

use trunkline_interfaces::geometry::Polyline;
use trunkline_interfaces::messages::Route;

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::{point, strip};

const RADIUS_M: f32 = 0.12;
const GOAL_RADIUS_M: f32 = 0.8;

/// The route and its geometry, for the plot of the legal speed.
#[derive(Default)]
pub(crate) struct LastRoute {
    route: Arc<Route>,
    path: Option<Polyline>,
}

impl LastRoute {
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        route: &Arc<Route>,
        ground_m: f64,
    ) -> Result<(), ViewerError> {
        let path = route.polyline().ok();
        // Signals change more often than the way: draw it again only when it is another.
        if path == self.path {
            return Ok(());
        }
        self.route = Arc::clone(route);
        let line = strip(route.path.iter().map(|p| p.position_m), ground_m + 0.03);
        let line = LineStrips3D::new([line])
            .with_colors([colors::ROUTE])
            .with_radii([RADIUS_M]);
        recording.log(paths::ROUTE, &line)?;
        let goal = path
            .iter()
            .map(|p| point(p.position_at(route.goal_s_m), ground_m));
        let goal = Points3D::new(goal)
            .with_colors([colors::ROUTE])
            .with_radii([GOAL_RADIUS_M])
            .with_labels(["goal"]);
        self.path = path;
        recording.log(paths::GOAL, &goal)
    }

    /// Legal speed at a place on the route, where known.
    pub(crate) fn limit_mps(&self, p_m: nalgebra::Vector2<f64>) -> Option<f64> {
        let path = self.path.as_ref()?;
        self.route.speed_limit_at(path.project(p_m).s_m)
    }
}

/// The line of the plot that the route fills.
pub(crate) fn style(recording: &Recording) -> Result<(), ViewerError> {
    let path = format!("{}/limit", paths::PLOT_SPEED);
    recording.series(&path, "limit", colors::LIMIT, 1.0)
}
