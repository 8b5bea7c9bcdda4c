//! Faults of ours, as against bad input: a panic, and what only a mistake of ours can bring about.
//! They are told in words, and the process ends with exit code 3.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use trunkline_harness::Fault;

/// Whether a mistake of ours is at the bottom of an error.
pub(crate) fn is_ours(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Fault>())
}

/// A fault in words, with what to do.
pub(crate) fn in_words(fault: &str) -> String {
    format!(
        "a fault of trunkline's own: {fault}\n  what was recorded so far can be read\n\n\
         hint: run it again with -vv and report what it prints, with this command line"
    )
}

/// Runs `work`; a panic in it comes back as its words and place.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let tell = Arc::clone(&told);
    let places: Mutex<BTreeSet<String>> = Mutex::default();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let words = words_of(info);
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        // A stage that panics does so at every step: its failures are counted in the scorecard.
        if places
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(place)
        {
            tracing::error!(
                panic = words,
                "a thread panicked (told once for each place)"
            );
        } else {
            tracing::debug!(panic = words, "a thread panicked again");
        }
        // The newest: those before it were caught on the way, as a stage's is.
        *tell.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }));
    let result = catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(before);
    result.map_err(|_payload| {
        // The hook has seen the payload, with its place.
        told.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .unwrap_or_else(|| "a panic without words".to_owned())
    })
}

fn words_of(info: &PanicHookInfo<'_>) -> String {
    let words = info.payload_as_str().unwrap_or("a panic without words");
    match info.location() {
        Some(place) => format!("{words} (at {}:{})", place.file(), place.line()),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context as _;
    use trunkline_harness::{CourseDriveError, RecordingError};

    #[test]
    fn a_mistake_of_ours_is_told_from_a_full_disk_however_deep_it_lies() {
        let ours = CourseDriveError::from(Fault::new("the scorecard", "a key is a list"));
        let ours = Err::<(), _>(ours).context("no metrics").unwrap_err();
        assert!(is_ours(&ours), "{ours:?}");
        let full = CourseDriveError::from(RecordingError::Io {
            action: "write",
            path: "metrics.json".into(),
            reason: "No space left on device".into(),
            hint: "free space",
        });
        assert!(!is_ours(
            &Err::<(), _>(full).context("no metrics").unwrap_err()
        ));
    }

    #[test]
    fn a_panic_is_told_with_its_words_and_place() {
        let told = caught(|| -> () { panic!("wheel {} came off", 3) }).unwrap_err();
        assert!(
            told.starts_with("wheel 3 came off (at ") && told.contains("fault.rs:"),
            "{told}"
        );
        assert_eq!(caught(|| 7), Ok(7));
        // One that was caught on the way is not what ended the process.
        let told = caught(|| -> () {
            drop(catch_unwind(|| panic!("caught on the way")));
            panic!("wheel {} came off", 4)
        });
        assert!(told.clone().unwrap_err().starts_with("wheel 4"), "{told:?}");
    }
}
