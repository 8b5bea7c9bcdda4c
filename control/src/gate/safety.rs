//! The stage: it always answers with a finite command.

use trunkline_interfaces::messages::{
    Actuation, Command, EgoState, Intervention, Tracks, Validate as _,
};
use trunkline_interfaces::stages::{Gate, GateInput};
use trunkline_interfaces::{ConfigError, StageError, Stamp, StepContext};

use super::config::SafetyConfig;
use super::emergency::hits;
use super::limits::{Rates, Request, limited};
use crate::longitudinal::HOLD_MPS2;

/// Jerk at which a minimal-risk stop sets in, m/s³: inside nuPlan's comfort bound of 4.13.
const MINIMAL_RISK_JERK_MPS3: f64 = 4.0;
/// Below this speed the vehicle stands, m/s.
const STANDING_MPS: f64 = 0.1;
/// Steps in a row in which a collision must be imminent: one could be a flicker of the tracks.
const EMERGENCY_STEPS: u32 = 2;
/// How long the vehicle stands after an emergency before it follows wishes again, s.
const EMERGENCY_HOLD_S: f64 = 1.0;
/// Longest time between steps that rate limits allow for, s.
const MAX_STEP_S: f64 = 0.2;
/// Tracks that coast longer than this are not braked for, s.
const MAX_COASTING_S: f64 = 0.3;

/// Limits, emergency braking, minimal-risk stop.
#[derive(Debug, Clone)]
pub struct SafetyGate {
    config: SafetyConfig,
    /// The last command and its time.
    last: Option<(Stamp, Request)>,
    /// First step of the run.
    started: Option<Stamp>,
    /// Inputs have been complete and fresh at least once.
    is_armed: bool,
    /// A minimal-risk stop came to its end: the vehicle stays where it is until a reset.
    is_held: bool,
    /// Steps in a row in which a collision was imminent.
    imminent_steps: u32,
    /// The emergency brake acts; when the vehicle came to stand.
    emergency: Option<Option<Stamp>>,
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
            started: None,
            is_armed: false,
            is_held: false,
            imminent_steps: 0,
            emergency: None,
        })
    }

    /// The wish and the tracks, if both are there, whole and young enough.
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
            && is_young(tracks.header.stamp, self.config.max_tracks_age_s))
        .then_some((wish, tracks))
    }

    /// Whether the emergency brake acts in this step.
    fn is_emergency(&mut self, ego: &EgoState, tracks: &Tracks, ctx: &StepContext<'_>) -> bool {
        if !self.config.emergency_braking {
            return false;
        }
        let age_s = (ctx.now - tracks.header.stamp).s().max(0.0);
        let real = || {
            tracks.tracks.iter().filter(|t| {
                t.existence >= self.config.min_existence && t.coasting.s() <= MAX_COASTING_S
            })
        };
        let would_hit = |braking_mps2: f64| hits(ego, real(), age_s, braking_mps2, ctx.vehicle);
        if let Some(stood_since) = self.emergency {
            let stands = ego.speed_mps() < STANDING_MPS;
            let since = stands.then(|| stood_since.unwrap_or(ctx.now));
            let is_over = match since {
                Some(since) => (ctx.now - since).s() >= EMERGENCY_HOLD_S,
                None => !would_hit(0.0),
            };
            self.emergency = (!is_over).then_some(since);
            return !is_over;
        }
        let imminent = would_hit(self.config.emergency_threshold_mps2) && would_hit(0.0);
        self.imminent_steps = if imminent { self.imminent_steps + 1 } else { 0 };
        if self.imminent_steps >= EMERGENCY_STEPS {
            self.emergency = Some(None);
            self.imminent_steps = 0;
            return true;
        }
        false
    }

    /// A comfortable stop along the last steering; held at its end.
    fn minimal_risk(
        &mut self,
        ego: &EgoState,
        last: &Request,
        dt_s: f64,
        ctx: &StepContext<'_>,
    ) -> (Request, Vec<Intervention>) {
        let started = *self.started.get_or_insert(ctx.now);
        let stands = ego.speed_mps().abs() < STANDING_MPS; // false if it is not a number
        if stands && self.is_armed {
            self.is_held = true;
        }
        let is_starting = !self.is_armed && (ctx.now - started).s() <= self.config.start_up_s;
        let braking_mps2 = if stands {
            HOLD_MPS2
        } else if is_starting {
            0.0 // rolls on until the first inputs are there
        } else {
            -self.config.minimal_risk_braking_mps2
        };
        let wish = Request {
            steering_rad: last.steering_rad,
            acceleration_mps2: braking_mps2,
        };
        let rates = Rates {
            dt_s,
            max_jerk_mps3: MINIMAL_RISK_JERK_MPS3,
            is_emergency: false,
        };
        let (done, _) = limited(&wish, last, &rates, ctx.vehicle);
        (done, vec![Intervention::MinimalRisk])
    }

    fn last_request(&self, ego: &EgoState) -> Request {
        let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
        self.last.map_or(
            Request {
                steering_rad: finite(ego.steering_rad),
                acceleration_mps2: finite(ego.acceleration_mps2.x),
            },
            |(_, request)| request,
        )
    }
}

impl Gate for SafetyGate {
    fn check(
        &mut self,
        input: GateInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        let ego = input.ego;
        let last = self.last_request(ego);
        let since_s = self
            .last
            .map_or(ctx.period, |(stamp, _)| ctx.now - stamp)
            .s();
        let dt_s = since_s.clamp(0.0, MAX_STEP_S);
        let usable = self
            .usable(&input, ctx.now)
            .filter(|_| ego.validate().is_ok() && !self.is_held);
        let mut captured = ego.header.captured;
        let mut passed = None;
        let (request, interventions) = match usable {
            None => self.minimal_risk(ego, &last, dt_s, ctx),
            Some((wish, tracks)) => {
                self.is_armed = true;
                captured = captured.min(wish.header.captured);
                let is_emergency = self.is_emergency(ego, tracks, ctx);
                match &wish.actuation {
                    _ if is_emergency => {
                        let braking_mps2 = ctx.vehicle.max_braking_mps2;
                        let steering_rad = match wish.actuation {
                            Actuation::Control { steering_rad, .. } => steering_rad,
                            Actuation::Trajectory(_) => ego.steering_rad,
                        };
                        let full = Request {
                            steering_rad,
                            acceleration_mps2: -braking_mps2,
                        };
                        let rates = Rates {
                            dt_s,
                            max_jerk_mps3: self.config.max_jerk_mps3,
                            is_emergency,
                        };
                        let (done, _) = limited(&full, &last, &rates, ctx.vehicle);
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
                        let rates = Rates {
                            dt_s,
                            max_jerk_mps3: self.config.max_jerk_mps3,
                            is_emergency: *acceleration_mps2 < -self.config.emergency_wish_mps2,
                        };
                        limited(&wish, &last, &rates, ctx.vehicle)
                    }
                    Actuation::Trajectory(trajectory) => {
                        // Followed exactly by the world: there is no steering to limit.
                        passed = Some(trajectory.clone());
                        let actual = Request {
                            steering_rad: ego.steering_rad,
                            acceleration_mps2: ego.acceleration_mps2.x,
                        };
                        (actual, Vec::new())
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
        self.started = None;
        self.is_armed = false;
        self.is_held = false;
        self.imminent_steps = 0;
        self.emergency = None;
    }
}
