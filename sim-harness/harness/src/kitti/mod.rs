//! Recorded KITTI drives through the stack.
