import { describe, expect, it } from 'vitest'
import { firstFold, foldedUpToPx, refold } from '../../../../src/renderer/screen/folding/fold.ts'

const wide = { side: false, rail: false }
const middle = { side: true, rail: false }
const narrow = { side: true, rail: true }

describe('what is folded away', () => {
  it('is the side before the rail, which is the way to the next patient', () => {
    expect(foldedUpToPx.side).toBeGreaterThan(foldedUpToPx.rail)
  })

  it('lies over nothing at first, nor when the window is made smaller', () => {
    expect(firstFold(narrow).opened).toBeNull()
    expect(refold(firstFold(wide), narrow, null)).toEqual({ isFolded: narrow, opened: null })
  })

  it('stays in sight where it has the focus', () => {
    expect(refold(firstFold(wide), narrow, 'rail').opened).toBe('rail')
    expect(refold(firstFold(wide), middle, 'side').opened).toBe('side')
    expect(refold(firstFold(wide), middle, 'rail').opened).toBeNull()
  })

  it('stays open while it is still folded, and is no more over anything once there is room', () => {
    const open = { isFolded: narrow, opened: 'rail' } as const
    expect(refold(open, narrow, null).opened).toBe('rail')
    expect(refold(open, middle, 'rail')).toEqual({ isFolded: middle, opened: null })
    expect(refold({ isFolded: narrow, opened: 'side' }, middle, 'side').opened).toBe('side')
  })
})
