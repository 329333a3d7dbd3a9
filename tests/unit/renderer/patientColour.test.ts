import { describe, expect, it } from 'vitest'
import { patientColour, patientPalette } from '../../../src/renderer/ui/patientColour.ts'

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function mixed(colour: string, ground: string, share: number): string {
  const under = channels(ground)
  return `#${channels(colour)
    .map((value, at) => Math.round(value * share + (under[at] ?? 0) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`
}

/** The hue in degrees, as in HSL. */
function hue(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex)
  const most = Math.max(red, green, blue)
  const range = most - Math.min(red, green, blue)
  const sextant =
    most === red ? (green - blue) / range : most === green ? (blue - red) / range + 2 : (red - green) / range + 4
  return (sextant * 60 + 360) % 360
}

describe('the colour of a patient', () => {
  it('is the same for the same session and differs among sessions', () => {
    expect(patientColour('s-1')).toEqual(patientColour('s-1'))
    const used = new Set(Array.from({ length: 200 }, (_, index) => patientColour(`session-${index}`).light))
    expect(used.size).toBe(patientPalette.length)
  })

  it('can be read as text in both schemes, on the surface and on its own soft ground', () => {
    for (const { light, mark, dark } of patientPalette) {
      for (const ground of ['#ffffff', '#f6f7f8', mixed(light, '#ffffff', 0.12)]) {
        expect(contrast(light, ground), `${light} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
      for (const ground of ['#171d23', '#10151a', mixed(dark, '#171d23', 0.18)]) {
        expect(contrast(dark, ground), `${dark} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
      for (const ground of ['#ffffff', '#e2f1f0', '#f6f7f8']) {
        expect(contrast(mark, ground), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3)
      }
    }
  })

  it('is never red or amber, which mean danger and waiting too long', () => {
    for (const { light, mark, dark } of patientPalette) {
      for (const colour of [light, mark, dark]) {
        expect(hue(colour), colour).toBeGreaterThan(55)
        expect(hue(colour), colour).toBeLessThan(345)
      }
    }
  })
})
