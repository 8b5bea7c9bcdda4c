//! A small scene for tests: an ego that drives along x, one car ahead with a gap in its life.

use std::path::Path;

use serde_json::{Value, json};

use super::Scene;

/// Steps of the fixture.
pub(super) const STEPS: usize = 41;

/// The scene as JSON: the ego (4 m by 2 m) at 5 m/s on a lane of 3 m, a car 20 m ahead at 6 m/s
/// that is not seen in its fifth step, a light that turns green after 2 s.
pub(super) fn json() -> Value {
    let series =
        |f: &dyn Fn(f64) -> f64| -> Vec<f64> { (0..STEPS).map(|k| f(0.1 * k as f64)).collect() };
    let mut x: Vec<Value> = series(&|t| 20.0 + 6.0 * t)
        .into_iter()
        .map(Value::from)
        .collect();
    x[4] = Value::Null;
    let mut valid = vec![1; STEPS];
    valid[4] = 0;
    json!({
        "format": "trunkline-scene-1", "scene_id": "fixture", "origin": "womd",
        "dt": 0.1, "n_steps": STEPS, "history_steps": 10, "ego": 0,
        "agents": [
            {"id": "ego", "cls": "vehicle", "length": 4.0, "width": 2.0, "height": 1.5,
             "start": 0, "n": STEPS, "x": series(&|t| 5.0 * t), "y": series(&|_| 0.0),
             "yaw": series(&|_| 0.0), "vx": series(&|_| 5.0), "vy": series(&|_| 0.0)},
            {"id": "lead", "cls": "vehicle", "length": 4.0, "width": 2.0, "height": 1.5,
             "start": 0, "n": STEPS, "x": x, "y": series(&|_| 0.0), "yaw": series(&|_| 0.0),
             "vx": series(&|_| 6.0), "vy": series(&|_| 0.0), "valid": valid},
        ],
        "lanes": [
            {"id": "a", "type": "lane", "centerline": [[-50.0, 0.0], [30.0, 0.0]], "width": 3.0,
             "successors": ["b", "elsewhere"], "predecessors": [], "left": [], "right": [],
             "speed_limit": 13.9},
            {"id": "b", "type": "lane", "centerline": [[30.0, 0.0], [400.0, 0.0]], "successors": []},
            {"id": "c", "type": "lane", "centerline": [[40.0, -30.0], [40.0, 30.0]], "successors": []},
        ],
        "road_edges": [{"type": "boundary", "points": [[-50.0, 2.5], [400.0, 2.5]]}],
        "signals": [
            {"lane": "b", "stop_point": [30.0, 0.0], "states_rle": [["stop", 30], ["arrow_go", 99]]},
            {"lane": "c", "stop_point": [30.0, 0.0], "states_rle": [["go", 41]]},
        ],
    })
}

/// The scene of some JSON.
pub(super) fn scene_of(json: &Value) -> Result<Scene, super::LogError> {
    Scene::from_json(json.to_string().as_bytes(), Path::new("fixture.json"))
}

/// The fixture.
pub(super) fn scene() -> Scene {
    scene_of(&json()).unwrap()
}
