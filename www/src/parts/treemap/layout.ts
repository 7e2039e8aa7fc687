/** Where the cells of a treemap lie: squarified, so that none is a sliver as long as that can be had. */

export interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The worst ratio of sides in a row of these areas, laid along a side of that length. */
function worst(areas: readonly number[], side: number): number {
  const sum = areas.reduce((all, area) => all + area, 0);
  const thick = sum / side;
  return Math.max(
    ...areas.map((area) => {
      const long = area / thick;
      return Math.max(long / thick, thick / long);
    }),
  );
}

/**
 * The cells for these sizes, in their order, which should be from large to small; together they fill the box. A size of
 * nothing has a cell without a surface.
 */
export function squarify(sizes: readonly number[], width: number, height: number): Cell[] {
  const cells: Cell[] = sizes.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  const total = sizes.reduce((all, size) => all + Math.max(0, size), 0);
  if (total <= 0 || width <= 0 || height <= 0) return cells;
  const scale = (width * height) / total;
  let box = { x: 0, y: 0, width, height };
  let at = 0;
  while (at < sizes.length) {
    const side = Math.min(box.width, box.height);
    const row: number[] = [];
    // The row takes more as long as its cells get squarer by it.
    while (at + row.length < sizes.length) {
      const area = Math.max(0, sizes[at + row.length] ?? 0) * scale;
      if (area <= 0) break;
      if (row.length > 0 && worst([...row, area], side) > worst(row, side)) break;
      row.push(area);
    }
    // Only nothings are left.
    if (row.length === 0 || side <= 0) break;
    const thick = row.reduce((all, area) => all + area, 0) / side;
    let along = 0;
    const upright = box.width >= box.height;
    row.forEach((area, index) => {
      const long = area / thick;
      cells[at + index] = upright
        ? { x: box.x, y: box.y + along, width: thick, height: long }
        : { x: box.x + along, y: box.y, width: long, height: thick };
      along += long;
    });
    box = upright
      ? { ...box, x: box.x + thick, width: Math.max(0, box.width - thick) }
      : { ...box, y: box.y + thick, height: Math.max(0, box.height - thick) };
    at += row.length;
  }
  return cells;
}
