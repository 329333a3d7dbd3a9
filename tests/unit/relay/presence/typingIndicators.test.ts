import { beforeEach, expect, it } from 'vitest'
import { createTypingIndicators, type TypingIndicators } from '../../../../relay/presence/typingIndicators.ts'
import { createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { limits } from '../../../../src/shared/protocol/limits.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'
import { createFakeClock, type FakeClock } from '../../../support/time/fakeClock.ts'

const userId = userIdSchema.parse('pat')
const session = createCachedSession(sessionRecord({ participants: [{ userId, name: 'Pat', role: 'patient' }] }))
const typing = { session, thread: 'care', userId, name: 'Pat', isAllowed: () => true } as const

let clock: FakeClock
let indicators: TypingIndicators
let published: boolean[]
beforeEach(() => {
  clock = createFakeClock()
  published = []
  indicators = createTypingIndicators(clock, (_, isTyping) => void published.push(isTyping))
})

it('a notice of typing is published at once, renewed once a second at most, and over when it is not renewed', () => {
  for (let count = 0; count < 50; count++) indicators.start('connection', typing)
  expect(published).toEqual([true])
  clock.advance(999)
  indicators.start('connection', typing)
  expect(published).toEqual([true])
  clock.advance(1)
  indicators.start('connection', typing)
  expect(published).toEqual([true, true])
  clock.advance(limits.typingExpiresMs - 1)
  expect(published).toEqual([true, true])
  clock.advance(1)
  expect(published).toEqual([true, true, false])
})

it('renewals that are not published keep the notice from being over', () => {
  indicators.start('connection', typing)
  clock.advance(500)
  indicators.start('connection', typing)
  clock.advance(limits.typingExpiresMs - 1)
  expect(published).toEqual([true])
  clock.advance(1)
  expect(published).toEqual([true, false])
})

it('ends when the message comes or the connection goes, once, and begins anew at once', () => {
  indicators.start('connection', typing)
  indicators.stop(userId, session, 'care')
  indicators.stop(userId, session, 'care')
  indicators.start('connection', typing)
  indicators.leave('another connection')
  indicators.leave('connection')
  expect(published).toEqual([true, false, true, false])
})

it.each([-86_400_000, 86_400_000])(
  'a clock that is set by %d ms ends no typing, and keeps no renewal from being published',
  (byMs) => {
    indicators.start('connection', typing)
    clock.set(byMs)
    clock.advance(999)
    indicators.start('connection', typing)
    expect(published).toEqual([true])
    clock.advance(1)
    indicators.start('connection', typing)
    expect(published).toEqual([true, true])
    clock.advance(limits.typingExpiresMs)
    expect(published).toEqual([true, true, false])
  },
)
