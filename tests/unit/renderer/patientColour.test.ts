import { describe, expect, it } from 'vitest'
import { assignHues, hueCount } from '../../../src/renderer/state/patientHues.ts'
import { patientPalette } from '../../../src/renderer/ui/patientColour.ts'
import { testSession } from '../../support/console/screenBuilders.ts'

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
  const sessions = (count: number) =>
    Array.from({ length: count }, (_, index) => testSession(`session-${index}`, { createdAt: index }))

  it('has a colour of its own in the palette for each place', () => {
    expect(patientPalette.length).toBe(hueCount)
  })

  it('is shared by no two patients while there are colours left, and by as few as possible after', () => {
    const hues = assignHues(new Map(), sessions(hueCount))
    expect(new Set(hues.values()).size).toBe(hueCount)
    const more = [...assignHues(hues, sessions(hueCount * 2)).values()]
    for (let hue = 0; hue < hueCount; hue += 1) expect(more.filter((given) => given === hue)).toHaveLength(2)
  })

  it('stays when other sessions come, and is the same again after a restart', () => {
    const first = assignHues(new Map(), sessions(5))
    const later = assignHues(first, sessions(30))
    for (const [id, hue] of first) expect(later.get(id)).toBe(hue)
    expect(assignHues(new Map(), sessions(30).reverse())).toEqual(later)
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
