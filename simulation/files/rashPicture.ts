import { crc32, deflateSync } from 'node:zlib'

const width = 640
const height = 480

/** Draws skin with a red ring on it, pale in the middle, as a PNG of 640 by 480 pixels. */
export function rashPicture(): Uint8Array {
  const bytesPerRow = 1 + width * 3
  const rows = Buffer.alloc(height * bytesPerRow)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows.set(colourAt(x, y), y * bytesPerRow + 1 + x * 3)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function colourAt(x: number, y: number): readonly [red: number, green: number, blue: number] {
  const fromCentre = Math.hypot(x - width / 2, (y - height / 2) * 1.15)
  const grain = ((x * 31 + y * 17 + ((x * y) % 13)) % 9) - 4
  // A ring of 110 to 170 pixels, with a spot in its middle.
  const ring = Math.max(0, 1 - Math.abs(fromCentre - 140) / 34)
  const spot = Math.max(0, 1 - fromCentre / 26)
  const redness = Math.min(1, ring * 0.9 + spot)
  const shade = 1 - 0.18 * (x / width)
  const mix = (skin: number, red: number) => Math.round((skin + (red - skin) * redness) * shade + grain)
  return [mix(228, 186), mix(184, 72), mix(160, 70)]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
