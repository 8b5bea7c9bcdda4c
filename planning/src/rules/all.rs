//! All rules together: the lines at which to stop now.

use super::crossings::Crossings;
use super::input::RuleInput;
use super::lights::Lights;
use super::stop_signs::StopSigns;
use super::{crosswalks, give_way};
use crate::scene::{Cause, Stop};

/// The rules, with what they must remember between steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    lights: Lights,
    stop_signs: StopSigns,
    crossings: Crossings,
}

impl Rules {
    /// A new path: what was worked out for the old one is void.
    pub(crate) fn path_changed(&mut self) {
        self.crossings = Crossings::default();
    }

    /// Fills in the stops that hold now, by ascending arc length.
    pub(crate) fn stops(&mut self, input: &RuleInput<'_>, stops: &mut Vec<Stop>) {
        stops.clear();
        self.lights.stops(input, stops);
        self.stop_signs.stops(input, stops);
        give_way::stops(input, &mut self.crossings, stops);
        crosswalks::stops(input, stops);
        let end_s_m = input.line.length_m();
        let (front_s_m, cause) = if input.route.stop_at_goal {
            (input.route.goal_s_m.min(end_s_m), Cause::Goal)
        } else {
            (end_s_m, Cause::RouteEnd)
        };
        stops.push(Stop { front_s_m, cause });
        stops.sort_by(|a, b| a.front_s_m.total_cmp(&b.front_s_m));
    }
}
