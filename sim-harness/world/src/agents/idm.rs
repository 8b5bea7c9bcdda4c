//! The intelligent driver model: how a driver keeps speed and distance.

/// Parameters of one driver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Idm {
    /// Speed without anybody ahead, m/s, > 0.
    pub(crate) desired_mps: f64,
    /// Time headway, s.
    pub(crate) headway_s: f64,
    /// Gap at standstill, m.
    pub(crate) standstill_gap_m: f64,
    /// Acceleration from standstill, m/s², > 0.
    pub acceleration_mps2: f64,
    /// Comfortable braking, m/s² (positive).
    pub braking_mps2: f64,
}

/// No vehicle brakes harder, m/s².
pub(crate) const HARDEST_BRAKING_MPS2: f64 = 8.0;
/// Gaps are taken as at least this: touching boxes would divide by zero.
const LEAST_GAP_M: f64 = 0.1;

impl Idm {
    /// Acceleration with nobody ahead, m/s²: a·(1 − (v/v₀)⁴) (Treiber, Hennecke, Helbing 2000, eq. 3
    /// without its interaction term). Above the desired speed −b·(1 − (v₀/v)^(4a/b)), which brakes
    /// comfortably where the plain formula would brake without bound (Treiber, Kesting 2013,
    /// *Traffic Flow Dynamics*, section 11.3.7).
    pub(crate) fn free_mps2(&self, speed_mps: f64) -> f64 {
        let ratio = speed_mps / self.desired_mps.max(0.1);
        if ratio <= 1.0 {
            return self.acceleration_mps2 * (1.0 - ratio * ratio * ratio * ratio);
        }
        let exponent = 4.0 * self.acceleration_mps2 / self.braking_mps2;
        -self.braking_mps2 * (1.0 - libm::pow(1.0 / ratio, exponent))
    }

    /// Change of acceleration by a leader, m/s², ≤ 0: −a·(s*/s)²,
    /// s* = s₀ + max(0, v·T + v·Δv/(2·√(a·b))) (Treiber, Hennecke, Helbing 2000, eqs 3 and 4), with
    /// Δv = own speed − leader's: positive while closing in. At a gap below the standstill gap a
    /// standing vehicle stays where it is.
    pub(crate) fn interaction_mps2(&self, speed_mps: f64, gap_m: f64, leader_mps: f64) -> f64 {
        let closing_mps = speed_mps - leader_mps;
        let root = (self.acceleration_mps2 * self.braking_mps2).sqrt();
        let dynamic_m = speed_mps * self.headway_s + speed_mps * closing_mps / (2.0 * root);
        let wanted_m = self.standstill_gap_m + dynamic_m.max(0.0);
        let ratio = wanted_m / gap_m.max(LEAST_GAP_M);
        -self.acceleration_mps2 * ratio * ratio
    }

    /// Acceleration behind a leader, m/s², not below the hardest braking.
    pub(crate) fn follow_mps2(&self, speed_mps: f64, gap_m: f64, leader_mps: f64) -> f64 {
        (self.free_mps2(speed_mps) + self.interaction_mps2(speed_mps, gap_m, leader_mps))
            .max(-HARDEST_BRAKING_MPS2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    const DRIVER: Idm = Idm {
        desired_mps: 15.0,
        headway_s: 1.5,
        standstill_gap_m: 2.0,
        acceleration_mps2: 1.5,
        braking_mps2: 2.0,
    };

    #[test]
    fn equilibrium_gap_needs_no_acceleration() {
        // s_e = (s₀ + v·T)/√(1 − (v/v₀)⁴) = (2 + 15)/√(1 − (10/15)⁴) = 17/√(65/81) = 18.977…
        let gap = 17.0 / (65.0_f64 / 81.0).sqrt();
        assert_abs_diff_eq!(DRIVER.follow_mps2(10.0, gap, 10.0), 0.0, epsilon = 1e-12);
        assert!(DRIVER.follow_mps2(10.0, gap - 1.0, 10.0) < 0.0);
    }

    #[test]
    fn worked_example() {
        // v 10, gap 20, leader 5: s* = 2 + 15 + 50/(2·√3) = 31.4338, a = 1.5·(1 − 16/81 − 2.47019) = −2.50158
        assert_abs_diff_eq!(
            DRIVER.follow_mps2(10.0, 20.0, 5.0),
            -2.501_58,
            epsilon = 1e-4
        );
    }

    #[test]
    fn above_the_desired_speed_braking_is_comfortable() {
        assert!(DRIVER.free_mps2(40.0) > -2.0);
        assert_abs_diff_eq!(DRIVER.free_mps2(15.0), 0.0, epsilon = 1e-12);
    }

    proptest! {
        /// Whatever gap allows it (braking at 8 m/s² would do, with 1 s to spare), the leader is never touched.
        #[test]
        fn a_braking_leader_is_never_touched(
            speed in 0.0..20.0_f64, leader in 0.0..20.0_f64, spare in 1.0..40.0_f64, braking in 0.0..8.0_f64,
        ) {
            let need = ((speed * speed - leader * leader) / 16.0).max(0.0) + speed * 1.0;
            let (mut gap, mut v, mut l) = (need + spare, speed, leader);
            let dt = 0.1;
            for _ in 0..600 {
                let a = DRIVER.follow_mps2(v, gap, l);
                let (v1, l1) = ((v + a * dt).max(0.0), (l - braking * dt).max(0.0));
                gap += 0.5 * (l + l1 - v - v1) * dt;
                (v, l) = (v1, l1);
                prop_assert!(gap > 0.0, "gap {gap} at {v} behind {l}");
            }
        }
    }
}
