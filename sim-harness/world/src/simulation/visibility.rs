//! What the ego's sensors could see.
