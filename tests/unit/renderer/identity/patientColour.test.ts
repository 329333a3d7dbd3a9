import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hueCount } from '../../../../src/renderer/state/patients/patientHues.ts'
import { patientPalette } from '../../../../src/renderer/ui/patientColour.ts'

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

/** The parts of a colour in linear light. */
const linear = (hex: string) =>
  channels(hex).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = linear(hex)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Returns the distance of two colours for the eye, in OKLab: 0.02 is just seen side by side. */
function distance(a: string, b: string): number {
  const [x, y] = [oklab(a), oklab(b)]
  return Math.hypot(...x.map((value, at) => value - (y[at] ?? 0)))
}

function oklab(hex: string): readonly number[] {
  const [r = 0, g = 0, b = 0] = linear(hex)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
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

/** The colours of the screen that mean something, in the light and the dark scheme. */
function meaningColours(): { readonly light: readonly string[]; readonly dark: readonly string[] } {
  const tokens = readFileSync(join(import.meta.dirname, '../../../../src/renderer/ui/tokens.css'), 'utf8')
  const [light = [], dark = []] = tokens
    .split('}')
    .map((block) =>
      ['accent', 'ok', 'warn', 'alarm'].map((name) => block.match(`--${name}: (#[0-9a-f]{6});`)?.[1] ?? ''),
    )
  return { light, dark }
}

describe('the colour of a patient', () => {
  it('has its own in the palette for each place', () => {
    expect(patientPalette.length).toBe(hueCount)
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

  it('carries letters that can be read, in both schemes', () => {
    for (const { mark, on, dark } of patientPalette) {
      expect(contrast(mark, on), `${on} on ${mark}`).toBeGreaterThanOrEqual(4.5)
      expect(contrast(dark, '#000000'), `black on ${dark}`).toBeGreaterThanOrEqual(4.5)
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

  it.each(['light', 'dark'] as const)('is far from every other, and from what means something: %s', (scheme) => {
    const patients = patientPalette.map((colour) => (scheme === 'light' ? colour.mark : colour.dark))
    const meaning = meaningColours()[scheme]
    expect(meaning.filter((colour) => !/^#[0-9a-f]{6}$/.test(colour))).toEqual([])
    const near = patients.flatMap((one, at) =>
      [...patients.slice(at + 1), ...meaning].flatMap((other) => {
        const apart = distance(one, other)
        return apart < 0.08 ? [`${one} and ${other}: ${apart.toFixed(3)}`] : []
      }),
    )
    expect(near).toEqual([])
  })
})
