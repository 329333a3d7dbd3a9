import { describe, expect, it } from 'vitest'
import { createHandingOver } from '../../../../src/main/core/closing/handingOver.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start(pages: number) {
  const clock = createFakeClock()
  const emitted: ConsoleEvent['name'][] = []
  const handingOver = createHandingOver({ clock, emit: ({ name }) => emitted.push(name), countListeners: () => pages })
  let isOver = false
  const asked = handingOver.ask().then(() => {
    isOver = true
  })
  return { clock, emitted, handingOver, asked, isOver: () => isOver }
}

describe('handing over before the end', () => {
  it('waits for every page that is there', async () => {
    const { emitted, handingOver, asked, isOver } = start(2)
    expect(emitted).toEqual(['closingStarted'])
    await handingOver.handlers.handedOver()
    await Promise.resolve()
    expect(isOver()).toBe(false)
    await handingOver.handlers.handedOver()
    await asked
    expect(isOver()).toBe(true)
  })

  it('waits for nobody where no page is there, and not for ever for one that does not answer', async () => {
    await start(0).asked
    const { clock, asked, isOver } = start(1)
    await Promise.resolve()
    expect(isOver()).toBe(false)
    clock.advance(1_000)
    await asked
    expect(isOver()).toBe(true)
  })
})
