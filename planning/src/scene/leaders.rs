//! Whom a candidate may have to drive behind, picked out once for all candidates.

use super::agent_state::AgentState;
use super::steps::{DT_S, SCORED_STEPS};

/// Probabilities that sum to 1 are quotients: a quarter may be this much less.
const ROUNDING: f64 = 1e-9;

/// Offsets from the route between which every candidate keeps, and who counts there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Corridor {
    /// Right and left border, m, left positive.
    pub(crate) right_m: f64,
    pub(crate) left_m: f64,
    /// Least probability of a future that is driven behind.
    pub(crate) least_probability: f64,
}

impl Corridor {
    fn holds(&self, agent: &AgentState) -> bool {
        agent.d_m - agent.half_across_m <= self.left_m
            && agent.d_m + agent.half_across_m >= self.right_m
    }
}

/// An agent in the corridor at one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leader {
    /// Index of its mode.
    pub(crate) mode: usize,
    pub(crate) s_m: f64,
    pub(crate) d_m: f64,
    pub(crate) half_along_m: f64,
    pub(crate) half_across_m: f64,
    pub(crate) along_mps: f64,
}

/// Those in the corridor, step by step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leaders {
    all: Vec<Leader>,
    /// Where each step's begin in `all`.
    begins: Vec<usize>,
}

impl Leaders {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.begins.clear();
    }

    /// Adds the next step: whoever of the given modes is in the corridor.
    pub(super) fn push<'a>(
        &mut self,
        corridor: &Corridor,
        modes: impl Iterator<Item = (usize, f64, &'a AgentState)>,
    ) {
        self.begins.push(self.all.len());
        let least = corridor.least_probability - ROUNDING;
        let in_way = modes
            .filter(|(_, probability, _)| !(*probability < least))
            .filter(|(.., agent)| corridor.holds(agent));
        self.all.extend(in_way.map(|(mode, _, agent)| Leader {
            mode,
            s_m: agent.s_m,
            d_m: agent.d_m,
            half_along_m: agent.half_along_m,
            half_across_m: agent.half_across_m,
            along_mps: agent.along_mps,
        }));
    }

    /// Those at a step. Beyond the scored steps they go on along the route: the time is how long.
    pub(super) fn at(&self, step: usize) -> (&[Leader], f64) {
        let known = step.min(SCORED_STEPS);
        let beyond_s = (step - known) as f64 * DT_S;
        let Some(from) = self.begins.get(known) else {
            return (&[], 0.0);
        };
        let to = self.begins.get(known + 1).copied();
        let to = to.unwrap_or(self.all.len());
        (&self.all[*from..to], beyond_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::track;
    use crate::scene::Agents;
    use trunkline_interfaces::AgentClass;
    use trunkline_interfaces::messages::{Forecasts, Tracks};

    /// How many of a car 1.85 m wide at an offset are leaders.
    fn count(y: f64, corridor: Corridor) -> usize {
        Bench::straight(5.0).look(|scene| {
            let mut agents = Agents::default();
            let tracks = Tracks {
                tracks: vec![track(1, AgentClass::Car, 20.0, y, 0.0, 3.0)],
                ..Tracks::default()
            };
            agents.fill(
                &tracks,
                &Forecasts::default(),
                scene.start,
                scene.line,
                &corridor,
            );
            agents.leaders(7).0.len()
        })
    }

    #[test]
    fn whoever_reaches_into_the_corridor_and_is_likely_counts() {
        let corridor = Corridor {
            right_m: -1.0,
            left_m: 2.0,
            least_probability: 1.0,
        };
        assert_eq!(count(0.0, corridor), 1);
        assert_eq!((count(2.92, corridor), count(2.93, corridor)), (1, 0));
        assert_eq!((count(-1.92, corridor), count(-1.93, corridor)), (1, 0));
        let with = |least_probability: f64| Corridor {
            least_probability,
            ..corridor
        };
        assert_eq!(count(0.0, with(1.1)), 0);
        assert_eq!(count(0.0, with(1.0 + 1e-12)), 1);
    }

    #[test]
    fn each_step_has_its_own_and_beyond_the_last_they_go_on() {
        // one that leaves to the left with 5 m/s, 4.15 m to the border: gone after 0.83 s
        let leaving = track(
            1,
            AgentClass::Pedestrian,
            20.0,
            0.0,
            std::f64::consts::FRAC_PI_2,
            5.0,
        );
        let follower = track(2, AgentClass::Car, 30.0, 0.0, 0.0, 3.0);
        Bench::straight(5.0).look(|scene| {
            let corridor = Corridor {
                right_m: -4.0,
                left_m: 3.85,
                least_probability: 0.25,
            };
            let tracks = Tracks {
                tracks: vec![leaving, follower],
                ..Tracks::default()
            };
            let mut agents = Agents::default();
            agents.fill(
                &tracks,
                &Forecasts::default(),
                scene.start,
                scene.line,
                &corridor,
            );
            let count = |step: usize| agents.leaders(step).0.len();
            assert_eq!(
                (count(0), count(8), count(9), count(40), count(80)),
                (2, 2, 1, 1, 1)
            );
            let (leaders, beyond_s) = agents.leaders(45);
            assert!((beyond_s - 0.5).abs() < 1e-12 && agents.leaders(40).1 == 0.0);
            assert!((leaders[0].s_m - 62.0).abs() < 1e-9 && leaders[0].mode == 1);
            assert_eq!(Agents::default().leaders(3).0.len(), 0);
        });
    }

    #[test]
    fn a_second_filling_forgets_the_first() {
        Bench::straight(5.0).look(|scene| {
            let corridor = Corridor {
                right_m: -1.0,
                left_m: 2.0,
                least_probability: 0.25,
            };
            let mut agents = Agents::default();
            for x in [20.0, 27.0] {
                let tracks = Tracks {
                    tracks: vec![track(1, AgentClass::Car, x, 0.5, 0.0, 3.0)],
                    ..Tracks::default()
                };
                let forecasts = Forecasts::default();
                agents.fill(&tracks, &forecasts, scene.start, scene.line, &corridor);
            }
            let (leaders, _) = agents.leaders(10);
            assert_eq!((leaders.len(), agents.modes().len()), (1, 1));
            // s = 20 m is x = 0, and a second has gone by
            assert!((leaders[0].s_m - 50.0).abs() < 1e-9 && leaders[0].d_m == 0.5);
        });
    }
}
