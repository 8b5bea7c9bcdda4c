//! Rows and columns as text.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A table; columns of numbers are right-aligned.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(head.to_vec());
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    let is_number = |text: &String| {
        text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit() || "-+–".contains(c))
    };
    for (i, column) in table.column_iter_mut().enumerate() {
        let mut cells = rows.iter().filter_map(|row| row.get(i));
        if !rows.is_empty() && cells.all(is_number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.add_rows(rows);
    trimmed(&table)
}

/// Rows in columns, without a head.
pub(crate) fn plain_table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .add_rows(rows);
    trimmed(&table)
}

/// The table's text without blanks at the ends of its lines.
fn trimmed(table: &Table) -> String {
    let text = table.to_string();
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_numbers_stand_right() {
        let rows = vec![
            vec!["a".into(), "1.5".into()],
            vec!["b".into(), "12.5".into()],
        ];
        assert_eq!(
            table(&["name", "score"], rows),
            " name  score\n a       1.5\n b      12.5"
        );
    }
}
