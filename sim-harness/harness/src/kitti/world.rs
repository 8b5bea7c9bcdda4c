//! A recorded drive as a world: the ego is where it was, whatever the stack commands.

use std::sync::Arc;

use trunkline_interfaces::messages::{Actuation, EgoState, Route, Trajectory, Truth, TruthFuture};
use trunkline_interfaces::{
    Capabilities, Duration, Ending, LaneMap, Observation, VehicleParams, World, WorldError,
    WorldInfo,
};
use trunkline_tracking::kitti::Sequence;

use super::{route, truth};

/// KITTI records at 10 Hz.
const PERIOD: Duration = Duration::from_ms(100);
/// Wheelbase of the recording car, m (sensor set-up drawing of Geiger et al. 2013).
const WHEELBASE_M: f64 = 2.71;

/// A recorded drive. It takes commands and does nothing about them.
#[derive(Debug, Clone)]
pub struct KittiWorld {
    name: String,
    egos: Vec<EgoState>,
    /// Empty where the drive has no labels.
    truths: Vec<Arc<Truth>>,
    route: Arc<Route>,
    frame: usize,
}

impl KittiWorld {
    /// The world of a sequence; its labels, where there are any, are its truth.
    pub fn new(sequence: &Sequence) -> Self {
        let truths = if sequence.has_labels {
            truth::recorded_truth(sequence)
        } else {
            Vec::new()
        };
        Self {
            name: format!("kitti {}", sequence.name),
            egos: sequence.frames.iter().map(|f| f.ego.clone()).collect(),
            truths: truths.into_iter().map(Arc::new).collect(),
            route: Arc::new(route::recorded_route(&sequence.frames)),
            frame: 0,
        }
    }
}

impl World for KittiWorld {
    fn reset(&mut self, _seed: u64) -> Result<WorldInfo, WorldError> {
        if self.egos.is_empty() {
            return Err(WorldError::Setup {
                world: self.name.clone(),
                reason: "it has no frame: give a sequence with at least one pose".to_owned(),
            });
        }
        self.frame = 0;
        let last = i64::try_from(self.egos.len()).unwrap_or(i64::MAX);
        Ok(WorldInfo {
            name: self.name.clone(),
            capabilities: Capabilities {
                truth: !self.truths.is_empty(),
                ..Capabilities::default()
            },
            step: PERIOD,
            map: Arc::new(LaneMap::default()),
            vehicle: VehicleParams {
                wheelbase_m: WHEELBASE_M,
                ..VehicleParams::default()
            },
            duration: Duration::from_ns(PERIOD.ns().saturating_mul(last)),
        })
    }

    fn ego(&self) -> EgoState {
        let last = self.egos.len().saturating_sub(1);
        // `reset` refuses a drive without frames.
        self.egos
            .get(self.frame.min(last))
            .cloned()
            .unwrap_or_default()
    }

    fn observe(&mut self) -> Observation {
        Observation {
            frames: Vec::new(),
            route: (self.frame == 0).then(|| Arc::clone(&self.route)),
            truth: self.truths.get(self.frame).cloned(),
            ending: (self.frame >= self.egos.len()).then_some(Ending::SourceEnded),
        }
    }

    fn act(&mut self, _actuation: &Actuation) -> Result<(), WorldError> {
        self.frame += 1;
        Ok(())
    }

    fn future(
        &self,
        _plan: Option<&Trajectory>,
        _horizon_s: f64,
        _dt_s: f64,
    ) -> Option<TruthFuture> {
        None
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::path::Path;

    /// A drive of `frames` frames along x, `step_m` apart, read from files as any other.
    pub(in crate::kitti) fn straight_drive(frames: usize, step_m: f64) -> Sequence {
        let dir = tempfile::tempdir().unwrap();
        write_drive(dir.path(), frames, step_m);
        Sequence::load(dir.path(), "0000").unwrap()
    }

    fn write_drive(dir: &Path, frames: usize, step_m: f64) {
        for folder in ["poses", "calib", "labels", "detections/Car"] {
            std::fs::create_dir_all(dir.join(folder)).unwrap();
        }
        let write = |folder: &str, text: String| {
            std::fs::write(dir.join(folder).join("0000.txt"), text).unwrap();
        };
        write(
            "calib",
            "P2: 700 0 600 0 0 700 180 0 0 0 1 0\nTr_velo_to_cam: 0 -1 0 0 0 0 -1 -0.08 1 0 0 -0.27\n"
                .to_owned(),
        );
        let per_frame =
            |line: &dyn Fn(usize) -> String| -> String { (0..frames).map(line).collect() };
        write(
            "poses",
            per_frame(&|i| format!("1 0 0 0 0 1 0 0 0 0 1 {}\n", i as f64 * step_m)),
        );
        // A car 20 m ahead of the camera that keeps its distance.
        write(
            "labels",
            per_frame(&|i| {
                format!("{i} 7 Car 0 0 -1.57 0 0 50 50 1.5 1.6 4.0 0 1.65 20 -1.5707963\n")
            }),
        );
        write(
            "detections/Car",
            per_frame(&|i| format!("{i},2,0,0,50,50,9.0,1.5,1.6,4.0,0,1.65,20,-1.5707963,-1.57\n")),
        );
    }

    #[test]
    fn labels_move_with_the_world_not_with_the_camera() {
        let mut world = KittiWorld::new(&straight_drive(4, 1.0));
        let info = world.reset(0).unwrap();
        assert!(info.capabilities.truth && info.map.lanes.is_empty());
        let truth = world.observe().truth.unwrap();
        // The recording car drives 1 m in 0.1 s, and the other keeps its distance: 10 m/s.
        assert!(
            (truth.agents[0].velocity_mps.x - 10.0).abs() < 1e-6,
            "{truth:?}"
        );
        assert_eq!(truth.agents[0].id.0, 7);
    }

    #[test]
    fn every_frame_is_shown_once_and_then_the_source_ends() {
        let mut world = KittiWorld::new(&straight_drive(3, 1.0));
        world.reset(0).unwrap();
        let nothing = Actuation::Control {
            steering_rad: 0.0,
            acceleration_mps2: 0.0,
        };
        let mut shown = 0;
        while world.observe().ending.is_none() {
            shown += 1;
            world.act(&nothing).unwrap();
        }
        assert_eq!(shown, 3);
        assert_eq!(world.ego().header.seq, 2);
    }
}
