//! Who touched the ego.
