//! Boxes against truth, by class and distance.
//!
//! Rule: in a frame, detections by falling score each take the nearest free truth of their class
//! whose centre is within 2 m from above (nuScenes, at its threshold for errors of true
//! positives). Errors are those of such pairs; recall is the share of wanted truths in one; a
//! detection in no pair is a false positive. Truths that are not wanted are left out, with the
//! detections that take them.

use std::collections::BTreeMap;

use nalgebra::Vector4;
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::Detection3d;

use super::sample::TruthBox;
use crate::metrics::statistics::quantile;

/// Pairs are no farther apart, from above.
const MATCH_M: f64 = 2.0;
/// Where the bins of distance begin; the last one has no end.
const BINS_M: [f64; 4] = [0.0, 15.0, 30.0, 50.0];
/// 95 % quantile of χ² with 4 degrees of freedom.
const CHI_SQUARED_95: f64 = 9.488;

/// Errors of one pair.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PairErrors {
    center_m: f64,
    /// Largest relative error of length, width, height.
    size: f64,
    /// Of the axis, [0, π/2].
    yaw_rad: f64,
    is_reversed: bool,
    iou_3d: f64,
    /// eᵀ P⁻¹ e of `[x, y, z, yaw]`.
    squared_deviation: f64,
}

/// What is counted in one bin.
#[derive(Debug, Clone, Default, PartialEq)]
struct Bin {
    wanted: usize,
    pairs: Vec<PairErrors>,
    false_positives: usize,
}

/// Boxes against truth, by class and distance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LifterTable {
    frames: usize,
    bins: BTreeMap<(AgentClass, usize), Bin>,
}

/// One row: a class and a bin of distances.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Which class; `None` for all.
    pub class: Option<AgentClass>,
    /// Bin of distances, m: "15-30"; "all" for all.
    pub distance: String,
    /// Truths that should be found.
    pub wanted: usize,
    /// Quantities by name; those that need a pair are left out where there is none.
    pub quantities: BTreeMap<&'static str, f64>,
}

impl LifterTable {
    /// Adds one frame.
    pub fn add(&mut self, truth: &[TruthBox], detections: &[Detection3d]) {
        self.frames += 1;
        for box_ in truth.iter().filter(|t| t.is_wanted) {
            self.bin(box_.class, box_.bbox.center_m.xy().norm()).wanted += 1;
        }
        let mut order: Vec<&Detection3d> = detections.iter().collect();
        order.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        let mut is_taken = vec![false; truth.len()];
        for detection in order {
            let apart_m = |t: &TruthBox| (t.bbox.center_m - detection.bbox.center_m).xy().norm();
            let nearest = truth
                .iter()
                .enumerate()
                .filter(|(k, t)| !is_taken[*k] && t.class == detection.class)
                .map(|(k, t)| (apart_m(t), k))
                .filter(|(apart_m, _)| *apart_m < MATCH_M)
                .min_by(|a, b| a.0.total_cmp(&b.0));
            match nearest {
                Some((_, k)) => {
                    is_taken[k] = true;
                    if truth[k].is_wanted {
                        let range_m = truth[k].bbox.center_m.xy().norm();
                        let errors = PairErrors::of(&truth[k], detection);
                        self.bin(truth[k].class, range_m).pairs.push(errors);
                    }
                }
                None => {
                    let range_m = detection.bbox.center_m.xy().norm();
                    self.bin(detection.class, range_m).false_positives += 1;
                }
            }
        }
    }

    fn bin(&mut self, class: AgentClass, range_m: f64) -> &mut Bin {
        let bin = BINS_M
            .iter()
            .rposition(|begin_m| range_m >= *begin_m)
            .unwrap_or(0);
        self.bins.entry((class, bin)).or_default()
    }

    /// Every class by bins and as a whole, then all classes.
    pub fn rows(&self) -> Vec<TableRow> {
        let mut rows = Vec::new();
        let mut all = Bin::default();
        for class in AgentClass::ALL {
            let mut whole = Bin::default();
            for (index, begin_m) in BINS_M.iter().enumerate() {
                let Some(bin) = self.bins.get(&(class, index)) else {
                    continue;
                };
                whole.merge(bin);
                let distance = match BINS_M.get(index + 1) {
                    Some(end_m) => format!("{begin_m}-{end_m}"),
                    None => format!("{begin_m}+"),
                };
                rows.push(self.row(Some(class), distance, bin));
            }
            if whole != Bin::default() {
                rows.push(self.row(Some(class), "all".to_owned(), &whole));
                all.merge(&whole);
            }
        }
        rows.push(self.row(None, "all".to_owned(), &all));
        rows
    }

    fn row(&self, class: Option<AgentClass>, distance: String, bin: &Bin) -> TableRow {
        let mut quantities = BTreeMap::new();
        let frames = self.frames.max(1) as f64;
        quantities.insert(
            "false_positives_per_frame",
            bin.false_positives as f64 / frames,
        );
        if bin.wanted > 0 {
            quantities.insert("recall", bin.pairs.len() as f64 / bin.wanted as f64);
        }
        let mut of = |name: &'static str, share: f64, value: fn(&PairErrors) -> f64| {
            let mut values: Vec<f64> = bin.pairs.iter().map(value).collect();
            if let Some(value) = quantile(&mut values, share) {
                quantities.insert(name, value);
            }
        };
        of("center_median_m", 0.5, |e| e.center_m);
        of("center_p90_m", 0.9, |e| e.center_m);
        of("size_median", 0.5, |e| e.size);
        of("yaw_median_rad", 0.5, |e| e.yaw_rad);
        of("yaw_p90_rad", 0.9, |e| e.yaw_rad);
        of("normalised_median", 0.5, |e| e.squared_deviation / 4.0);
        if !bin.pairs.is_empty() {
            let mean = |value: fn(&PairErrors) -> f64| {
                bin.pairs.iter().map(value).sum::<f64>() / bin.pairs.len() as f64
            };
            quantities.insert("iou_3d_mean", mean(|e| e.iou_3d));
            quantities.insert("reversed", mean(|e| f64::from(u8::from(e.is_reversed))));
            quantities.insert("normalised_mean", mean(|e| e.squared_deviation / 4.0));
            quantities.insert(
                "within_95",
                mean(|e| f64::from(u8::from(e.squared_deviation <= CHI_SQUARED_95))),
            );
        }
        TableRow {
            class,
            distance,
            wanted: bin.wanted,
            quantities,
        }
    }

    /// Every row's quantities under `CLASS/DISTANCE/QUANTITY`.
    pub fn metrics(&self) -> BTreeMap<String, f64> {
        let mut metrics = BTreeMap::new();
        for row in self.rows() {
            let class = row.class.map_or("all", AgentClass::name).replace(' ', "_");
            let place = format!("{class}/{}", row.distance);
            metrics.insert(format!("{place}/wanted"), row.wanted as f64);
            let quantities = row.quantities.into_iter();
            metrics.extend(quantities.map(|(name, value)| (format!("{place}/{name}"), value)));
        }
        metrics
    }
}

impl Bin {
    fn merge(&mut self, other: &Self) {
        self.wanted += other.wanted;
        self.false_positives += other.false_positives;
        self.pairs.extend(&other.pairs);
    }
}

impl PairErrors {
    fn of(truth: &TruthBox, found: &Detection3d) -> Self {
        let off = found.bbox.center_m - truth.bbox.center_m;
        let turn_rad = angle_difference_rad(found.bbox.yaw_rad, truth.bbox.yaw_rad);
        let axis_rad =
            0.5 * angle_difference_rad(2.0 * found.bbox.yaw_rad, 2.0 * truth.bbox.yaw_rad);
        let error = Vector4::new(off.x, off.y, off.z, axis_rad);
        let squared_deviation = found
            .covariance
            .cholesky()
            .map_or(f64::INFINITY, |factor| error.dot(&factor.solve(&error)));
        let sizes = found
            .bbox
            .size_m
            .zip_map(&truth.bbox.size_m, |found_m, true_m| {
                (found_m - true_m).abs() / true_m.max(1e-3)
            });
        Self {
            center_m: off.xy().norm(),
            size: sizes.max(),
            yaw_rad: axis_rad.abs(),
            is_reversed: turn_rad.abs() > std::f64::consts::FRAC_PI_2,
            iou_3d: iou_3d(truth, found),
            squared_deviation,
        }
    }
}

/// Intersection over union of the volumes.
fn iou_3d(truth: &TruthBox, found: &Detection3d) -> f64 {
    let (a, b) = (&truth.bbox, &found.bbox);
    let bottom_m =
        |k: &trunkline_interfaces::geometry::OrientedBox| k.center_m.z - 0.5 * k.size_m.z;
    let top_m = |k: &trunkline_interfaces::geometry::OrientedBox| k.center_m.z + 0.5 * k.size_m.z;
    let high_m = (top_m(a).min(top_m(b)) - bottom_m(a).max(bottom_m(b))).max(0.0);
    let shared = a.footprint().intersection_area_m2(&b.footprint()) * high_m;
    let union = a.size_m.product() + b.size_m.product() - shared;
    if union > 0.0 { shared / union } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::{Matrix4, Vector3};
    use trunkline_interfaces::DetectionId;
    use trunkline_interfaces::geometry::OrientedBox;

    fn car_box(x_m: f64, y_m: f64, z_m: f64) -> OrientedBox {
        OrientedBox {
            center_m: Vector3::new(x_m, y_m, z_m),
            size_m: Vector3::new(4.0, 2.0, 1.5),
            yaw_rad: 0.0,
        }
    }

    fn truth(bbox: OrientedBox, is_wanted: bool) -> TruthBox {
        TruthBox {
            class: AgentClass::Car,
            bbox,
            is_wanted,
        }
    }

    fn found(id: u32, bbox: OrientedBox) -> Detection3d {
        Detection3d {
            id: DetectionId(id),
            class: AgentClass::Car,
            bbox,
            velocity_mps: None,
            covariance: Matrix4::identity(),
            score: 0.5,
        }
    }

    /// Two cars that are wanted and one that is not; boxes at the first, at the last, and where
    /// nobody is.
    fn frame() -> ([TruthBox; 3], [Detection3d; 3]) {
        let truths = [
            truth(car_box(10.0, 0.0, 0.75), true),
            truth(car_box(10.0, 10.0, 0.75), true),
            truth(car_box(20.0, -5.0, 0.75), false),
        ];
        // The first is a metre too far away and half a metre too high.
        let boxes = [
            found(0, car_box(11.0, 0.0, 1.25)),
            found(1, car_box(20.5, -5.0, 0.75)),
            found(2, car_box(35.0, 0.0, 0.75)),
        ];
        (truths, boxes)
    }

    fn metric(metrics: &BTreeMap<String, f64>, name: &str) -> f64 {
        let value = metrics.get(name).copied();
        value.unwrap_or_else(|| panic!("no `{name}` in {metrics:?}"))
    }

    #[test]
    fn a_frame_is_counted_as_by_hand() {
        let (truths, boxes) = frame();
        let mut table = LifterTable::default();
        table.add(&truths, &boxes);
        let metrics = table.metrics();
        for (name, expected) in [
            // √(10² + 10²) = 14.1 m: both of those that are wanted are in the first bin.
            ("car/0-15/wanted", 2.0),
            ("car/all/wanted", 2.0),
            ("all/all/recall", 1.0 / 2.0),
            ("car/30-50/false_positives_per_frame", 1.0),
            ("all/all/false_positives_per_frame", 1.0),
            // From above: the height does not count.
            ("car/0-15/center_median_m", 1.0),
            ("car/0-15/size_median", 0.0),
            ("car/0-15/yaw_median_rad", 0.0),
            // Shared 3 · 2 · 1 = 6 m³ of 12 + 12 − 6 = 18 m³.
            ("car/0-15/iou_3d_mean", 1.0 / 3.0),
            // (1² + ½²) / 4
            ("car/0-15/normalised_mean", 5.0 / 16.0),
            ("car/0-15/within_95", 1.0),
            ("car/0-15/reversed", 0.0),
        ] {
            assert_abs_diff_eq!(metric(&metrics, name), expected, epsilon = 1e-12);
        }
        let unwanted = metrics.keys().find(|name| name.starts_with("car/15-30"));
        assert_eq!(unwanted, None, "neither missed nor found");
    }

    #[test]
    fn what_is_wanted_and_what_is_too_far_off_changes_the_counts() {
        let (mut truths, mut boxes) = frame();
        truths[2].is_wanted = true;
        let mut table = LifterTable::default();
        table.add(&truths, &boxes);
        assert_abs_diff_eq!(
            metric(&table.metrics(), "all/all/recall"),
            2.0 / 3.0,
            epsilon = 1e-12
        );
        // 2.1 m beside the truth a box finds nobody, and stands there for nothing.
        boxes[0].bbox.center_m = Vector3::new(12.1, 0.0, 0.75);
        table.add(&truths, &boxes);
        let metrics = table.metrics();
        assert_abs_diff_eq!(
            metric(&metrics, "all/all/recall"),
            3.0 / 6.0,
            epsilon = 1e-12
        );
        let false_positives = metric(&metrics, "all/all/false_positives_per_frame");
        assert_abs_diff_eq!(false_positives, 3.0 / 2.0, epsilon = 1e-12);
    }

    #[test]
    fn a_truth_is_taken_once_by_the_box_of_the_highest_score() {
        let truths = [truth(car_box(10.0, 0.0, 0.75), true)];
        let mut boxes = [
            found(0, car_box(10.0, 0.0, 0.75)),
            found(1, car_box(11.5, 0.0, 0.75)),
        ];
        boxes[1].score = 0.9;
        let mut table = LifterTable::default();
        table.add(&truths, &boxes);
        let metrics = table.metrics();
        assert_eq!(metric(&metrics, "car/all/center_median_m"), 1.5);
        assert_eq!(metric(&metrics, "car/all/false_positives_per_frame"), 1.0);
    }
}
