import { describe, expect, it } from 'vitest'
import { answeredText } from '../../../src/renderer/features/composer/answeredText.ts'
import { createDraftSaver } from '../../../src/renderer/features/composer/draftSaver.ts'
import { judgeSize, mayEnterSend, textGivenBack } from '../../../src/renderer/features/composer/sendRules.ts'
import { createTypingNotice } from '../../../src/renderer/features/composer/typingNotice.ts'
import { createStrings } from '../../../src/renderer/strings/createStrings.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { fail, type Result, succeed } from '../../../src/shared/model/failure.ts'
import { aPicture, testEntry } from '../../support/console/screenBuilders.ts'
import { turn } from '../../support/relay/scriptedLine.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

describe('the draft saver', () => {
  function saver(saved = '') {
    const clock = createFakeClock()
    const saves: [string, string][] = []
    const answers: (string | null)[] = []
    let answer: Result<unknown> = succeed({})
    const drafts = createDraftSaver({
      ...{ clock, pauseMs: 300, saved, answered: (failure) => answers.push(failure?.kind ?? null) },
      save: async (text, replaces) => {
        saves.push([text, replaces])
        return answer
      },
    })
    const answerWith = (next: Result<unknown>) => {
      answer = next
    }
    return { clock, saves, answers, drafts, answerWith }
  }

  it('saves while typing goes on, and not on every key', async () => {
    const { clock, saves, drafts } = saver()
    for (const text of ['a', 'ab', 'abc', 'abcd']) {
      drafts.change(text)
      clock.advance(100)
      await turn()
    }
    expect(saves).toEqual([['abc', '']])
    clock.advance(300)
    await turn()
    expect(saves).toEqual([
      ['abc', ''],
      ['abcd', 'abc'],
    ])
  })

  it('saves at once when it is left, and then not again', async () => {
    const { clock, saves, drafts } = saver()
    drafts.change('a')
    drafts.flush()
    drafts.flush()
    await turn()
    clock.advance(1_000)
    expect(saves).toEqual([['a', '']])
  })

  it('does not save what is on the disk already', () => {
    const { clock, saves, drafts } = saver('kept')
    drafts.change('kept more')
    drafts.change('kept')
    clock.advance(1_000)
    drafts.flush()
    expect(saves).toEqual([])
  })

  it('says when a text is not kept, saves it again when it found no console, and takes the word back', async () => {
    const { clock, saves, answers, drafts, answerWith } = saver()
    answerWith(fail('tooLarge', 'too long'))
    drafts.change('long')
    drafts.flush()
    await turn()
    expect(answers).toEqual(['tooLarge'])
    answerWith(fail('offline', 'gone'))
    drafts.change('short')
    drafts.flush()
    await turn()
    answerWith(succeed({}))
    clock.advance(2_000)
    await turn()
    expect(saves.at(-1)).toEqual(['short', ''])
    expect(answers).toEqual(['tooLarge', 'offline', null])
  })

  it('gives the draft that goes with a message, and writes nothing of it afterwards', async () => {
    const { clock, saves, drafts } = saver()
    drafts.change('hel')
    drafts.flush()
    await turn()
    drafts.change('hello')
    expect(drafts.take()).toBe('hel')
    drafts.released('hel')
    clock.advance(1_000)
    drafts.flush()
    expect(saves).toEqual([['hel', '']])
    drafts.change('next')
    drafts.flush()
    expect(saves.at(-1)).toEqual(['next', ''])
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
    expect(judgeSize('a'.repeat(15_000))).toEqual({ kind: 'near', left: 1_384 })
    expect(judgeSize('я'.repeat(7_500))).toEqual({ kind: 'near', left: 692 })
  })

  it('is judged by its bytes, and told in characters, of which none is halved', () => {
    expect(judgeSize('a'.repeat(16_384))).toEqual({ kind: 'near', left: 0 })
    expect(judgeSize('a'.repeat(16_385))).toEqual({ kind: 'over', endsAt: 16_384, excess: 1 })
    expect(judgeSize('é'.repeat(8_193))).toEqual({ kind: 'over', endsAt: 8_192, excess: 1 })
    const emoji = `${'a'.repeat(16_382)}😀😀`
    expect(judgeSize(emoji)).toEqual({ kind: 'over', endsAt: 16_382, excess: 2 })
  })
})

describe('a text that comes back', () => {
  it('stands before what was typed meanwhile', () => {
    expect(textGivenBack('Hello', '')).toBe('Hello')
    expect(textGivenBack('Hello', 'Next')).toBe('Hello\nNext')
  })
})

describe('the line that is answered', () => {
  const message = testEntry('s1', 1)
  const edit = (text: string) => testEntry('s1', 2, { body: { kind: 'edit', target: message.id, targetSeq: 1, text } })

  const partWith = (entries: readonly Entry[]) => ({ entries: entries.slice(0, 1), amendments: entries.slice(1) })

  it('says what the message says now, and nothing of what was redacted or is encrypted', async () => {
    const { t } = await createStrings()
    const quoted = (text: string) => t('composer.replyTo', { name: 'Maria Lindqvist', text })
    expect(answeredText(partWith([message]), [], message.id, t)).toBe(quoted('message 1'))
    expect(answeredText(partWith([message, edit('5 mg, not 50')]), [], message.id, t)).toBe(quoted('5 mg, not 50'))
    const redaction = testEntry('s1', 3, { body: { kind: 'redaction', target: message.id, targetSeq: 1 } })
    expect(answeredText(partWith([message, edit('5 mg'), redaction]), [], message.id, t)).toBe(
      quoted(t('conversation.redacted')),
    )
    const secret = testEntry('s1', 1, {
      body: { kind: 'message', type: 'text', text: 'c2VjcmV0', contentEncoding: 'encrypted' },
    })
    expect(answeredText(partWith([secret]), [], secret.id, t)).toBe(quoted(t('conversation.encrypted')))
    const picture = testEntry('s1', 1, { body: { kind: 'message', type: 'image', text: '', attachments: [aPicture] } })
    expect(answeredText(partWith([picture]), [], picture.id, t)).toBe(quoted('Picture: rash.jpg'))
    expect(answeredText(partWith([]), [], message.id, t)).toBeNull()
  })
})

describe('Enter after a change of tab', () => {
  it('sends nothing for a second unless the text was typed since', () => {
    expect(mayEnterSend(10_000, false, 10_500)).toBe(false)
    expect(mayEnterSend(10_000, true, 10_500)).toBe(true)
    expect(mayEnterSend(10_000, false, 11_000)).toBe(true)
  })
})
