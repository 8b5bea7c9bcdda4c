//! Names of the entities: where in the recording each message is found.

pub(crate) const WORLD: &str = "/world";
pub(crate) const MAP_SURFACE: &str = "/world/map/surface";
pub(crate) const MAP_BORDERS: &str = "/world/map/borders";
pub(crate) const MAP_CROSSWALKS: &str = "/world/map/crosswalks";
pub(crate) const MAP_STOP_LINES: &str = "/world/map/stop_lines";
pub(crate) const SIGNAL_LAMPS: &str = "/world/signals/lamps";
pub(crate) const SIGNAL_LINES: &str = "/world/signals/stop_lines";
pub(crate) const EGO: &str = "/world/ego";
pub(crate) const EGO_BODY: &str = "/world/ego/body";
pub(crate) const EGO_NOSE: &str = "/world/ego/nose";
pub(crate) const EGO_TRAIL: &str = "/world/driven";
pub(crate) const CAMERAS: &str = "/world/ego/cameras";
pub(crate) const ROUTE: &str = "/world/route/path";
pub(crate) const GOAL: &str = "/world/route/goal";
pub(crate) const TRUTH_BOXES: &str = "/world/truth/agents";
pub(crate) const TRUTH_FUTURES: &str = "/world/truth/futures";
pub(crate) const COLLISIONS: &str = "/world/truth/collisions";
pub(crate) const DETECTIONS: &str = "/world/detections";
pub(crate) const TRACK_BOXES: &str = "/world/tracks/boxes";
pub(crate) const TRACK_NAMES: &str = "/world/tracks/names";
pub(crate) const TRACK_IDS: &str = "/world/tracks/ids";
pub(crate) const TRACK_VELOCITIES: &str = "/world/tracks/velocities";
pub(crate) const TRACK_TRAILS: &str = "/world/tracks/trails";
pub(crate) const FORECASTS: &str = "/world/forecasts";
pub(crate) const CANDIDATES: &str = "/world/plan/candidates";
pub(crate) const PLAN: &str = "/world/plan/trajectory";

pub(crate) const PLOT_SPEED: &str = "/plots/speed";
pub(crate) const PLOT_STEERING: &str = "/plots/steering";
pub(crate) const PLOT_ACCELERATION: &str = "/plots/acceleration";
pub(crate) const PLOT_COSTS: &str = "/plots/costs";
pub(crate) const PLOT_LATENCY: &str = "/plots/latency";

pub(crate) const LOG: &str = "/log";
pub(crate) const LOG_DECISIONS: &str = "/log/decision";
pub(crate) const LOG_INTERVENTIONS: &str = "/log/gate";
pub(crate) const LOG_HEALTH: &str = "/log/health";
pub(crate) const LOG_COLLISIONS: &str = "/log/collision";

/// A camera's entity; the name may hold anything.
pub(crate) fn camera(name: &str) -> String {
    below(CAMERAS, name)
}

/// An entity below another whose last part is data: escaped, because it may hold anything.
pub(crate) fn below(parent: &str, name: &str) -> String {
    format!(
        "{parent}/{}",
        rerun::EntityPathPart::new(name).escaped_string()
    )
}
