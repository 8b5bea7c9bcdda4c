//! Depth as a colour.

/// Nearest depth with a colour of its own, m.
const NEAR_M: f32 = 2.0;
/// Depths from here on are one colour, m.
const FAR_M: f32 = 150.0;
/// Colours from near to far: yellow, orange, violet, blue, dark blue.
const ANCHORS: [[f32; 3]; 5] = [
    [250.0, 235.0, 90.0],
    [245.0, 140.0, 60.0],
    [190.0, 60.0, 120.0],
    [85.0, 45.0, 160.0],
    [20.0, 20.0, 80.0],
];

/// Near is bright and warm, far is dark and cold, on a logarithmic scale; what has no depth (sky) is
/// black.
pub(crate) fn depth_color(depth_m: f32) -> [u8; 3] {
    if !(depth_m > 0.0) {
        return [0; 3];
    }
    let span = libm::logf(FAR_M / NEAR_M);
    let share = (libm::logf(depth_m / NEAR_M) / span).clamp(0.0, 1.0);
    let place = share * (ANCHORS.len() - 1) as f32;
    let below = (place as usize).min(ANCHORS.len() - 2);
    let part = place - below as f32;
    std::array::from_fn(|c| {
        let (a, b) = (ANCHORS[below][c], ANCHORS[below + 1][c]);
        (a + part * (b - a)).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_farther_is_darker_and_sky_is_black() {
        let light = |depth_m| -> u32 { depth_color(depth_m).into_iter().map(u32::from).sum() };
        assert!(light(2.0) > light(10.0) && light(10.0) > light(50.0));
        assert_eq!((depth_color(0.0), depth_color(f32::NAN)), ([0; 3], [0; 3]));
        // A tenth of a metre is as near as two, a thousand as far as 150.
        assert_eq!(depth_color(0.1), depth_color(2.0));
        assert_eq!(depth_color(1e3), [20, 20, 80]);
    }
}
