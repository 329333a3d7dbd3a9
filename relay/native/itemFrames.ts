/** Largest size of a frame beside its items: its name, its namespace, punctuation. */
const besideItems = 1_000

/**
 * Cuts items into frames of at most this many bytes, each of at least one item. Almost always it is one frame, and, by what an
 * item takes at the most, none is measured.
 */
export function itemFrames<Item>(
  items: readonly Item[],
  frameBytes: number,
  atMost: (item: Item) => number,
): (readonly Item[])[] {
  let sum = besideItems
  for (const item of items) sum += atMost(item)
  if (sum <= frameBytes) return [items]
  const frames: { items: Item[]; bytes: number }[] = []
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(item)) + 1
    const frame = frames.at(-1)
    if (frame && frame.bytes + bytes <= frameBytes) {
      frame.items.push(item)
      frame.bytes += bytes
    } else frames.push({ items: [item], bytes: bytes + besideItems })
  }
  return frames.map((frame) => frame.items)
}
