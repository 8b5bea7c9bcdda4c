//! Words in pictures: capital letters of three by five dots.

use image::{Rgb, RgbImage};

/// Pixels of a dot.
const DOT_PX: u32 = 2;
/// Height of a letter, pixels.
pub(super) const GLYPH_H: u32 = 5 * DOT_PX;
/// From letter to letter, pixels.
const STEP_PX: u32 = 4 * DOT_PX;

/// Rows of a letter, three bits each, the highest to the left.
fn glyph(letter: char) -> [u8; 5] {
    match letter.to_ascii_uppercase() {
        'A' => [0b010, 0b101, 0b111, 0b101, 0b101],
        'B' => [0b110, 0b101, 0b110, 0b101, 0b110],
        'C' => [0b011, 0b100, 0b100, 0b100, 0b011],
        'D' => [0b110, 0b101, 0b101, 0b101, 0b110],
        'E' => [0b111, 0b100, 0b110, 0b100, 0b111],
        'F' => [0b111, 0b100, 0b110, 0b100, 0b100],
        'G' => [0b011, 0b100, 0b101, 0b101, 0b011],
        'H' => [0b101, 0b101, 0b111, 0b101, 0b101],
        'I' => [0b111, 0b010, 0b010, 0b010, 0b111],
        'J' => [0b001, 0b001, 0b001, 0b101, 0b010],
        'K' => [0b101, 0b101, 0b110, 0b101, 0b101],
        'L' => [0b100, 0b100, 0b100, 0b100, 0b111],
        'M' => [0b101, 0b111, 0b111, 0b101, 0b101],
        'N' => [0b110, 0b101, 0b101, 0b101, 0b101],
        'O' => [0b010, 0b101, 0b101, 0b101, 0b010],
        'P' => [0b110, 0b101, 0b110, 0b100, 0b100],
        'Q' => [0b010, 0b101, 0b101, 0b110, 0b011],
        'R' => [0b110, 0b101, 0b110, 0b101, 0b101],
        'S' => [0b011, 0b100, 0b010, 0b001, 0b110],
        'T' => [0b111, 0b010, 0b010, 0b010, 0b010],
        'U' => [0b101, 0b101, 0b101, 0b101, 0b111],
        'V' => [0b101, 0b101, 0b101, 0b101, 0b010],
        'W' => [0b101, 0b101, 0b111, 0b111, 0b101],
        'X' => [0b101, 0b101, 0b010, 0b101, 0b101],
        'Y' => [0b101, 0b101, 0b010, 0b010, 0b010],
        'Z' => [0b111, 0b001, 0b010, 0b100, 0b111],
        '0' => [0b111, 0b101, 0b101, 0b101, 0b111],
        '1' => [0b010, 0b110, 0b010, 0b010, 0b111],
        '2' => [0b110, 0b001, 0b010, 0b100, 0b111],
        '3' => [0b110, 0b001, 0b010, 0b001, 0b110],
        '4' => [0b101, 0b101, 0b111, 0b001, 0b001],
        '5' => [0b111, 0b100, 0b110, 0b001, 0b110],
        '6' => [0b011, 0b100, 0b111, 0b101, 0b111],
        '7' => [0b111, 0b001, 0b010, 0b010, 0b010],
        '8' => [0b111, 0b101, 0b111, 0b101, 0b111],
        '9' => [0b111, 0b101, 0b111, 0b001, 0b110],
        _ => [0; 5],
    }
}

/// Writes a word from its upper left corner on; what runs out of the picture is cut.
pub(super) fn write(page: &mut RgbImage, [left, top]: [u32; 2], word: &str, color: Rgb<u8>) {
    for (k, letter) in (0..).zip(word.chars()) {
        let glyph = glyph(letter);
        for (x, y) in (0..3 * DOT_PX).flat_map(|x| (0..GLYPH_H).map(move |y| (x, y))) {
            let is_inked = glyph[(y / DOT_PX) as usize] & (0b100 >> (x / DOT_PX)) != 0;
            let (x, y) = (left + k * STEP_PX + x, top + y);
            if is_inked && x < page.width() && y < page.height() {
                page.put_pixel(x, y, color);
            }
        }
    }
}
