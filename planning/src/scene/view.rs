//! One step's view as a whole, shared by all candidates.

use trunkline_interfaces::{LaneMap, VehicleParams};

use super::agents::Agents;
use super::cause::Stop;
use super::edges::Edges;
use super::start::Start;
use crate::reference::{Line, SpeedProfile};

/// Everything that rollouts and cost terms look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) start: &'a Start,
    pub(crate) line: &'a Line,
    pub(crate) profile: &'a SpeedProfile,
    pub(crate) agents: &'a Agents,
    pub(crate) edges: &'a Edges,
    /// Where the ego must stop, by ascending arc length.
    pub(crate) stops: &'a [Stop],
    /// Speed that is wanted where nothing bounds it.
    pub(crate) cruise_mps: f64,
    pub(crate) vehicle: &'a VehicleParams,
    pub(crate) map: &'a LaneMap,
}

impl Scene<'_> {
    /// Speed that a driver wants under a limit, m/s: the cruise speed where none is known.
    pub(crate) fn wished_mps(&self, limit_mps: f64) -> f64 {
        if limit_mps.is_finite() {
            limit_mps
        } else {
            self.cruise_mps
        }
    }

    /// Speed that the road and our wish allow at an arc length.
    pub(crate) fn allowed_mps(&self, s_m: f64) -> f64 {
        let wished_mps = self.wished_mps(self.line.limit_at(s_m));
        self.profile.at(self.line, s_m).min(wished_mps)
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::{Bench, CHORD_M, in_a_bend};

    #[test]
    fn the_road_and_the_limit_or_else_the_cruise_speed_bound_the_wish() {
        let mut bench = Bench::straight(5.0);
        assert_eq!(bench.look(|scene| scene.allowed_mps(30.0)), 13.9);
        bench
            .route
            .path
            .iter_mut()
            .for_each(|p| p.speed_limit_mps = None);
        assert_eq!(bench.look(|scene| scene.allowed_mps(30.0)), 12.0);
        bench
            .route
            .path
            .iter_mut()
            .for_each(|p| p.speed_limit_mps = Some(40.0));
        assert_eq!(bench.look(|scene| scene.wished_mps(40.0)), 40.0);
    }

    #[test]
    fn in_a_bend_the_road_allows_less_than_the_wish() {
        // √(2.6 m/s² / 0.04 1/m) < 13.9 m/s
        let allowed_mps = in_a_bend(|scene| scene.allowed_mps(30.0 * CHORD_M));
        assert!((allowed_mps - 65.0_f64.sqrt()).abs() < 1e-6);
    }
}
