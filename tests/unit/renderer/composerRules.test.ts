import { describe, expect, it } from 'vitest'
import { createDraftSaver } from '../../../src/renderer/features/composer/draftSaver.ts'
import { judgeSize, mayEnterSend, textAfterSending } from '../../../src/renderer/features/composer/sendRules.ts'
import { createTypingNotice } from '../../../src/renderer/features/composer/typingNotice.ts'
import { createFakeClock } from '../../support/fakeClock.ts'

describe('the draft saver', () => {
  function saver(saved = '') {
    const clock = createFakeClock()
    const saves: string[] = []
    return { clock, saves, drafts: createDraftSaver({ clock, pauseMs: 300, saved, save: (text) => saves.push(text) }) }
  }

  it('saves once after a pause', () => {
    const { clock, saves, drafts } = saver()
    drafts.change('a')
    clock.advance(299)
    drafts.change('ab')
    clock.advance(299)
    expect(saves).toEqual([])
    clock.advance(1)
    expect(saves).toEqual(['ab'])
  })

  it('saves at once when it is left, and then not again', () => {
    const { clock, saves, drafts } = saver()
    drafts.change('a')
    drafts.flush()
    drafts.flush()
    clock.advance(1_000)
    expect(saves).toEqual(['a'])
  })

  it('does not save what is on the disk already', () => {
    const { clock, saves, drafts } = saver('kept')
    drafts.change('kept more')
    drafts.change('kept')
    clock.advance(1_000)
    drafts.flush()
    expect(saves).toEqual([])
  })
})

describe('the typing notice', () => {
  function notice() {
    const clock = createFakeClock()
    const said: boolean[] = []
    const parts = { renewMs: 3_000, idleMs: 4_000, setTyping: (typing: boolean) => said.push(typing) }
    return { clock, said, typing: createTypingNotice({ clock, ...parts }) }
  }

  it('is given once for many keys and renewed while they go on', () => {
    const { clock, said, typing } = notice()
    for (let key = 0; key < 7; key += 1) {
      typing.typed()
      clock.advance(500)
    }
    expect(said).toEqual([true, true])
  })

  it('ends by itself after a pause, and only once', () => {
    const { clock, said, typing } = notice()
    typing.typed()
    clock.advance(4_000)
    typing.stop()
    expect(said).toEqual([true, false])
  })

  it('is not taken back when it was never given', () => {
    const { said, typing } = notice()
    typing.stop()
    expect(said).toEqual([])
  })
})

describe('the size of a text', () => {
  it('is not worth a word until it is near the limit', () => {
    expect(judgeSize(' \n ')).toEqual({ kind: 'empty' })
    expect(judgeSize('Take it with food.')).toEqual({ kind: 'fits' })
    expect(judgeSize('a'.repeat(14_000))).toEqual({ kind: 'fits' })
    expect(judgeSize('a'.repeat(15_000))).toEqual({ kind: 'near', bytes: 15_000 })
  })

  it('is counted in bytes, not in characters', () => {
    expect(judgeSize('a'.repeat(16_384))).toEqual({ kind: 'near', bytes: 16_384 })
    expect(judgeSize('a'.repeat(16_385))).toEqual({ kind: 'over', bytes: 16_385 })
    expect(judgeSize('é'.repeat(8_193))).toEqual({ kind: 'over', bytes: 16_386 })
  })
})

describe('what stays in the composer after sending', () => {
  it('is nothing, or what was typed meanwhile', () => {
    expect(textAfterSending('Hello', 'Hello')).toBe('')
    expect(textAfterSending('Hello Next', 'Hello')).toBe('Next')
  })

  it('is everything when the text was changed otherwise', () => {
    expect(textAfterSending('Something else', 'Hello')).toBe('Something else')
  })
})

describe('Enter after a change of tab', () => {
  it('sends nothing for a second unless the text was typed since', () => {
    expect(mayEnterSend(10_000, false, 10_500)).toBe(false)
    expect(mayEnterSend(10_000, true, 10_500)).toBe(true)
    expect(mayEnterSend(10_000, false, 11_000)).toBe(true)
  })
})
