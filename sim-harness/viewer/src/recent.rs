//! What was the case lately: values with their times, forgotten when they are old.

use std::collections::VecDeque;

use trunkline_interfaces::Stamp;

/// Values in the order of their times.
pub(crate) struct Recent<T>(VecDeque<(Stamp, T)>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Clone> Recent<T> {
    /// Whether the newest value is this old.
    pub(crate) fn is_due(&self, now: Stamp, step_s: f64) -> bool {
        let newest = self.0.back();
        newest.is_none_or(|(t, _)| (now - *t).s() >= step_s - 1e-6)
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, now: Stamp, value: T) {
        self.0.push_back((now, value));
    }

    /// Forgets what is older than this.
    pub(crate) fn forget(&mut self, now: Stamp, span_s: f64) {
        let is_old = |(t, _): &(Stamp, T)| (now - *t).s() > span_s;
        while self.0.front().is_some_and(is_old) {
            self.0.pop_front();
        }
    }

    /// The value that held at a time, or the oldest.
    pub(crate) fn at(&self, stamp: Stamp) -> Option<T> {
        let upper = self.0.partition_point(|(t, _)| *t <= stamp);
        self.0
            .get(upper.saturating_sub(1))
            .map(|(_, value)| value.clone())
    }

    /// The newest value.
    pub(crate) fn newest(&self) -> Option<T> {
        self.0.back().map(|(_, value)| value.clone())
    }

    /// The values, oldest first.
    pub(crate) fn values(&self) -> impl Iterator<Item = T> {
        self.0.iter().map(|(_, value)| value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_is_forgotten_and_the_past_is_known_as_far_as_it_is_kept() {
        let mut recent = Recent::default();
        assert!(recent.is_due(Stamp::ZERO, 0.2) && recent.at(Stamp::ZERO).is_none());
        for k in 0..5 {
            recent.push(Stamp::from_s(0.2 * f64::from(k)), k);
        }
        assert!(!recent.is_due(Stamp::from_s(0.9), 0.2) && recent.is_due(Stamp::from_s(1.0), 0.2));
        recent.forget(Stamp::from_s(0.8), 0.4);
        assert_eq!(recent.values().collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(recent.at(Stamp::from_s(0.7)), Some(3));
        assert_eq!(recent.at(Stamp::ZERO), Some(2));
        assert_eq!(recent.newest(), Some(4));
    }
}
