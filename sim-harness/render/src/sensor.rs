//! What lens and sensor do to a picture.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::RenderError;

/// Lens and sensor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sensor {
    /// Brightness over what the automatic exposure chooses, in [0.1, 10].
    pub exposure: f64,
    /// Light lost in the corners, as a share, in [0, 1].
    pub vignetting: f64,
    /// Standard deviation of the noise of a grey pixel, in steps of 1/255, in [0, 50].
    pub noise: f64,
    /// Standard deviation of the lens blur, pixels, in [0, 5].
    pub blur_px: f64,
}

impl Default for Sensor {
    fn default() -> Self {
        Self {
            exposure: 1.0,
            vignetting: 0.15,
            noise: 1.0,
            blur_px: 0.4,
        }
    }
}

impl Sensor {
    /// Whether every setting is in its range.
    ///
    /// # Errors
    /// [`RenderError::Sensor`] names the setting that is not.
    pub(crate) fn check(&self) -> Result<(), RenderError> {
        let settings = [
            ("exposure", self.exposure, 0.1, 10.0),
            ("vignetting", self.vignetting, 0.0, 1.0),
            ("noise", self.noise, 0.0, 50.0),
            ("blur_px", self.blur_px, 0.0, 5.0),
        ];
        for (field, value, low, high) in settings {
            if !(value >= low && value <= high) {
                return Err(RenderError::Sensor {
                    field,
                    value,
                    low,
                    high,
                });
            }
        }
        Ok(())
    }
}
