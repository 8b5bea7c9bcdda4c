//! Who does not look: a planner that sees nobody and no light, a gate that stops nobody, a lifter
//! that finds nobody.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{
    Actuation, Command, Detections3d, Forecasts, Plan, Route, Tracks,
};
use trunkline_interfaces::stages::{Gate, GateInput, Lifter, LifterInput, Planner, PlannerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};
use trunkline_planning::{IdmPlanner, IdmPlannerConfig};

/// What configs can set: nothing.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoParameters {}

/// The lane-following planner with its eyes shut.
pub(crate) struct Blind(IdmPlanner);

impl Blind {
    pub(crate) fn from_config(_: NoParameters) -> Result<Self, ConfigError> {
        Ok(Self(IdmPlanner::from_config(IdmPlannerConfig::default())?))
    }
}

impl Planner for Blind {
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError> {
        let route = Route {
            signals: Vec::new(),
            yields: Vec::new(),
            ..input.route.clone()
        };
        let tracks = Tracks {
            tracks: Vec::new(),
            ..*input.tracks
        };
        let forecasts = Forecasts {
            forecasts: Vec::new(),
            ..*input.forecasts
        };
        let nobody = PlannerInput {
            ego: input.ego,
            route: &route,
            tracks: &tracks,
            forecasts: &forecasts,
        };
        self.0.plan(nobody, ctx)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// Hands the wish on as it is: no emergency braking saves who drives blindly.
pub(crate) struct Open;

impl Gate for Open {
    fn check(
        &mut self,
        input: GateInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        let header = ctx.header(ctx.now, input.ego.header.captured);
        let nothing = Actuation::Control {
            steering_rad: input.ego.steering_rad,
            acceleration_mps2: 0.0,
        };
        Ok(match input.wish {
            Some(wish) => Command {
                header: ctx.header(ctx.now, wish.header.captured),
                ..wish.clone()
            },
            None => Command {
                header,
                actuation: nothing,
                interventions: Vec::new(),
            },
        })
    }

    fn reset(&mut self) {}
}

/// Finds nobody, though it could look anybody up: lights and signs are known all the same, they are part of the route.
pub(crate) struct Eyeless;

impl Lifter for Eyeless {
    fn lift(
        &mut self,
        input: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError> {
        let now = input.ego.header;
        Ok(Detections3d {
            header: ctx.header(now.stamp, now.captured),
            detections: Vec::new(),
        })
    }

    fn reset(&mut self) {}
}
