//! Impatience: who has waited long takes a gap that he let pass at first.
//!
//! The model is that of SUMO's `impatience` (`MSLink::blockedByFoe`): the longer one waits, the
//! harder one expects those with the right of way to brake, up to comfortable braking and no
//! further. What a driver may enter at all is not touched by it: see [`super::junction`].

/// Waiting after which patience begins to run out, s.
const CALM_S: f64 = 5.0;
/// Waiting after which it has run out, s. Mean critical gaps of left-turning drivers are above their
/// overall mean for delays below 25 s, and below it for delays above 30 s ("Influence of Stopped
/// Delay on Driver Gap Acceptance Behavior", J. Transp. Eng. 115(3), 1989, 305-315, abstract).
const SPENT_S: f64 = 30.0;
/// What others are expected to brake with at most, m/s²: IDM's comfortable braking. Against a car
/// at 50 km/h, 15 m before the conflict when it enters the junction, the critical gap of a left turn
/// so falls from 7 to 8 s to (13.9²/4 + 1 + 15)/13.9 = 4.6 s.
const EXPECTED_BRAKING_MPS2: f64 = 2.0;
/// Others stop so far before the junction, m.
const MARGIN_M: f64 = 1.0;

/// Share of patience that is gone, 0 to 1.
pub(crate) fn impatience(waiting_s: f64) -> f64 {
    ((waiting_s - CALM_S) / (SPENT_S - CALM_S)).clamp(0.0, 1.0)
}

/// Whether one with the right of way, at this speed and so far before the junction, is expected to
/// let an impatient driver in: v² ≤ 2·i·b·s.
pub(crate) fn is_let_in(impatience: f64, speed_mps: f64, distance_m: f64) -> bool {
    let room_m = (distance_m - MARGIN_M).max(0.0);
    speed_mps * speed_mps <= 2.0 * impatience * EXPECTED_BRAKING_MPS2 * room_m && room_m > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn patience_runs_out_between_5_and_30_s() {
        assert_abs_diff_eq!(impatience(5.0), 0.0, epsilon = 0.0);
        assert_abs_diff_eq!(impatience(17.5), 0.5, epsilon = 1e-12); // 12.5/25
        assert_abs_diff_eq!(impatience(1e3), 1.0, epsilon = 0.0);
    }

    #[test]
    fn the_patient_expect_nobody_to_brake_and_the_impatient_comfortable_braking() {
        // 10²/(2·2) + 1 = 26 m.
        assert!(is_let_in(1.0, 10.0, 26.1) && !is_let_in(1.0, 10.0, 25.9));
        // Half as patient: 10²/(2·1) + 1 = 51 m.
        assert!(is_let_in(0.5, 10.0, 51.1) && !is_let_in(0.5, 10.0, 50.9));
        assert!(!is_let_in(0.0, 10.0, 1e3));
    }

    #[test]
    fn who_stands_at_the_line_is_not_pushed_aside() {
        assert!(!is_let_in(1.0, 0.0, 0.8));
    }
}
