//! A frame of KITTI's object benchmark: calibration, labels, depth as PNG, separated by lines
//! `===`. An accepted one goes through the lifter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::{REGISTRY, folder};
use trunkline_harness::eval::{KittiSplit, LifterEval, kitti_objects};
use trunkline_interfaces::ConfigSource;

/// The parts of the input; what is missing is empty.
fn parts(bytes: &[u8]) -> [&[u8]; 3] {
    const LINE: &[u8] = b"\n===\n";
    let split = |bytes: &'_ [u8]| bytes.windows(LINE.len()).position(|at| at == LINE);
    let mut parts = [&[][..]; 3];
    let mut rest = bytes;
    for (part, is_last) in parts.iter_mut().zip([false, false, true]) {
        let end = split(rest).filter(|_| !is_last).unwrap_or(rest.len());
        *part = &rest[..end];
        rest = rest.get(end + LINE.len()..).unwrap_or_default();
    }
    parts
}

fuzz_target!(|bytes: &[u8]| {
    let [calibration, labels, depth] = parts(bytes);
    let folder = folder([
        ("object/calib/000010.txt", calibration),
        ("object/label_2/000010.txt", labels),
        ("object/depth/000010.png", depth),
    ]);
    match kitti_objects(folder.path(), KittiSplit::All) {
        Ok(samples) => {
            let lifter = LifterEval::new(&REGISTRY, &ConfigSource::new());
            let mut lifter = lifter.expect("the defaults hold");
            lifter
                .check_recorded()
                .expect("the lifter of the defaults needs depth alone");
            match lifter.judge(&samples) {
                Ok(outcome) => assert_eq!(outcome.step_ms.len(), 1),
                Err(error) => panic!("{error}"),
            }
        }
        Err(error) => drop(error.to_string()),
    }
});
