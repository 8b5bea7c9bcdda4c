//! Whom a candidate may have to drive behind, picked out once for all candidates.

use super::agent_state::AgentState;
use super::steps::{DT_S, SCORED_STEPS};

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
        let in_way = modes
            .filter(|(_, probability, _)| !(*probability < corridor.least_probability))
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
