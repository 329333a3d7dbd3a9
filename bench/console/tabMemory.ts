import type { Measurement, Sample } from '../runner/comparison.ts'
import { type OpenConsole, openClinic, openConsole } from './clinic.ts'
import { jumpTo, untilConversationShown } from './consolePage.ts'
import { clinicianId, type RelaySize, recordNumberOf } from './grownRelay.ts'

type SizeWithTabs = RelaySize & { readonly tabs: number }

/** Memory of page and host after many switches of tabs, against what they took once all that is kept had been looked at. */
export async function prepareTabMemory(
  much: SizeWithTabs,
  little: SizeWithTabs,
  counts: { readonly warmUp: number; readonly switches: number },
): Promise<Measurement> {
  const describe = ({ sessions, tabs }: SizeWithTabs, count: number) =>
    `${sessions} sessions, ${tabs} tabs, ${count} switches`
  const contenders = [describe(much, counts.switches), describe(little, counts.switches), describe(much, counts.warmUp)]
  return {
    comparisons: [
      { title: 'heap of the page', unit: 'MB', better: 'less', contenders, floor: 1.3, aim: 1.1 },
      { title: 'resident memory of the host', unit: 'MB', better: 'less', contenders, floor: 1.3, aim: 1.1 },
    ],
    runRound: async () => {
      const [before, after] = await measureSide(much, counts)
      const [, least] = await measureSide(little, counts)
      return [
        [after.heap, least.heap, before.heap],
        [after.rss, least.rss, before.rss],
      ]
    },
  }
}

interface Memory {
  readonly heap: Sample
  readonly rss: Sample
}

async function measureSide(
  { tabs, ...size }: SizeWithTabs,
  { warmUp, switches }: { readonly warmUp: number; readonly switches: number },
): Promise<readonly [Memory, Memory]> {
  const clinic = await openClinic(size)
  const console = await openConsole(clinic, clinicianId)
  try {
    for (let tab = 0; tab < tabs; tab += 1) await jumpTo(console.screen, recordNumberOf(tab))
    await untilConversationShown(console.screen)
    await switchTabs(console, warmUp)
    const before = await readMemory(console)
    await switchTabs(console, switches - warmUp)
    return [before, await readMemory(console)]
  } finally {
    await console.close()
    await clinic.close()
  }
}

async function switchTabs({ screen: { page } }: OpenConsole, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await page.keyboard.press('Alt+PageDown')
    // Until the conversation is drawn, so that each switch is a whole one.
    await page.waitForFunction(() => document.querySelector('[data-panel] [role=log]') !== null, undefined, {
      polling: 'raf',
    })
  }
}

async function readMemory({ screen, host }: OpenConsole): Promise<Memory> {
  const { rssBytes, heapBytes } = await host.report()
  return {
    heap: { value: (await screen.heapBytes()) / 1e6, beside: { elements: await screen.page.locator('*').count() } },
    rss: { value: rssBytes / 1e6, beside: { heap: heapBytes / 1e6 } },
  }
}
