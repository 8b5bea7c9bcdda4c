//! The intelligent driver model: how to follow, and how to approach what stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::{not_negative, positive};

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
        not_negative("min_gap_m", self.min_gap_m)?;
        not_negative("headway_s", self.headway_s)?;
        ConfigError::require(
            self.acceleration_mps2 > 0.0 && self.acceleration_mps2 <= 2.4,
            "acceleration_mps2",
            self.acceleration_mps2,
            "must be in (0, 2.4] m/s²",
        )?;
        positive("braking_mps2", self.braking_mps2)?;
        ConfigError::require(
            self.max_braking_mps2 >= self.braking_mps2,
            "max_braking_mps2",
            self.max_braking_mps2,
            "must be at least `braking_mps2`",
        )
    }

    /// Acceleration on a free road towards a desired speed: a·(1 − (v/v₀)⁴) below v₀, and
    /// −b·(1 − (v₀/v)^(4a/b)) above it (Treiber, Kesting 2013, equations 11.7 and 11.25): the
    /// original formula would brake at full force for a desired speed that was lowered.
    pub(crate) fn free_mps2(&self, speed_mps: f64, desired_mps: f64) -> f64 {
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
    fn wanted_gap_m(&self, speed_mps: f64, closing_mps: f64) -> f64 {
        let braking = 2.0 * (self.acceleration_mps2 * self.braking_mps2).sqrt();
        let dynamic = speed_mps * self.headway_s + speed_mps * closing_mps / braking;
        self.min_gap_m + dynamic.max(0.0)
    }

    /// Acceleration behind a leader: that of the free road minus a·(s*/s)² (Treiber, Hennecke,
    /// Helbing 2000, equation 2). Not bounded below: callers clip it. The free road's part is
    /// given, because it is the same behind every leader.
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

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;
    use trunkline_tests::assert_refused;

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
    fn each_formula_holds_where_no_parameter_is_one() {
        let close = |a: f64, b: f64| assert_abs_diff_eq!(a, b, epsilon = 1e-12);
        let config = |braking_mps2: f64| IdmConfig {
            min_gap_m: 1.7,
            headway_s: 1.3,
            acceleration_mps2: 1.2,
            braking_mps2,
            max_braking_mps2: 6.0,
        };
        // 1.2 · (1 − (6/10)⁴) = 1.2 · 0.8704
        close(config(2.4).free_mps2(6.0, 10.0), 1.04448);
        // −2.4 · (1 − (12/15)^(4 · 1.2 / 2.4)) = −2.4 · (1 − 0.64)
        close(config(2.4).free_mps2(15.0, 12.0), -0.864);
        // 1.7 + 9 · 1.3 + 9 · 4 / (2 · √(1.2 · 2.7)) = 1.7 + 11.7 + 36 / 3.6
        close(config(2.7).wanted_gap_m(9.0, 4.0), 23.4);
        // 0.3 − 1.2 · (23.4 / 18)² = 0.3 − 1.2 · 1.69
        close(config(2.7).behind_mps2(0.3, 9.0, 18.0, 4.0), -1.728);
    }

    #[test]
    fn rolling_backwards_counts_as_standing_and_no_wished_speed_as_braking() {
        assert_eq!(text_book().free_mps2(-3.0, 12.0), 1.0);
        assert_eq!(text_book().free_mps2(5.0, 0.0), -4.0);
        assert_eq!(text_book().free_mps2(5.0, -2.0), -4.0);
    }

    #[test]
    fn following_at_the_wanted_gap_brakes_by_a() {
        let free_mps2 = text_book().free_mps2(20.0, 20.0);
        // at v₀ the free part is 0; s = s* = 32 m: −a · 1²
        let a = text_book().behind_mps2(free_mps2, 20.0, 32.0, 0.0);
        assert_abs_diff_eq!(a, -1.0, epsilon = 1e-12);
        // twice the gap: −¼
        let a = text_book().behind_mps2(free_mps2, 20.0, 64.0, 0.0);
        assert_abs_diff_eq!(a, -0.25, epsilon = 1e-12);
    }

    #[test]
    fn a_gap_of_nothing_counts_as_a_tenth_of_a_metre() {
        // s* = 2 m at a standstill, so −1 · (2 / 0.1)²
        for gap_m in [0.1, 0.0, -5.0] {
            let a = text_book().behind_mps2(0.0, 0.0, gap_m, 0.0);
            assert_abs_diff_eq!(a, -400.0, epsilon = 1e-9);
        }
    }

    #[test]
    fn values_out_of_their_range_are_refused_by_name() {
        assert_refused::<IdmConfig, _>(
            |c| c.check(),
            &[
                ("min_gap_m", |c| c.min_gap_m = -0.1),
                ("headway_s", |c| c.headway_s = -0.1),
                ("acceleration_mps2", |c| c.acceleration_mps2 = 0.0),
                ("acceleration_mps2", |c| c.acceleration_mps2 = 2.5),
                ("acceleration_mps2", |c| c.acceleration_mps2 = f64::NAN),
                ("braking_mps2", |c| c.braking_mps2 = 0.0),
                ("max_braking_mps2", |c| c.max_braking_mps2 = 1.9),
                ("max_braking_mps2", |c| c.max_braking_mps2 = f64::NAN),
            ],
        );
        let at_the_bounds = IdmConfig {
            min_gap_m: 0.0,
            headway_s: 0.0,
            acceleration_mps2: 2.4,
            max_braking_mps2: 2.0,
            ..IdmConfig::default()
        };
        assert!(at_the_bounds.check().is_ok());
    }

    proptest! {
        #[test]
        fn who_is_faster_wants_less_acceleration_within_both_bounds(
            v in -5.0..40.0_f64, more in 0.0..20.0_f64, v0 in 0.0..40.0_f64,
        ) {
            let c = IdmConfig::default();
            let (slow, fast) = (c.free_mps2(v, v0), c.free_mps2(v + more, v0));
            prop_assert!(fast <= slow + 1e-12, "{slow} at {v}, {fast} at {}", v + more);
            prop_assert!(slow <= c.acceleration_mps2 && fast >= -c.braking_mps2);
        }

        #[test]
        fn a_smaller_gap_never_gives_more_acceleration(
            v in 0.0..40.0_f64, v0 in 0.0..40.0_f64, gap in 0.0..100.0_f64, more in 0.0..50.0_f64, dv in -20.0..20.0_f64,
        ) {
            let c = IdmConfig::default();
            let free_mps2 = c.free_mps2(v, v0);
            let near = c.behind_mps2(free_mps2, v, gap, dv);
            let far = c.behind_mps2(free_mps2, v, gap + more, dv);
            prop_assert!(near.is_finite() && near <= far && far <= free_mps2);
        }

        #[test]
        fn a_leader_is_never_touched(
            v in 0.0..35.0_f64, lead in 0.0..35.0_f64, extra in 0.0..60.0_f64, braking in 0.0..5.0_f64,
        ) {
            let c = IdmConfig::default();
            // Whoever starts at least as far off as braking as hard as the model may does, and the
            // headway's reaction, is safe, whatever the leader does.
            let mut gap = c.min_gap_m + v * c.headway_s + v * v / (2.0 * c.max_braking_mps2) + extra;
            let (mut v, mut lead) = (v, lead);
            let dt = 0.05;
            for _ in 0..800 {
                let wish = c.behind_mps2(c.free_mps2(v, 30.0), v, gap, v - lead);
                let faster = (v + wish.max(-c.max_braking_mps2) * dt).max(0.0);
                let slower = (lead - braking * dt).max(0.0);
                gap += 0.5 * (lead + slower - v - faster) * dt;
                (v, lead) = (faster, slower);
                prop_assert!(gap > 0.0, "{gap} m at {v} m/s");
            }
        }
    }
}
