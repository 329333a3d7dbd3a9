import { describe, expect, it } from 'vitest'
import { fitOf, moved, turned, wholePicture, zoomed } from '../../../src/renderer/ui/media/viewport.ts'

const frame = { width: 800, height: 600 }
const middle = { x: 0, y: 0 }

describe('a picture that is looked at', () => {
  it('fits the window, turned or not, and is never larger than it is by itself', () => {
    expect(fitOf({ width: 1_600, height: 600 }, frame, 0)).toBe(0.5)
    expect(fitOf({ width: 1_600, height: 600 }, frame, 1)).toBe(0.375)
    expect(fitOf({ width: 80, height: 60 }, frame, 0)).toBe(1)
    expect(fitOf({ width: 0, height: 0 }, frame, 0)).toBe(1)
  })

  it('grows around where the pointer is, and not smaller than the window', () => {
    const near = zoomed(wholePicture, 2, { x: 100, y: -50 })
    expect(near).toEqual({ scale: 2, x: -100, y: 50, turns: 0 })
    // What was under the pointer is there still.
    expect(zoomed(near, 2, { x: 100, y: -50 })).toEqual({ scale: 4, x: -300, y: 150, turns: 0 })
    expect(zoomed(near, 0.01, middle)).toEqual(wholePicture)
    expect(zoomed(wholePicture, 1_000, middle).scale).toBe(16)
  })

  it('is moved as far as it reaches, and not at all while all of it is seen', () => {
    expect(moved(wholePicture, { x: 50, y: 50 }, frame)).toEqual(wholePicture)
    const near = zoomed(wholePicture, 3, middle)
    expect(moved(near, { x: 50, y: -20 }, frame)).toMatchObject({ x: 50, y: -20 })
    expect(moved(near, { x: 9_999, y: -9_999 }, frame)).toMatchObject({ x: 800, y: -600 })
  })

  it('is turned all the way around, both ways, and is then as it was', () => {
    const once = turned(zoomed(wholePicture, 3, middle), 1)
    expect(once).toEqual({ ...wholePicture, turns: 1 })
    expect(turned(once, -1)).toEqual(wholePicture)
    expect(turned(wholePicture, -1).turns).toBe(3)
    expect(turned(turned(turned(turned(once, 1), 1), 1), 1)).toEqual(once)
  })
})
