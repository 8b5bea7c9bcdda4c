//! One module per stage, under the names of the default stack.

use std::sync::Arc;

use nalgebra::{Matrix2, Matrix4, Vector2, Vector3};
use ndarray::s;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::{
    Actuation, CameraFrame, CameraTruth, Command, Detection3d, Detections3d, Forecast,
    ForecastMode, ForecastPoint, Forecasts, Perception, Plan, Reason, Track, Tracks, Trajectory,
    TrajectoryPoint,
};
use trunkline_interfaces::stages::{
    Controller, ControllerInput, Forecaster, ForecasterInput, Gate, GateInput, Lifter, LifterInput,
    Perceiver, Planner, PlannerInput, Tracker, TrackerInput,
};
use trunkline_interfaces::{
    AgentClass, ConfigError, DetectionId, Duration, Registry, Stage, StageError, StepContext,
    TrackId,
};

/// Parameters that all toy modules share: how they are to misbehave.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Toy {
    /// Fails with an error from this step on …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fails_from: Option<u64>,
    /// … until this step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fails_until: Option<u64>,
    /// "error", "not_a_number" or "panic".
    pub(crate) how: String,
    /// Desired speed of the planner, m/s; 8 if 0.
    pub(crate) speed_mps: f64,
    /// Random share of that speed.
    pub(crate) jitter: f64,
}

impl Toy {
    fn misbehave(&self, ctx: &StepContext<'_>) -> Result<f64, StageError> {
        let from = self.fails_from.unwrap_or(u64::MAX);
        let is_bad = ctx.step >= from && ctx.step < self.fails_until.unwrap_or(u64::MAX);
        match self.how.as_str() {
            _ if !is_bad => Ok(0.0),
            "not_a_number" => Ok(f64::NAN),
            "panic" => panic!("toy panic"),
            _ => Err(StageError::Internal {
                reason: format!("toy failure at step {}", ctx.step),
            }),
        }
    }
}

macro_rules! toy {
    ($($name:ident),*) => {$(
        #[derive(Debug)]
        pub(crate) struct $name(Toy);
        impl $name {
            pub(crate) fn from_config(config: Toy) -> Result<Self, ConfigError> {
                ConfigError::require(config.jitter >= 0.0, "jitter", config.jitter, "must be ≥ 0")?;
                Ok(Self(config))
            }
        }
    )*};
}
toy!(
    TrueViews,
    Colors,
    TrueBoxes,
    SeenBoxes,
    SameBoxes,
    Straight,
    Foreseen,
    Cruise,
    Proportional,
    Pass
);

impl Perceiver for TrueViews {
    /// The truth's maps as they are; a speed above 0 makes each depth so much larger, m.
    fn perceive(
        &mut self,
        frames: &[Arc<CameraFrame>],
        ctx: &StepContext<'_>,
    ) -> Result<Vec<Perception>, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        let views = &ctx.truth()?.now.views;
        let one = |(frame, view): (&Arc<CameraFrame>, &CameraTruth)| {
            assert_eq!(frame.image.dim().0, view.classes.dim().0);
            let farther_m = (self.0.speed_mps + flaw) as f32;
            Perception {
                header: ctx.header(frame.header.stamp, frame.header.captured),
                camera: frame.camera.clone(),
                segmentation: Some(view.classes.clone()),
                depth_m: Some(view.depth_m.mapv(|d| d + farther_m)),
                depth_noise: Some(0.0),
                detections_2d: Some(Vec::new()),
                detections_3d: None,
            }
        };
        Ok(frames.iter().zip(views).map(one).collect())
    }
    fn reset(&mut self) {}
}

impl Perceiver for Colors {
    /// No oracle: red is a vehicle, green its depth, every second pixel.
    fn perceive(
        &mut self,
        frames: &[Arc<CameraFrame>],
        ctx: &StepContext<'_>,
    ) -> Result<Vec<Perception>, StageError> {
        self.0.misbehave(ctx)?;
        let one = |frame: &Arc<CameraFrame>| {
            let channel = |c: usize| frame.image.slice(s![..;2, ..;2, c]);
            Perception {
                header: ctx.header(frame.header.stamp, frame.header.captured),
                camera: frame.camera.clone(),
                segmentation: Some(channel(0).mapv(|red| if red > 200 { 10 } else { 7 })),
                depth_m: Some(channel(1).mapv(|green| f32::from(green) + 0.1)),
                depth_noise: None,
                detections_2d: None,
                detections_3d: None,
            }
        };
        Ok(frames.iter().map(one).collect())
    }
    fn reset(&mut self) {}
}

/// Every vehicle's pixel in the middle row is a car: enough to see that maps reach the lifter.
impl Lifter for SeenBoxes {
    fn lift(
        &mut self,
        input: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError> {
        self.0.misbehave(ctx)?;
        let (Some(seen), Some(frame)) = (input.perception.first(), input.frames.first()) else {
            let reason = "no perception".into();
            return Err(StageError::Input { reason });
        };
        let (Some(classes), Some(depth_m)) = (&seen.segmentation, &seen.depth_m) else {
            let reason = "no maps".into();
            return Err(StageError::Input { reason });
        };
        let row = classes.nrows() / 2;
        let columns = (0..classes.ncols()).filter(|c| classes[[row, *c]] == 10);
        let detection = |column: usize| Detection3d {
            id: DetectionId(column as u32),
            class: AgentClass::Car,
            bbox: OrientedBox {
                center_m: Vector3::new(
                    f64::from(depth_m[[row, column]]),
                    f64::from(frame.image[[row, column, 0]]) / 255.0,
                    0.75,
                ),
                size_m: Vector3::new(4.0, 2.0, 1.5),
                yaw_rad: 0.0,
            },
            velocity_mps: None,
            covariance: Matrix4::identity() * 1e-2,
            score: 1.0,
        };
        Ok(Detections3d {
            header: ctx.header(seen.header.stamp, seen.header.captured),
            detections: columns.map(detection).collect(),
        })
    }
    fn reset(&mut self) {}
}

impl Lifter for TrueBoxes {
    fn lift(
        &mut self,
        input: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        let truth = ctx.truth()?.now;
        let detection = |agent: &trunkline_interfaces::messages::TruthAgent| {
            let mut bbox = agent.bbox;
            bbox.center_m.x += flaw - input.ego.position_m.x;
            Detection3d {
                id: DetectionId(agent.id.0),
                class: agent.class,
                bbox,
                velocity_mps: Some(agent.velocity_mps),
                covariance: Matrix4::identity() * 1e-4,
                score: 1.0,
            }
        };
        Ok(Detections3d {
            header: ctx.header(ctx.now, ctx.now),
            detections: truth.agents.iter().map(detection).collect(),
        })
    }
    fn reset(&mut self) {}
}

impl Tracker for SameBoxes {
    fn track(
        &mut self,
        input: TrackerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Tracks, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        let header = &input.detections.header;
        assert_eq!(
            header.stamp, input.ego.header.stamp,
            "ego at the detections' stamp"
        );
        let track = |d: &Detection3d| {
            let mut bbox = d.bbox;
            bbox.center_m.x += flaw + input.ego.position_m.x;
            Track {
                id: TrackId(d.id.0),
                class: d.class,
                bbox,
                velocity_mps: d.velocity_mps.unwrap_or_default(),
                yaw_rate_radps: 0.0,
                covariance: Matrix4::identity() * 1e-4,
                existence: 1.0,
                detection: Some(d.id),
                first_seen: header.stamp,
                coasting: Duration::ZERO,
            }
        };
        Ok(Tracks {
            header: ctx.header(header.stamp, header.captured),
            tracks: input.detections.detections.iter().map(track).collect(),
        })
    }
    fn reset(&mut self) {}
}

fn forecasts(
    input: &ForecasterInput<'_>,
    ctx: &StepContext<'_>,
    mut position_m: impl FnMut(&Track, usize) -> Vector2<f64>,
) -> Forecasts {
    let header = &input.tracks.header;
    let forecast = |track: &Track| {
        let points = (0..5).map(|k| ForecastPoint {
            position_m: position_m(track, k),
            yaw_rad: track.bbox.yaw_rad,
            covariance_m2: Matrix2::identity() * 0.1,
        });
        Forecast {
            track: track.id,
            modes: vec![ForecastMode {
                probability: 1.0,
                points: points.collect(),
            }],
        }
    };
    Forecasts {
        header: ctx.header(header.stamp, header.captured),
        dt_s: 0.1,
        forecasts: input.tracks.tracks.iter().map(forecast).collect(),
    }
}

impl Forecaster for Straight {
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        Ok(forecasts(&input, ctx, |track, k| {
            let ahead_s = 0.1 * (k + 1) as f64 + flaw;
            track.bbox.center_m.xy() + track.velocity_mps * ahead_s
        }))
    }
    fn reset(&mut self) {}
}

impl Forecaster for Foreseen {
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError> {
        self.0.misbehave(ctx)?;
        let future = ctx.truth()?.future.ok_or(StageError::NoTruth)?;
        assert_eq!(future.header.stamp, ctx.now);
        Ok(forecasts(&input, ctx, |_, k| {
            future.agents[0].poses[k].position_m()
        }))
    }
    fn reset(&mut self) {}
}

impl Planner for Cruise {
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        let wish_mps = if self.0.speed_mps > 0.0 {
            self.0.speed_mps
        } else {
            8.0
        };
        let speed_mps = wish_mps * (1.0 + self.0.jitter * ctx.rng().normal()) + flaw;
        let points = (0..=40).map(|k| {
            let time_s = 0.1 * f64::from(k);
            TrajectoryPoint {
                time_s,
                position_m: Vector2::new(input.ego.position_m.x + speed_mps * time_s, 0.0),
                yaw_rad: 0.0,
                speed_mps,
                acceleration_mps2: 0.0,
                curvature_1pm: 0.0,
            }
        });
        Ok(Plan {
            header: ctx.header(input.ego.header.stamp, input.tracks.header.captured),
            trajectory: Trajectory {
                points: points.collect(),
            },
            reason: Reason {
                sentence: format!("cruising at {speed_mps:.1} m/s"),
                ..Reason::default()
            },
            ..Plan::default()
        })
    }
    fn reset(&mut self) {}
}

impl Controller for Proportional {
    fn control(
        &mut self,
        input: ControllerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        let wish_mps = input.plan.trajectory.points[0].speed_mps;
        Ok(Command {
            header: ctx.header(ctx.now, input.plan.header.captured),
            actuation: Actuation::Control {
                steering_rad: 0.0,
                acceleration_mps2: (wish_mps - input.ego.speed_mps()).clamp(-3.0, 2.0) + flaw,
            },
            interventions: Vec::new(),
        })
    }
    fn reset(&mut self) {}
}

impl Gate for Pass {
    fn check(
        &mut self,
        input: GateInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        let flaw = self.0.misbehave(ctx)?;
        let idle = Actuation::Control {
            steering_rad: flaw,
            acceleration_mps2: 0.0,
        };
        let captured = input.wish.map_or(ctx.now, |w| w.header.captured);
        Ok(Command {
            header: ctx.header(ctx.now, captured),
            actuation: match input.wish {
                Some(wish) if flaw.is_finite() => wish.actuation.clone(),
                _ => idle,
            },
            interventions: Vec::new(),
        })
    }
    fn reset(&mut self) {}
}

/// The default stack, in toys, and an oracle forecaster.
pub(crate) fn registry() -> Registry {
    let registry = Registry::new()
        .lifter_as("oracle", TrueBoxes::from_config, true)
        .tracker("kalman", SameBoxes::from_config)
        .forecaster("lane_following", Straight::from_config)
        .forecaster_as("oracle", Foreseen::from_config, true)
        .planner("proposal", Cruise::from_config)
        .controller("lqr", Proportional::from_config)
        .gate("safety", Pass::from_config);
    assert_eq!(
        registry.names(Stage::Forecaster),
        ["lane_following", "oracle"]
    );
    registry
}

/// The same, and what sees.
pub(crate) fn seeing_registry() -> Registry {
    registry()
        .perceiver_as("oracle", TrueViews::from_config, true)
        .perceiver("colors", Colors::from_config)
        .lifter("clusters", SeenBoxes::from_config)
}
