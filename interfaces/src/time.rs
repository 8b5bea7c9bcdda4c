//! Time in integer nanoseconds: exact to add, exact to compare, exact on disk.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const NS_PER_S: f64 = 1e9;

/// A point in time, ns since the start of the run (or the log's own epoch).
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Stamp(i64);

/// A signed span of time, ns.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Duration(i64);

impl Stamp {
    /// The start of the run.
    pub const ZERO: Self = Self(0);

    /// From nanoseconds.
    pub const fn from_ns(ns: i64) -> Self {
        Self(ns)
    }

    /// From seconds, rounded to the nanosecond.
    pub fn from_s(s: f64) -> Self {
        Self((s * NS_PER_S).round() as i64)
    }

    /// Nanoseconds since the start of the run.
    pub const fn ns(self) -> i64 {
        self.0
    }

    /// Seconds since the start of the run, for arithmetic and display.
    pub fn s(self) -> f64 {
        self.0 as f64 / NS_PER_S
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From nanoseconds.
    pub const fn from_ns(ns: i64) -> Self {
        Self(ns)
    }

    /// From milliseconds.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms.saturating_mul(1_000_000))
    }

    /// From seconds, rounded to the nanosecond.
    pub fn from_s(s: f64) -> Self {
        Self((s * NS_PER_S).round() as i64)
    }

    /// Nanoseconds.
    pub const fn ns(self) -> i64 {
        self.0
    }

    /// Seconds, for arithmetic and display.
    pub fn s(self) -> f64 {
        self.0 as f64 / NS_PER_S
    }
}

impl Add<Duration> for Stamp {
    type Output = Self;
    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl AddAssign<Duration> for Stamp {
    fn add_assign(&mut self, rhs: Duration) {
        *self = *self + rhs;
    }
}

impl Sub<Duration> for Stamp {
    type Output = Self;
    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

impl Sub for Stamp {
    type Output = Duration;
    fn sub(self, rhs: Self) -> Duration {
        Duration(self.0.saturating_sub(rhs.0))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} s", self.s())
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} ms", self.s() * 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_subtract_to_exact_durations() {
        let a = Stamp::from_s(1.3);
        let b = a + Duration::from_ms(100);
        assert_eq!(b - a, Duration::from_ns(100_000_000));
        assert_eq!(b - Duration::from_ms(100), a);
    }

    #[test]
    fn extreme_stamps_saturate_instead_of_wrapping() {
        assert_eq!(
            Stamp::from_ns(i64::MAX) + Duration::from_ms(1),
            Stamp::from_ns(i64::MAX)
        );
    }
}
