//! When something is due: integer nanoseconds, no drift.

use trunkline_interfaces::{Duration, Stamp};

/// Says at which steps of the world something with a rate of its own is due.
#[derive(Debug, Clone)]
pub(super) struct Ticker {
    period: Duration,
    next: Stamp,
}

impl Ticker {
    /// Due at `start` and from then on at `rate_hz`, but never more often than the world steps.
    pub(super) fn new(start: Stamp, rate_hz: f64, world_step: Duration) -> Self {
        let period = Duration::from_s(1.0 / rate_hz).max(world_step);
        Self {
            period,
            next: start,
        }
    }

    /// Time between steps.
    pub(super) fn period(&self) -> Duration {
        self.period
    }

    /// Whether it is due now; asked once per step of the world.
    pub(super) fn is_due(&mut self, now: Stamp) -> bool {
        if now < self.next {
            return false;
        }
        while self.next <= now {
            self.next += self.period;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due_ms(rate_hz: f64, step_ms: i64, until_ms: i64) -> Vec<i64> {
        let mut ticker = Ticker::new(Stamp::ZERO, rate_hz, Duration::from_ms(step_ms));
        (0..=until_ms / step_ms)
            .map(|k| k * step_ms)
            .filter(|ms| ticker.is_due(Stamp::ZERO + Duration::from_ms(*ms)))
            .collect()
    }

    #[test]
    fn a_rate_that_fits_is_met_exactly() {
        assert_eq!(due_ms(50.0, 10, 60), [0, 20, 40, 60]);
    }

    #[test]
    fn a_rate_that_does_not_fit_is_met_on_average() {
        // 30 Hz on a 10 ms grid: 33.3 → 40, 66.7 → 70, 100 → 100, …
        assert_eq!(due_ms(30.0, 10, 140), [0, 40, 70, 100, 140]);
    }

    #[test]
    fn nothing_is_due_more_often_than_the_world_steps() {
        assert_eq!(due_ms(50.0, 100, 300), [0, 100, 200, 300]);
    }
}
