//! When something is due: integer nanoseconds, no drift.

use trunkline_interfaces::{Duration, Stage, Stamp};

use crate::config::{Latency, Rates};

/// What is due at a step of the world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub(super) sensing: bool,
    pub(super) planning: bool,
    pub(super) control: bool,
}

/// How often a stage steps, and how long after its step its output becomes visible.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) period: Duration,
    pub(super) latency: Duration,
}

/// The rates of a run.
pub(super) struct Schedule {
    sensing: Ticker,
    planning: Ticker,
    control: Ticker,
}

impl Schedule {
    /// Everything is due at `start`.
    pub(super) fn new(start: Stamp, rates: &Rates, world_step: Duration) -> Self {
        Self {
            sensing: Ticker::new(start, rates.sensing_hz, world_step),
            planning: Ticker::new(start, rates.planning_hz, world_step),
            control: Ticker::new(start, rates.control_hz, world_step),
        }
    }

    /// What is due now; asked once per step of the world.
    pub(super) fn due(&mut self, now: Stamp) -> Due {
        Due {
            sensing: self.sensing.is_due(now),
            planning: self.planning.is_due(now),
            control: self.control.is_due(now),
        }
    }

    /// The pace of each stage, in the order of [`Stage::ALL`].
    pub(super) fn paces(&self, latency: &Latency) -> [Pace; 7] {
        Stage::ALL.map(|stage| {
            let ticker = match stage {
                Stage::Perceiver | Stage::Lifter | Stage::Tracker | Stage::Forecaster => {
                    &self.sensing
                }
                Stage::Planner => &self.planning,
                Stage::Controller | Stage::Gate => &self.control,
            };
            Pace {
                period: ticker.period,
                latency: latency.of(stage),
            }
        })
    }
}

/// A stage may go without output for two periods and the latency of everything before it.
pub(super) fn allowances(paces: &[Pace; 7]) -> impl Iterator<Item = (Stage, Duration)> {
    Stage::ALL.into_iter().map(|stage| {
        let upstream = paces[..=stage as usize].iter();
        let latency = upstream.fold(Duration::ZERO, |sum, pace| sum + pace.latency);
        let period = paces[stage as usize].period;
        (stage, period + period + latency)
    })
}

/// Says at which steps of the world something with a rate of its own is due.
#[derive(Debug, Clone)]
struct Ticker {
    period: Duration,
    next: Stamp,
}

impl Ticker {
    /// Due at `start` and from then on at `rate_hz`, but never more often than the world steps.
    fn new(start: Stamp, rate_hz: f64, world_step: Duration) -> Self {
        let period = Duration::from_s(1.0 / rate_hz).max(world_step);
        Self {
            period,
            next: start,
        }
    }

    fn is_due(&mut self, now: Stamp) -> bool {
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

    #[test]
    fn each_stage_has_the_period_of_its_group_and_its_own_latency() {
        let rates = Rates {
            sensing_hz: 10.0,
            planning_hz: 5.0,
            control_hz: 50.0,
        };
        let latency = Latency {
            lifter: 30.0,
            tracker: 4.0,
            gate: 1.0,
            ..Latency::default()
        };
        let schedule = Schedule::new(Stamp::ZERO, &rates, Duration::from_ms(10));
        let paces = schedule.paces(&latency);
        let ms = paces.map(|p| [p.period, p.latency].map(|d| d.ns() / 1_000_000));
        let expected = [
            [100, 0],
            [100, 30],
            [100, 4],
            [100, 0],
            [200, 0],
            [20, 0],
            [20, 1],
        ];
        assert_eq!(ms, expected);
        // Two periods, and the latencies up to and with the stage's own: 30, then 34, then 35 ms.
        let allowed: Vec<i64> = allowances(&paces)
            .map(|(_, d)| d.ns() / 1_000_000)
            .collect();
        assert_eq!(allowed, [200, 230, 234, 234, 434, 74, 75]);
    }
}
