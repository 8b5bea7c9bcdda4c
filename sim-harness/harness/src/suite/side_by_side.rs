//! Drives beside each other, on threads of their own. They are none of rayon's: a drive that waits
//! for its picture there would begin another drive meanwhile, and in that one another.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Does one thing with each item, as many at a time as the current rayon pool has threads. Results
/// are in the order of the items.
///
/// # Errors
/// The first error in the order of the items; what was not begun by then is not begun.
pub(super) fn side_by_side<'i, T: Sync, R: Send, E: Send>(
    items: &'i [T],
    one: impl Fn(&'i T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let results: Mutex<Vec<Option<Result<R, E>>>> = Mutex::new(Vec::new());
    results
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .resize_with(items.len(), || None);
    let drive = || {
        while !is_over.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else {
                break;
            };
            let result = one(item);
            is_over.fetch_or(result.is_err(), Ordering::Relaxed);
            results.lock().unwrap_or_else(PoisonError::into_inner)[place] = Some(result);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(items.len()) {
            scope.spawn(drive);
        }
    });
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(work)
    }

    #[test]
    fn results_are_in_the_order_of_the_items_on_any_number_of_threads() {
        let items: Vec<u64> = (0..50).collect();
        let squares: Vec<u64> = items.iter().map(|i| i * i).collect();
        for threads in [1, 2, 7] {
            let done = on_threads(threads, || side_by_side(&items, |i| Ok::<_, ()>(i * i)));
            assert_eq!(done.as_ref(), Ok(&squares));
        }
        assert_eq!(side_by_side(&[] as &[u64], |i| Ok::<_, ()>(*i)), Ok(vec![]));
    }

    #[test]
    fn after_an_error_nothing_more_is_begun() {
        let items: Vec<u64> = (0..1000).collect();
        let begun = AtomicUsize::new(0);
        let result = on_threads(1, || {
            side_by_side(&items, |i| {
                begun.fetch_add(1, Ordering::Relaxed);
                if *i == 3 { Err(*i) } else { Ok(()) }
            })
        });
        assert_eq!((result, begun.into_inner()), (Err(3), 4));
    }
}
