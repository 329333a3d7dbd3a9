import jsQR from 'jsqr'
import { describe, expect, it } from 'vitest'
import { type QrPath, qrPath } from '../../../../src/renderer/ui/link/qrPath.ts'

const scale = 4

/** Returns the pixels that a camera would see of a path. */
function rastered({ size, path }: QrPath) {
  const width = size * scale
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column++)
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3)
  }
  return { pixels, width }
}

function read(text: string): string | undefined {
  const code = qrPath(text)
  if (!code) return undefined
  const { pixels, width } = rastered(code)
  return jsQR(pixels, width, width)?.data
}

describe('the code of a link', () => {
  it('is read as the link by another’s reader', () => {
    const token = 'eyJhbGciOiJIUzI1NiIsInR5cCI6InJvdW5kcy1pbnZpdGF0aW9uIn0.'.padEnd(230, 'aB3_-')
    for (const url of ['http://a.b/', `https://relay.example.org/visit/#${token}`]) expect(read(url)).toBe(url)
  })

  it('has no mark-up of the text in it, whatever the text is', () => {
    const text = '"/><script>alert(1)</script>\'&'
    expect(qrPath(text)?.path).toMatch(/^[Mhvz0-9 -]+$/)
    expect(read(text)).toBe(text)
  })

  it('is none where the text is too long to be read from a screen', () => {
    expect(qrPath('x'.repeat(1_501))).toBeNull()
  })
})
