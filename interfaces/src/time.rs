//! Time in integer nanoseconds: exact to add, exact to compare, exact on disk.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const NS_PER_S: f64 = 1e9;

macro_rules! nanoseconds {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// 0 ns.
            pub const ZERO: Self = Self(0);

            /// From nanoseconds.
            pub const fn from_ns(ns: i64) -> Self {
                Self(ns)
            }

            /// From seconds, rounded to the nanosecond; what is too far off becomes the last
            /// nanosecond that there is, NaN becomes 0.
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
    };
}

nanoseconds!(
    /// A point in time, ns since the start of the run (or the log's own epoch).
    Stamp
);
nanoseconds!(
    /// A signed span of time, ns.
    Duration
);

impl Duration {
    /// From milliseconds.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms.saturating_mul(1_000_000))
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
    use proptest::prelude::*;

    #[test]
    fn stamps_subtract_to_exact_durations() {
        let a = Stamp::from_s(1.3);
        let b = a + Duration::from_ms(100);
        assert_eq!(b - a, Duration::from_ns(100_000_000));
        assert_eq!(b - Duration::from_ms(100), a);
    }

    #[test]
    fn extreme_times_saturate_instead_of_wrapping() {
        let (last, first) = (Stamp::from_ns(i64::MAX), Stamp::from_ns(i64::MIN));
        assert_eq!(last + Duration::from_ms(1), last);
        assert_eq!(first - Duration::from_ms(1), first);
        assert_eq!(last - first, Duration::from_ns(i64::MAX));
        assert_eq!(Duration::from_ms(i64::MAX), Duration::from_ns(i64::MAX));
        assert_eq!(
            Duration::from_ns(i64::MAX) + Duration::from_ns(1),
            Duration::from_ns(i64::MAX)
        );
        assert_eq!(
            (Stamp::from_s(1e300), Stamp::from_s(f64::NAN)),
            (last, Stamp::ZERO)
        );
    }

    #[test]
    fn times_are_shown_in_the_units_that_fit_them() {
        assert_eq!(Stamp::from_s(-1.2345).to_string(), "-1.234 s"); // half to even in binary
        assert_eq!(Duration::from_ns(1_250_000).to_string(), "1.2 ms");
        assert_eq!(Duration::from_s(0.5), Duration::from_ms(500));
        assert_eq!(
            (Duration::from_ms(500).s(), Stamp::from_ns(1).ns()),
            (0.5, 1)
        );
        let mut now = Stamp::ZERO;
        now += Duration::from_ms(20);
        assert_eq!(now, Stamp::from_ns(20_000_000));
    }

    /// Any two of them add up without saturation.
    const WIDE: std::ops::Range<i64> = i64::MIN / 4..i64::MAX / 4;

    proptest! {
        #[test]
        fn stamps_and_durations_add_like_the_integers_that_they_are(a in WIDE, d in WIDE, e in WIDE) {
            let (a, d, e) = (Stamp::from_ns(a), Duration::from_ns(d), Duration::from_ns(e));
            prop_assert_eq!((a + d) - a, d);
            prop_assert_eq!((a + d) - d, a);
            prop_assert_eq!((a + d) + e, a + (d + e));
            prop_assert_eq!(d + e, e + d);
            prop_assert_eq!(a < a + d, d > Duration::ZERO);
        }

        #[test]
        fn seconds_round_to_the_nanosecond_and_back(ms in -100_000_000_i64..100_000_000) {
            let d = Duration::from_ms(ms);
            prop_assert_eq!(Duration::from_s(d.s()), d);
            prop_assert_eq!(Stamp::from_s(d.s()) - Stamp::ZERO, d);
        }
    }
}
