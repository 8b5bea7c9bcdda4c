//! MOBIL: when a driver changes lanes (Kesting, Treiber, Helbing 2007, "General lane-changing model
//! MOBIL for car-following models").

/// Parameters of one driver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mobil {
    /// Weight of what others lose, in [0, 1].
    pub(crate) politeness: f64,
    /// Advantage below which one stays, m/s².
    pub threshold_mps2: f64,
    /// Braking that a new follower may be put to, m/s² (positive).
    pub safe_braking_mps2: f64,
}

impl Default for Mobil {
    /// The paper's values (table I: Δa_th 0.1, b_safe 4, p 0 to 1), threshold and safety stricter, so
    /// that urban traffic does not weave.
    fn default() -> Self {
        Self {
            politeness: 0.3,
            threshold_mps2: 0.3,
            safe_braking_mps2: 2.0,
        }
    }
}

/// Accelerations before and after the change in question, m/s².
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Prospect {
    /// Own, now and after.
    pub(crate) own: [f64; 2],
    /// The follower in the other lane, now and after.
    pub(crate) new_follower: [f64; 2],
    /// The follower in this lane, now and after.
    pub(crate) old_follower: [f64; 2],
}

impl Mobil {
    /// Whose own lane ends: he asks only whether it is safe, and puts others to more braking (the paper's
    /// b_safe).
    pub(crate) const MERGING: Self = Self {
        politeness: 0.0,
        threshold_mps2: 0.0,
        safe_braking_mps2: 4.0,
    };

    /// Whether nobody is put to hard braking: ã_n ≥ −b_safe (eq. 2), and the same for oneself.
    pub(crate) fn is_safe(&self, p: &Prospect) -> bool {
        p.new_follower[1] >= -self.safe_braking_mps2 && p.own[1] >= -self.safe_braking_mps2
    }

    /// Whether to change: safe, ã_n ≥ −b_safe (eq. 2), and worth it,
    /// ã_c − a_c + p·(ã_n − a_n + ã_o − a_o) > Δa_th (eq. 3).
    pub(crate) fn is_worth_it(&self, p: &Prospect) -> bool {
        let gain = |pair: [f64; 2]| pair[1] - pair[0];
        let others = gain(p.new_follower) + gain(p.old_follower);
        self.is_safe(p) && gain(p.own) + self.politeness * others > self.threshold_mps2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAIN: Prospect = Prospect {
        own: [0.0, 1.0],
        new_follower: [0.0, -1.0],
        old_follower: [0.0, 0.0],
    };

    #[test]
    fn a_gain_that_outweighs_the_others_loss_is_taken() {
        assert!(Mobil::default().is_worth_it(&GAIN)); // 1 − 0.3·1 = 0.7 > 0.3
    }

    #[test]
    fn a_polite_driver_stays() {
        let polite = Mobil {
            politeness: 1.0,
            ..Mobil::default()
        };
        assert!(!polite.is_worth_it(&GAIN)); // 1 − 1 = 0 < 0.3
    }

    #[test]
    fn no_gain_is_worth_an_unsafe_change() {
        let unsafe_change = Prospect {
            own: [0.0, 9.0],
            new_follower: [0.0, -2.1],
            ..GAIN
        };
        assert!(!Mobil::default().is_worth_it(&unsafe_change));
    }
}
