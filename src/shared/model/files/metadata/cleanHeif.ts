/**
 * Returns a HEIC or AVIF whose Exif and XMP are empty, everything else in its place: how it is turned it says elsewhere. Undefined
 * where it is damaged, or so built that what it says cannot be found.
 */
export function cleanHeif(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const whole = new Uint8Array(bytes)
  const view = new DataView(whole.buffer)
  try {
    const boxes = boxesIn(view, 0, whole.length)
    const meta = boxes.find(({ type }) => type === 'meta')
    if (!meta) return undefined
    const inside = boxesIn(view, meta.start + 4, meta.end)
    const places = placesOf(view, inside)
    const textBoxes = boxes.filter(({ type }) => type === 'uuid' || type === 'free' || type === 'skip')
    const spans = [...places, ...textBoxes.map(({ start, end }) => ({ start, end }))]
    const wiped = spans.reduce((total, { start, end }) => total + end - start, 0)
    if (wiped > whole.length || spans.some(({ start, end }) => start > end || end > whole.length)) return undefined
    for (const { start, end } of spans) whole.fill(0, start, end)
    return whole
  } catch (error) {
    // It ends before it says.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Span {
  readonly start: number
  readonly end: number
}

interface Box extends Span {
  readonly type: string
}

/** Throws a `RangeError` for a box that does not end, or ends behind `to`. */
function boxesIn(view: DataView, from: number, to: number): readonly Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to; ) {
    const short = view.getUint32(at)
    const header = short === 1 ? 16 : 8
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short
    const end = at + length
    if (length < header || end > to) throw new RangeError('a box ends behind the box that it stands in')
    boxes.push({ type: typeAt(view, at + 4), start: at + header, end })
    at = end
  }
  return boxes
}

const typeAt = (view: DataView, at: number) =>
  String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)))

/** Returns where the content of items that are no picture stands. */
function placesOf(view: DataView, inside: readonly Box[]): readonly Span[] {
  const textItems = new Set(inside.filter(({ type }) => type === 'iinf').flatMap((box) => textItemsIn(view, box)))
  if (textItems.size === 0) return []
  const locations = inside.find(({ type }) => type === 'iloc')
  if (!locations) throw new RangeError('items without a place')
  const data = inside.find(({ type }) => type === 'idat')
  return readPlaces(view, locations)
    .filter(({ item }) => textItems.has(item))
    .map(({ isInData, start, length }) => {
      const base = isInData ? (data?.start ?? Number.NaN) : 0
      if (!Number.isSafeInteger(base + start + length)) throw new RangeError('a place that is none')
      return { start: base + start, end: base + start + length }
    })
}

/** Returns the ids of items that hold words about the picture. */
function textItemsIn(view: DataView, { start, end }: Box): readonly number[] {
  const isShort = view.getUint8(start) === 0
  return boxesIn(view, start + (isShort ? 6 : 8), end).flatMap((box) => {
    const version = view.getUint8(box.start)
    if (box.type !== 'infe' || version < 2) return []
    const isLong = version >= 3
    const type = typeAt(view, box.start + (isLong ? 10 : 8))
    const isText = type === 'Exif' || type === 'mime' || type === 'uri '
    return isText ? [isLong ? view.getUint32(box.start + 4) : view.getUint16(box.start + 4)] : []
  })
}

interface Place {
  readonly item: number
  /** It is counted from the content of `idat`, and not from the beginning of the file. */
  readonly isInData: boolean
  readonly start: number
  readonly length: number
}

function readPlaces(view: DataView, { start, end }: Box): readonly Place[] {
  const version = view.getUint8(start)
  const sizes = view.getUint16(start + 4)
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  let at = start + 6
  /** Reads a number of so many bytes, within the box. */
  const next = (size: number): number => {
    if (at + size > end) throw new RangeError('a list of places ends early')
    const read = size === 0 ? 0 : size === 2 ? view.getUint16(at) : size === 4 ? view.getUint32(at) : undefined
    const value = read ?? (size === 8 ? Number(view.getBigUint64(at)) : Number.NaN)
    at += size
    return value
  }
  const idSize = version < 2 ? 2 : 4
  const places: Place[] = []
  for (let left = next(idSize); left > 0; left -= 1) {
    const item = next(idSize)
    const method = version === 0 ? 0 : next(2) & 15
    next(2)
    const base = next(baseSize)
    const extents = next(2)
    // Otherwise a few bytes announce places without end.
    if (lengthSize === 0 && extents > 0) throw new RangeError('a place without a length')
    for (let extent = 0; extent < extents; extent += 1) {
      next(indexSize)
      const offset = next(offsetSize)
      places.push({ item, isInData: method === 1, start: base + offset, length: next(lengthSize) })
    }
  }
  return places
}
