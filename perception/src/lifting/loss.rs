//! Deviations with mistakes drawn in: their squares are robust losses.

/// A deviation whose square is Huber's loss (1964): linear beyond `limit`.
pub(super) fn huber(deviation: f64, limit: f64) -> f64 {
    let size = deviation.abs();
    if size <= limit {
        return deviation;
    }
    libm::copysign((limit * (2.0 * size - limit)).sqrt(), deviation)
}

/// A deviation whose square is Cauchy's loss, c² ln(1 + (x/c)²).
pub(super) fn cauchy(deviation: f64, scale: f64) -> f64 {
    let share = deviation / scale;
    libm::copysign(scale * libm::log1p(share * share).sqrt(), deviation)
}
