//! Birth, confirmation, coasting, death, and how sure we are that there is something at all.

use super::config::KalmanConfig;

/// Bounds of the logarithmic odds of existence: neither certainty nor despair is ever final.
const MAX_LOG_ODDS: f64 = 5.0;
/// One detection cannot say more than this.
const MAX_EVIDENCE: f64 = 3.0;
/// Loss of logarithmic odds while nothing is detected, per second: from near certainty to even
/// odds in 1.25 s.
const LOSS_PER_S: f64 = 4.0;

/// Where a track is in its life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LifeCycle {
    hits: u32,
    log_odds: f64,
    is_confirmed: bool,
    coasting_s: f64,
}

impl LifeCycle {
    /// Born of a detection.
    pub(super) fn new(score: f64, config: &KalmanConfig) -> Self {
        let mut born = Self {
            hits: 0,
            log_odds: 0.0,
            is_confirmed: false,
            coasting_s: 0.0,
        };
        born.hit(score, config);
        born
    }

    /// Time has passed.
    pub(super) fn wait(&mut self, dt_s: f64) {
        self.coasting_s += dt_s;
    }

    /// A detection belongs to it. Scores are taken as independent evidence: odds multiply.
    pub(super) fn hit(&mut self, score: f64, config: &KalmanConfig) {
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
        self.is_confirmed |= score >= config.confirm_score || self.hits >= config.confirm_hits;
    }

    /// No detection belonged to it in the last `dt_s`.
    pub(super) fn miss(&mut self, dt_s: f64) {
        self.log_odds = (self.log_odds - LOSS_PER_S * dt_s).max(-MAX_LOG_ODDS);
    }

    /// Whether it is to be forgotten if it is not detected for another `dt_s`.
    pub(super) fn ends_within(&self, dt_s: f64, config: &KalmanConfig) -> bool {
        let limit_s = if self.is_confirmed {
            config.max_coast_s
        } else {
            config.tentative_coast_s
        };
        // Half a nanosecond: sums of stamps' differences round.
        self.coasting_s + dt_s > limit_s + 0.5e-9
    }

    /// Whether others are to see it.
    pub(super) fn is_visible(&self, config: &KalmanConfig) -> bool {
        self.is_confirmed && self.coasting_s <= config.output_coast_s + 0.5e-9
    }

    /// Probability that it exists.
    pub(super) fn existence(&self) -> f64 {
        1.0 / (1.0 + libm::exp(-self.log_odds))
    }

    /// Time since a detection belonged to it.
    pub(super) fn coasting_s(&self) -> f64 {
        self.coasting_s
    }

    /// Detections that belonged to it.
    pub(super) fn hits(&self) -> u32 {
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    /// Three hits or a score of 0.8; 0.25 s while tentative; hidden after 0.5 s, dead after 1.5 s.
    fn config() -> KalmanConfig {
        KalmanConfig {
            confirm_hits: 3,
            confirm_score: 0.8,
            tentative_coast_s: 0.25,
            output_coast_s: 0.5,
            max_coast_s: 1.5,
            ..KalmanConfig::default()
        }
    }

    #[test]
    fn a_sure_detection_is_believed_at_once_and_a_doubtful_one_at_the_third_hit() {
        assert!(LifeCycle::new(0.8, &config()).is_visible(&config()));
        let mut doubtful = LifeCycle::new(0.5, &config());
        doubtful.hit(0.5, &config());
        assert!(!doubtful.is_visible(&config()));
        doubtful.hit(0.5, &config());
        assert!(doubtful.is_visible(&config()));
    }

    #[test]
    fn odds_multiply() {
        let mut life = LifeCycle::new(0.75, &config()); // odds 3
        assert_abs_diff_eq!(life.existence(), 0.75, epsilon = 1e-12);
        life.hit(0.75, &config()); // odds 9
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
        let mut tentative = LifeCycle::new(0.5, &config());
        tentative.wait(0.2);
        assert!(tentative.ends_within(0.1, &config()) && !tentative.ends_within(0.05, &config()));
        let mut confirmed = LifeCycle::new(1.0, &config());
        confirmed.wait(0.6);
        assert!(!confirmed.is_visible(&config()) && !confirmed.ends_within(0.1, &config()));
        confirmed.wait(0.9);
        assert!(confirmed.ends_within(0.1, &config()));
    }

    #[test]
    fn neither_certainty_nor_despair_is_final() {
        let config = config();
        let odds = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
        let mut life = LifeCycle::new(1.0, &config);
        assert_abs_diff_eq!(life.existence(), odds(3.0), epsilon = 1e-12); // the most that one says
        life.hit(0.99, &config);
        assert_abs_diff_eq!(life.existence(), odds(5.0), epsilon = 1e-12); // not 3 + 3
        life.miss(99.0);
        assert_abs_diff_eq!(life.existence(), odds(-5.0), epsilon = 1e-12);
        life.hit(0.0, &config);
        assert_abs_diff_eq!(life.existence(), odds(-5.0), epsilon = 1e-12);
        life.hit(0.5, &config);
        assert_abs_diff_eq!(life.existence(), odds(-5.0), epsilon = 1e-12); // says nothing
        assert_abs_diff_eq!(
            LifeCycle::new(0.0, &config).existence(),
            odds(-3.0),
            epsilon = 1e-12
        );
    }

    #[test]
    fn a_hit_ends_the_coasting_and_is_counted() {
        let config = config();
        let mut life = LifeCycle::new(0.9, &config);
        life.wait(0.2);
        life.wait(0.2);
        assert_abs_diff_eq!(life.coasting_s(), 0.4, epsilon = 1e-12);
        assert_eq!((life.hits(), life.is_visible(&config)), (1, true));
        life.hit(0.1, &config);
        assert_eq!((life.hits(), life.coasting_s()), (2, 0.0));
        // To the nanosecond: exactly at the limit a track still lives and is still seen.
        life.wait(0.5);
        assert!(life.is_visible(&config) && !life.ends_within(1.0, &config));
        assert!(life.ends_within(1.0 + 1e-9, &config));
        life.wait(1e-9);
        assert!(!life.is_visible(&config));
    }
}
