//! Counts what is asked of the system's allocator, for the thread that asks and for all together.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// The system's allocator, counted.
pub(crate) struct Counter;

static EVERYWHERE: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static HERE: Cell<u64> = const { Cell::new(0) };
}

/// Allocations of this thread since it began. A block that grows counts again.
pub(crate) fn allocations_here() -> u64 {
    HERE.get()
}

/// Allocations of all threads.
pub(crate) fn allocations_everywhere() -> u64 {
    EVERYWHERE.load(Ordering::Relaxed)
}

fn count() {
    EVERYWHERE.fetch_add(1, Ordering::Relaxed);
    HERE.set(HERE.get() + 1);
}

#[expect(
    unsafe_code,
    reason = "an allocator can only be watched from its place"
)]
// SAFETY: every call goes on to the system's allocator with the same arguments; counting touches a
// static and a thread-local without a destructor and allocates nothing.
unsafe impl GlobalAlloc for Counter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block came from `System`.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above; the block came from `System`.
        unsafe { System.realloc(block, layout, size) }
    }
}
