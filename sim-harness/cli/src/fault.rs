//! A panic is a fault of ours: it is told in words, and the process ends with exit code 3.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs `work`; a panic in it comes back as its words and place.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let tell = Arc::clone(&told);
    std::panic::set_hook(Box::new(move |info| {
        let words = words_of(info);
        tracing::error!(panic = words, "a thread panicked");
        tell.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(words);
    }));
    let result = catch_unwind(AssertUnwindSafe(work));
    drop(std::panic::take_hook());
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

    #[test]
    fn a_panic_is_told_with_its_words_and_place() {
        let told = caught(|| -> () { panic!("wheel {} came off", 3) }).unwrap_err();
        assert!(
            told.starts_with("wheel 3 came off (at ") && told.contains("fault.rs:"),
            "{told}"
        );
        assert_eq!(caught(|| 7), Ok(7));
    }
}
