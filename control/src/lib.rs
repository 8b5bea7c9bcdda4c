//! Control: plans in, commands out, with the safety gate
