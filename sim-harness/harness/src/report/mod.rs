//! The HTML report of a run or suite.
