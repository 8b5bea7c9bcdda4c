//! Tracking: boxes with time stamps in, tracks with identity and velocity out
