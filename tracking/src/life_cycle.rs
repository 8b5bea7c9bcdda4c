//! Birth, confirmation, coasting, death, and how sure we are that there is something at all.

/// Bounds of the logarithmic odds of existence: neither certainty nor despair is ever final.
const MAX_LOG_ODDS: f64 = 5.0;
/// One detection cannot say more than this.
const MAX_EVIDENCE: f64 = 3.0;
/// Loss of logarithmic odds while nothing is detected, per second: from near certainty to even
/// odds in 1.25 s.
const LOSS_PER_S: f64 = 4.0;

/// When tracks are believed and forgotten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rules {
    pub(crate) confirm_hits: u32,
    pub(crate) confirm_score: f64,
    pub(crate) tentative_coast_s: f64,
    pub(crate) output_coast_s: f64,
    pub(crate) max_coast_s: f64,
}

/// Where a track is in its life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LifeCycle {
    hits: u32,
    log_odds: f64,
    is_confirmed: bool,
    coasting_s: f64,
}

impl LifeCycle {
    /// Born of a detection.
    pub(crate) fn new(score: f64, rules: &Rules) -> Self {
        let mut born = Self {
            hits: 0,
            log_odds: 0.0,
            is_confirmed: false,
            coasting_s: 0.0,
        };
        born.hit(score, rules);
        born
    }

    /// Time has passed.
    pub(crate) fn wait(&mut self, dt_s: f64) {
        self.coasting_s += dt_s;
    }

    /// A detection belongs to it. Scores are taken as independent evidence: odds multiply.
    pub(crate) fn hit(&mut self, score: f64, rules: &Rules) {
        let evidence = if score <= 0.0 {
            -MAX_EVIDENCE
        } else if score >= 1.0 {
            MAX_EVIDENCE
        } else {
            libm::log(score / (1.0 - score)).clamp(-MAX_EVIDENCE, MAX_EVIDENCE)
        };
        self.log_odds = (self.log_odds + evidence).clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS);
        self.hits = self.hits.saturating_add(1);
        self.coasting_s = 0.0;
        self.is_confirmed |= score >= rules.confirm_score || self.hits >= rules.confirm_hits;
    }

    /// No detection belonged to it in the last `dt_s`.
    pub(crate) fn miss(&mut self, dt_s: f64) {
        self.log_odds = (self.log_odds - LOSS_PER_S * dt_s).max(-MAX_LOG_ODDS);
    }

    /// Whether it is to be forgotten if it is not detected for another `dt_s`.
    pub(crate) fn ends_within(&self, dt_s: f64, rules: &Rules) -> bool {
        let limit_s = if self.is_confirmed {
            rules.max_coast_s
        } else {
            rules.tentative_coast_s
        };
        // Half a nanosecond: sums of stamps' differences round.
        self.coasting_s + dt_s > limit_s + 0.5e-9
    }

    /// Whether others are to see it.
    pub(crate) fn is_visible(&self, rules: &Rules) -> bool {
        self.is_confirmed && self.coasting_s <= rules.output_coast_s + 0.5e-9
    }

    /// Probability that it exists.
    pub(crate) fn existence(&self) -> f64 {
        1.0 / (1.0 + libm::exp(-self.log_odds))
    }

    /// Time since a detection belonged to it.
    pub(crate) fn coasting_s(&self) -> f64 {
        self.coasting_s
    }

    /// Detections that belonged to it.
    pub(crate) fn hits(&self) -> u32 {
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    const RULES: Rules = Rules {
        confirm_hits: 3,
        confirm_score: 0.8,
        tentative_coast_s: 0.25,
        output_coast_s: 0.5,
        max_coast_s: 1.5,
    };

    #[test]
    fn a_sure_detection_is_believed_at_once_and_a_doubtful_one_at_the_third_hit() {
        assert!(LifeCycle::new(0.8, &RULES).is_visible(&RULES));
        let mut doubtful = LifeCycle::new(0.5, &RULES);
        doubtful.hit(0.5, &RULES);
        assert!(!doubtful.is_visible(&RULES));
        doubtful.hit(0.5, &RULES);
        assert!(doubtful.is_visible(&RULES));
    }

    #[test]
    fn odds_multiply() {
        let mut life = LifeCycle::new(0.75, &RULES); // odds 3
        assert_abs_diff_eq!(life.existence(), 0.75, epsilon = 1e-12);
        life.hit(0.75, &RULES); // odds 9
        assert_abs_diff_eq!(life.existence(), 0.9, epsilon = 1e-12);
        life.miss(0.25); // odds 9/e
        assert_abs_diff_eq!(
            life.existence(),
            9.0 / (9.0 + std::f64::consts::E),
            epsilon = 1e-12
        );
    }

    #[test]
    fn tentative_tracks_die_early_and_confirmed_ones_hide_before_they_die() {
        let mut tentative = LifeCycle::new(0.5, &RULES);
        tentative.wait(0.2);
        assert!(tentative.ends_within(0.1, &RULES) && !tentative.ends_within(0.05, &RULES));
        let mut confirmed = LifeCycle::new(1.0, &RULES);
        confirmed.wait(0.6);
        assert!(!confirmed.is_visible(&RULES) && !confirmed.ends_within(0.1, &RULES));
        confirmed.wait(0.9);
        assert!(confirmed.ends_within(0.1, &RULES));
    }
}
