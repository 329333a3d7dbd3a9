import { describe, expect, it } from 'vitest'
import { createFinder, type Found } from '../../../src/renderer/state/finding/finder.ts'
import type { CommandOutput } from '../../../src/shared/ipc/commands.ts'
import { fail, type Result, succeed } from '../../../src/shared/model/failure.ts'
import { turn } from '../../support/relay/scriptedLine.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

type Answer = Result<CommandOutput<'findSessions'>>

function openFinder() {
  const clock = createFakeClock()
  const asked: { readonly text: string; readonly give: (answer: Answer) => void }[] = []
  const shown: Found<CommandOutput<'findSessions'>>[] = []
  const finder = createFinder<CommandOutput<'findSessions'>>({
    ...{ clock, pauseMs: 150, leastCharacters: 2 },
    find: (text) => new Promise((give) => asked.push({ text, give })),
    show: (found) => shown.push(found),
  })
  return {
    clock,
    finder,
    shown,
    texts: () => asked.map(({ text }) => text),
    give: (at: number, answer: Answer) => asked[at]?.give(answer),
  }
}

const nothingFound: Answer = succeed({ items: [] })

describe('looking at the relay as somebody types', () => {
  it('asks once for a text, after a pause, and not for a single character or for signs', () => {
    const { clock, finder, texts } = openFinder()
    for (const query of ['r', '((', 'ra', 'ras', ' rash ']) finder.look(query)
    clock.advance(149)
    expect(texts()).toEqual([])
    clock.advance(1)
    expect(texts()).toEqual(['rash'])
  })

  it('has one question under way, asks for what was typed last after it, and shows nothing of the older', async () => {
    const { clock, finder, shown, texts, give } = openFinder()
    finder.look('rash')
    clock.advance(150)
    finder.look('fever')
    clock.advance(150)
    finder.look('cough')
    clock.advance(150)
    expect(texts()).toEqual(['rash'])
    give(0, nothingFound)
    await turn()
    expect(texts()).toEqual(['rash', 'cough'])
    expect(shown.at(-1)).toEqual({ kind: 'searching' })
    give(1, nothingFound)
    await turn()
    expect(shown.filter(({ kind }) => kind === 'found')).toHaveLength(1)
    expect(shown.at(-1)).toEqual({ kind: 'found', answer: { items: [] } })
  })

  it('says why it cannot be asked, and asks again when it is told to', async () => {
    const { clock, finder, shown, texts, give } = openFinder()
    finder.look('rash')
    clock.advance(150)
    give(0, fail('offline', 'The relay cannot be reached.'))
    await turn()
    expect(shown.at(-1)).toMatchObject({ kind: 'failed', failure: { kind: 'offline' } })
    finder.look('rash')
    clock.advance(150)
    expect(texts()).toEqual(['rash', 'rash'])
  })

  it('shows nothing of what is no longer wanted', async () => {
    const { clock, finder, shown, give } = openFinder()
    finder.look('rash')
    clock.advance(150)
    finder.look('')
    give(0, nothingFound)
    await turn()
    expect(shown.at(-1)).toEqual({ kind: 'idle' })
  })
})
