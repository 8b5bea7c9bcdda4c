//! The times of rollouts and plans.

/// Step of rollouts and plans, s.
pub(crate) const DT_S: f64 = 0.1;
/// Steps that candidates are simulated and scored over: 4 s, as PDM-Closed does.
pub(crate) const SCORED_STEPS: usize = 40;
/// Steps of the plan that is published: 8 s.
pub(crate) const PLAN_STEPS: usize = 80;
