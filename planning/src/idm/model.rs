//! Acceleration of a driver by desired speed, gap and closing speed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;

/// Gaps below this count as this, m: touching boxes would divide by zero.
const MIN_GAP_M: f64 = 0.1;

/// Parameters of the intelligent driver model.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IdmConfig {
    /// Gap to a leader at standstill s₀, m, ≥ 0.
    pub min_gap_m: f64,
    /// Time headway T, s, ≥ 0 (PDM-Closed: 1.5).
    pub headway_s: f64,
    /// Acceleration a on a free road, m/s², in (0, 2.4].
    pub acceleration_mps2: f64,
    /// Comfortable braking b, m/s², > 0.
    pub braking_mps2: f64,
    /// Hardest braking of an ordinary plan, m/s², at least `braking_mps2`.
    pub max_braking_mps2: f64,
}

impl Default for IdmConfig {
    fn default() -> Self {
        Self {
            min_gap_m: 1.5,
            headway_s: 1.5,
            acceleration_mps2: 1.5,
            braking_mps2: 2.0,
            max_braking_mps2: 5.0,
        }
    }
}

impl IdmConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let require = ConfigError::require;
        require(
            self.min_gap_m >= 0.0,
            "min_gap_m",
            self.min_gap_m,
            "must be ≥ 0 m",
        )?;
        require(
            self.headway_s >= 0.0,
            "headway_s",
            self.headway_s,
            "must be ≥ 0 s",
        )?;
        require(
            self.acceleration_mps2 > 0.0 && self.acceleration_mps2 <= 2.4,
            "acceleration_mps2",
            self.acceleration_mps2,
            "must be in (0, 2.4] m/s²",
        )?;
        require(
            self.braking_mps2 > 0.0,
            "braking_mps2",
            self.braking_mps2,
            "must be > 0 m/s²",
        )?;
        require(
            self.max_braking_mps2 >= self.braking_mps2,
            "max_braking_mps2",
            self.max_braking_mps2,
            "must be at least `braking_mps2`",
        )
    }

    /// Acceleration on a free road towards a desired speed: a·(1 − (v/v₀)⁴) below v₀, and
    /// −b·(1 − (v₀/v)^(4a/b)) above it (Treiber, Kesting 2013, equations 11.7 and 11.25): the
    /// original formula would brake at full force for a desired speed that was lowered.
    pub fn free_mps2(&self, speed_mps: f64, desired_mps: f64) -> f64 {
        let (a, b) = (self.acceleration_mps2, self.braking_mps2);
        if speed_mps <= desired_mps {
            let ratio = speed_mps.max(0.0) / desired_mps.max(1e-6);
            let square = ratio * ratio;
            a * (1.0 - square * square)
        } else {
            let ratio = desired_mps.max(0.0) / speed_mps.max(1e-6);
            -b * (1.0 - libm::pow(ratio, 4.0 * a / b))
        }
    }

    /// Gap that is wanted to a leader: s* = s₀ + max(0, v·T + v·Δv / (2·√(a·b)))
    /// (Treiber, Hennecke, Helbing 2000, equation 3). `closing_mps` = own speed − leader's.
    pub fn wanted_gap_m(&self, speed_mps: f64, closing_mps: f64) -> f64 {
        let braking = 2.0 * (self.acceleration_mps2 * self.braking_mps2).sqrt();
        let dynamic = speed_mps * self.headway_s + speed_mps * closing_mps / braking;
        self.min_gap_m + dynamic.max(0.0)
    }

    /// The same as [`idm_acceleration_mps2`], where the free road's acceleration is known already:
    /// it is the same behind every leader.
    pub(crate) fn behind_mps2(
        &self,
        free_mps2: f64,
        speed_mps: f64,
        gap_m: f64,
        closing_mps: f64,
    ) -> f64 {
        let ratio = self.wanted_gap_m(speed_mps, closing_mps) / gap_m.max(MIN_GAP_M);
        free_mps2 - self.acceleration_mps2 * ratio * ratio
    }
}

/// Acceleration behind a leader, m/s²: that of the free road minus a·(s*/s)²
/// (Treiber, Hennecke, Helbing 2000, equation 2; free part as in [`IdmConfig::free_mps2`]).
/// Not bounded below: callers clip it.
pub fn idm_acceleration_mps2(
    config: &IdmConfig,
    speed_mps: f64,
    desired_mps: f64,
    gap_m: f64,
    closing_mps: f64,
) -> f64 {
    let free_mps2 = config.free_mps2(speed_mps, desired_mps);
    config.behind_mps2(free_mps2, speed_mps, gap_m, closing_mps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn text_book() -> IdmConfig {
        IdmConfig {
            min_gap_m: 2.0,
            headway_s: 1.5,
            acceleration_mps2: 1.0,
            braking_mps2: 4.0,
            max_braking_mps2: 8.0,
        }
    }

    #[test]
    fn free_road_gives_full_acceleration_from_rest_and_none_at_the_desired_speed() {
        assert_abs_diff_eq!(text_book().free_mps2(0.0, 30.0), 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(text_book().free_mps2(30.0, 30.0), 0.0, epsilon = 1e-12);
        // 1 − (15/30)⁴ = 15/16
        assert_abs_diff_eq!(
            text_book().free_mps2(15.0, 30.0),
            15.0 / 16.0,
            epsilon = 1e-12
        );
        // above: −4 · (1 − (15/30)^(4·1/4)) = −2
        assert_abs_diff_eq!(text_book().free_mps2(30.0, 15.0), -2.0, epsilon = 1e-12);
    }

    #[test]
    fn wanted_gap_is_that_of_the_formula() {
        // 2 + 20 · 1.5 + 20 · 5 / (2 · √4) = 2 + 30 + 25
        assert_abs_diff_eq!(text_book().wanted_gap_m(20.0, 5.0), 57.0, epsilon = 1e-12);
        // a leader that pulls away: 2 + max(0, 30 − 20 · 10 / 4) = 2
        assert_abs_diff_eq!(text_book().wanted_gap_m(20.0, -10.0), 2.0, epsilon = 1e-12);
    }

    #[test]
    fn following_at_the_wanted_gap_brakes_by_a() {
        // at v₀ the free part is 0; s = s* = 32 m: −a · 1²
        let a = idm_acceleration_mps2(&text_book(), 20.0, 20.0, 32.0, 0.0);
        assert_abs_diff_eq!(a, -1.0, epsilon = 1e-12);
        // twice the gap: −¼
        let a = idm_acceleration_mps2(&text_book(), 20.0, 20.0, 64.0, 0.0);
        assert_abs_diff_eq!(a, -0.25, epsilon = 1e-12);
    }

    proptest! {
        #[test]
        fn a_smaller_gap_never_gives_more_acceleration(
            v in 0.0..40.0_f64, v0 in 0.0..40.0_f64, gap in 0.0..100.0_f64, more in 0.0..50.0_f64, dv in -20.0..20.0_f64,
        ) {
            let c = IdmConfig::default();
            let near = idm_acceleration_mps2(&c, v, v0, gap, dv);
            let far = idm_acceleration_mps2(&c, v, v0, gap + more, dv);
            prop_assert!(near.is_finite() && near <= far);
        }
    }
}
