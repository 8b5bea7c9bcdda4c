//! Time of day and weather.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the sun stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeOfDay {
    /// High enough for short shadows.
    #[default]
    Day,
    /// At the horizon; lamps are on.
    Dusk,
    /// Below it: headlights and street lights.
    Night,
}

/// What comes from above.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sky {
    /// Sun and few clouds.
    #[default]
    Clear,
    /// Closed clouds, no shadows.
    Overcast,
    /// Closed clouds, rain, a wet road that mirrors.
    Rain,
    /// One sees a hundred metres.
    Fog,
}

/// Light and weather of a scene.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// Where the sun stands.
    pub time: TimeOfDay,
    /// What comes from above.
    pub sky: Sky,
}
