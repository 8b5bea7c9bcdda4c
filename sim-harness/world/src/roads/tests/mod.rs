//! Tests of the roads' public face.

mod generated; // worlds of seeds, and shipped maps made like them
mod hostile; // broken and hostile files
mod meeting; // whether lanes meet where they are linked
mod routes; // routes are connected
mod rules; // small maps written here, worked by hand
mod shared_maps; // the maps in ../shared, against an independent reader's counts
mod urban; // properties of our own district
