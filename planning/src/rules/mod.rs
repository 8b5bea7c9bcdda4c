//! Where the rules of the road make the ego stop: lights, stop signs, others that go first,
//! people at crosswalks, the goal.

mod crossings; // where lanes that go first meet the route
mod crosswalks; // people who cross or are about to
mod give_way; // gaps in the traffic that goes first
mod lights; // red and amber
mod stop_signs; // stop once, then go

use trunkline_interfaces::LaneMap;
use trunkline_interfaces::messages::{Route, Tracks};

use crossings::Crossings;
use lights::Lights;
use stop_signs::StopSigns;

use crate::idm::IdmConfig;
use crate::reference::Line;
use crate::scene::{Cause, Start, Stop};

/// Everything that a rule may look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleInput<'a> {
    pub(crate) route: &'a Route,
    pub(crate) line: &'a Line,
    pub(crate) start: &'a Start,
    /// Arc length of the ego's front bumper.
    pub(crate) front_s_m: f64,
    pub(crate) vehicle_length_m: f64,
    pub(crate) vehicle_width_m: f64,
    pub(crate) tracks: &'a Tracks,
    pub(crate) map: &'a LaneMap,
    pub(crate) idm: &'a IdmConfig,
    pub(crate) cruise_mps: f64,
}

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
        if input.route.stop_at_goal {
            stops.push(Stop {
                front_s_m: input.route.goal_s_m.min(input.line.length_m()),
                cause: Cause::Goal,
            });
        } else {
            stops.push(Stop {
                front_s_m: input.line.length_m(),
                cause: Cause::RouteEnd,
            });
        }
        stops.sort_by(|a, b| a.front_s_m.total_cmp(&b.front_s_m));
    }
}
