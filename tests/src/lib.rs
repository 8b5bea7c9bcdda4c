//! Whole-stack tests; see tests/
