/** Rows of texts as lines with columns that stand below each other. The last column is as long as it is. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index < row.length - 1 ? cell + " ".repeat((widths[index] ?? 0) - widthOf(cell)) : cell,
      )
      .join("  ")
      .trimEnd(),
  );
}

/** In characters as people count them. */
function widthOf(text: string): number {
  return [...SEGMENTS.segment(text)].length;
}

const SEGMENTS = new Intl.Segmenter("en", { granularity: "grapheme" });
