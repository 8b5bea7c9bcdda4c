//! The stage: it always answers with a finite command.

use trunkline_interfaces::messages::{
    Actuation, Command, EgoState, Intervention, Tracks, Validate as _,
};
use trunkline_interfaces::stages::{Gate, GateInput};
use trunkline_interfaces::{ConfigError, StageError, Stamp, StepContext, VehicleParams};

use super::config::SafetyConfig;
use super::emergency::EmergencyBrake;
use super::limits::{Rates, Request, limited};
use super::minimal_risk::MinimalRisk;

/// Jerk at which a minimal-risk stop sets in, m/s³: inside nuPlan's comfort bound of 4.13.
const MINIMAL_RISK_JERK_MPS3: f64 = 4.0;
/// Longest time between steps that rate limits allow for, s.
const MAX_STEP_S: f64 = 0.2;

/// Limits, emergency braking, minimal-risk stop.
#[derive(Debug, Clone)]
pub struct SafetyGate {
    config: SafetyConfig,
    /// The last command and its time.
    last: Option<(Stamp, Request)>,
    minimal_risk: MinimalRisk,
    emergency_brake: EmergencyBrake,
}

impl SafetyGate {
    /// A gate at the start of a run.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: SafetyConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config,
            last: None,
            minimal_risk: MinimalRisk::default(),
            emergency_brake: EmergencyBrake::READY,
        })
    }

    /// The wish and the tracks, if both are there, whole and young enough, the ego is whole and no
    /// minimal-risk stop holds it.
    fn usable<'a>(&self, input: &GateInput<'a>, now: Stamp) -> Option<(&'a Command, &'a Tracks)> {
        let wish = input.wish.filter(|w| w.validate().is_ok())?;
        let tracks = input.tracks.filter(|t| t.validate().is_ok())?;
        let is_young = |stamp: Stamp, limit_s: f64| (now - stamp).s() <= limit_s;
        let has_points = match &wish.actuation {
            Actuation::Control { .. } => true,
            Actuation::Trajectory(t) => !t.points.is_empty(),
        };
        (has_points
            && is_young(wish.header.stamp, self.config.max_wish_age_s)
            && is_young(wish.header.captured, self.config.max_data_age_s)
            && is_young(tracks.header.stamp, self.config.max_tracks_age_s)
            && input.ego.validate().is_ok()
            && !self.minimal_risk.is_held)
            .then_some((wish, tracks))
    }

    /// What was asked for last; at the start what the vehicle does.
    fn last_request(&self, ego: &EgoState, vehicle: &VehicleParams) -> Request {
        self.last
            .map_or_else(|| Request::of(ego, vehicle), |(_, request)| request)
    }

    /// How fast a wish may change the last request.
    fn rates(&self, dt_s: f64, is_emergency: bool) -> Rates {
        Rates {
            dt_s,
            max_jerk_mps3: self.config.max_jerk_mps3,
            is_emergency,
        }
    }
}

impl Gate for SafetyGate {
    fn check(
        &mut self,
        input: GateInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        let (ego, vehicle) = (input.ego, ctx.vehicle);
        let last = self.last_request(ego, vehicle);
        let since = self.last.map_or(ctx.period, |(stamp, _)| ctx.now - stamp);
        let dt_s = since.s().clamp(0.0, MAX_STEP_S);
        let mut captured = ego.header.captured;
        let mut passed = None;
        let (request, interventions) = match self.usable(&input, ctx.now) {
            None => {
                let risk = &mut self.minimal_risk;
                let wish = Request {
                    steering_rad: last.steering_rad,
                    acceleration_mps2: risk.acceleration_mps2(&self.config, ego, ctx.now),
                };
                let rates = Rates {
                    dt_s,
                    max_jerk_mps3: MINIMAL_RISK_JERK_MPS3,
                    is_emergency: false,
                };
                let (done, _) = limited(&wish, &last, &rates, vehicle);
                (done, vec![Intervention::MinimalRisk])
            }
            Some((wish, tracks)) => {
                self.minimal_risk.is_armed = true;
                captured = captured.min(wish.header.captured);
                let is_emergency = self.emergency_brake.acts(&self.config, ego, tracks, ctx);
                match &wish.actuation {
                    actuation if is_emergency => {
                        let steering_rad = match actuation {
                            Actuation::Control { steering_rad, .. } => *steering_rad,
                            Actuation::Trajectory(_) => ego.steering_rad,
                        };
                        let full = Request {
                            steering_rad,
                            acceleration_mps2: -vehicle.max_braking_mps2,
                        };
                        let (done, _) = limited(&full, &last, &self.rates(dt_s, true), vehicle);
                        (done, vec![Intervention::EmergencyBraking])
                    }
                    Actuation::Control {
                        steering_rad,
                        acceleration_mps2,
                    } => {
                        let wish = Request {
                            steering_rad: *steering_rad,
                            acceleration_mps2: *acceleration_mps2,
                        };
                        let is_hard = wish.acceleration_mps2 < -self.config.emergency_wish_mps2;
                        limited(&wish, &last, &self.rates(dt_s, is_hard), vehicle)
                    }
                    Actuation::Trajectory(trajectory) => {
                        // Followed exactly by the world: there is no steering to limit.
                        passed = Some(trajectory.clone());
                        (Request::of(ego, vehicle), Vec::new())
                    }
                }
            }
        };
        self.last = Some((ctx.now, request));
        let control = Actuation::Control {
            steering_rad: request.steering_rad,
            acceleration_mps2: request.acceleration_mps2,
        };
        Ok(Command {
            header: ctx.header(ctx.now, captured),
            actuation: passed.map_or(control, Actuation::Trajectory),
            interventions,
        })
    }

    fn reset(&mut self) {
        self.last = None;
        self.minimal_risk = MinimalRisk::default();
        self.emergency_brake = EmergencyBrake::READY;
    }
}
