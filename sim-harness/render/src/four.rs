//! Vectors of four pixels at once.

use std::ops::{Add, AddAssign, Mul, Sub};

use nalgebra::{Matrix3, Vector3};
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Pixels that are computed together.
pub(crate) const LANES: usize = 4;

/// Four vectors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wide3 {
    pub(crate) x: f32x4,
    pub(crate) y: f32x4,
    pub(crate) z: f32x4,
}

impl Wide3 {
    pub(crate) const ZERO: Self = Self {
        x: f32x4::ZERO,
        y: f32x4::ZERO,
        z: f32x4::ZERO,
    };

    /// Four times the same.
    #[inline(always)]
    pub(crate) fn splat(v: &Vector3<f32>) -> Self {
        Self {
            x: f32x4::splat(v.x),
            y: f32x4::splat(v.y),
            z: f32x4::splat(v.z),
        }
    }

    /// Grey.
    #[inline(always)]
    pub(crate) fn grey(value: f32x4) -> Self {
        Self {
            x: value,
            y: value,
            z: value,
        }
    }

    /// A matrix times each.
    #[inline(always)]
    pub(crate) fn turned(self, m: &Matrix3<f32>) -> Self {
        let row = |i: usize| {
            (f32x4::splat(m[(i, 0)]) * self.x + f32x4::splat(m[(i, 1)]) * self.y)
                + f32x4::splat(m[(i, 2)]) * self.z
        };
        Self {
            x: row(0),
            y: row(1),
            z: row(2),
        }
    }

    #[inline(always)]
    pub(crate) fn dot(self, other: Self) -> f32x4 {
        (self.x * other.x + self.y * other.y) + self.z * other.z
    }

    /// Product of the components.
    #[inline(always)]
    pub(crate) fn times(self, other: Self) -> Self {
        Self {
            x: self.x * other.x,
            y: self.y * other.y,
            z: self.z * other.z,
        }
    }

    /// From this to another by a share.
    #[inline(always)]
    pub(crate) fn towards(self, other: Self, share: f32x4) -> Self {
        self + (other - self) * share
    }

    /// One of the four.
    #[inline]
    pub(crate) fn lane(&self, lane: usize) -> Vector3<f32> {
        let [x, y, z] = [&self.x, &self.y, &self.z].map(|v| v.as_array()[lane]);
        Vector3::new(x, y, z)
    }

    /// Of the four, set one.
    #[inline]
    pub(crate) fn set_lane(&mut self, lane: usize, to: &Vector3<f32>) {
        self.x.as_mut_array()[lane] = to.x;
        self.y.as_mut_array()[lane] = to.y;
        self.z.as_mut_array()[lane] = to.z;
    }
}

impl Add for Wide3 {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            x: self.x + other.x,
            y: self.y + other.y,
            z: self.z + other.z,
        }
    }
}

impl AddAssign for Wide3 {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Wide3 {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self {
            x: self.x - other.x,
            y: self.y - other.y,
            z: self.z - other.z,
        }
    }
}

impl Mul<f32x4> for Wide3 {
    type Output = Self;
    #[inline(always)]
    fn mul(self, by: f32x4) -> Self {
        Self {
            x: self.x * by,
            y: self.y * by,
            z: self.z * by,
        }
    }
}

/// x to the power of 2^n.
#[inline(always)]
pub(crate) fn power_of_two(mut x: f32x4, n: u32) -> f32x4 {
    for _ in 0..n {
        x *= x;
    }
    x
}

/// Between 0 and 1.
#[inline(always)]
pub(crate) fn unit(x: f32x4) -> f32x4 {
    x.fast_max(f32x4::ZERO).fast_min(f32x4::ONE)
}

/// Not below 0.
#[inline(always)]
pub(crate) fn positive(x: f32x4) -> f32x4 {
    x.fast_max(f32x4::ZERO)
}

/// e to the power of −x for x ≥ 0, within 1e-5: a power of two, and a polynomial for the rest.
#[inline(always)]
pub(crate) fn exp_of_minus(x: f32x4) -> f32x4 {
    let y = x * f32x4::splat(std::f32::consts::LOG2_E);
    let y = y.fast_max(f32x4::ZERO).fast_min(f32x4::splat(100.0));
    let whole = y.fast_trunc_int();
    let t = y - f32x4::from_i32x4(whole);
    // 2^-t for t in [0, 1): least squares with the ends held.
    let rest = f32x4::splat(-0.053_249) + t * f32x4::splat(0.006_843);
    let rest = f32x4::splat(0.239_471) + t * rest;
    let rest = f32x4::splat(-0.693_065) + t * rest;
    let power: f32x4 = cast((i32x4::splat(127) - whole) << 23_u32);
    power * (f32x4::ONE + t * rest)
}

/// Largest whole numbers not above, for numbers within ±2^30.
#[inline(always)]
pub(crate) fn floor_of(x: f32x4) -> (f32x4, i32x4) {
    let cut = f32x4::from_i32x4(x.fast_trunc_int());
    let floor = cut - (cut.simd_gt(x) & f32x4::ONE);
    (floor, floor.fast_trunc_int())
}

/// Logarithms to base 2 of positive numbers, within 0.01: exponent, and a parabola through the
/// mantissa.
#[inline(always)]
pub(crate) fn log2_of(x: f32x4) -> f32x4 {
    let bits: i32x4 = cast(x.fast_max(f32x4::splat(1e-30)));
    let exponent = f32x4::from_i32x4((bits >> 23_u32) - i32x4::splat(127));
    let mantissa = (bits & i32x4::splat(0x007f_ffff)) | i32x4::splat(0x3f80_0000);
    let mantissa: f32x4 = cast(mantissa);
    let parabola = mantissa * (f32x4::splat(2.0) - mantissa * f32x4::splat(0.333_333_34));
    exponent + (parabola - f32x4::splat(1.666_666_6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_close_to_the_true_one() {
        for step in 0..4000 {
            let x = step as f32 * 0.01;
            let (close, right) = (exp_of_minus(f32x4::splat(x)).to_array()[2], libm::expf(-x));
            assert!(
                (close - right).abs() <= 2e-5 * right,
                "{x}: {close} for {right}"
            );
        }
        assert_eq!(exp_of_minus(f32x4::ZERO), f32x4::ONE);
        let nothing = exp_of_minus(f32x4::splat(f32::INFINITY));
        assert!(nothing.simd_lt(f32x4::splat(1e-29)).all());
    }

    #[test]
    fn the_logarithm_is_close_to_the_true_one() {
        for step in 1..4000 {
            let x = step as f32 * 0.01;
            let (close, right) = (log2_of(f32x4::splat(x)).to_array()[1], libm::log2f(x));
            assert!((close - right).abs() < 0.011, "{x}: {close} for {right}");
        }
    }

    #[test]
    fn whole_numbers_lie_below() {
        let (floor, number) = floor_of(f32x4::new([-1.5, -2.0, 0.25, 7.0]));
        assert_eq!(floor.to_array(), [-2.0, -2.0, 0.0, 7.0]);
        assert_eq!(number.to_array(), [-2, -2, 0, 7]);
    }
}
