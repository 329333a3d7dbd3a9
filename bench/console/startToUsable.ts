import type { Comparison, Measurement, Sample } from '../runner/comparison.ts'
import { type Clinic, openClinic } from './clinic.ts'
import { createWorkstation, type Workstation } from './consoleHost.ts'
import {
  jumpTo,
  launchBrowser,
  openConsolePage,
  untilConversationShown,
  untilFetched,
  untilListed,
} from './consolePage.ts'
import { clinicianId, type RelaySize, recordNumberOf } from './grownRelay.ts'

interface Side {
  readonly clinic: Clinic
  /** A disk on which everything is, and a tab open. */
  readonly warm: Workstation
}

/** The start of a console with everything behind it against one with nearly nothing: on a disk that has it, and on an empty one. */
export async function prepareStart(much: RelaySize, little: RelaySize, judgesTimes: boolean): Promise<Measurement> {
  const browser = await launchBrowser()
  const sides = [await openSide(much), await openSide(little)]
  const contenders = [much, little].map(
    ({ sessions, entries }) => `${sessions} sessions, ${entries.toLocaleString('en')} entries`,
  )

  /** Times a console from the start of its process: until the list is usable, and until all is there. */
  async function start(
    { clinic }: Side,
    workstation: Workstation,
    hasTab: boolean,
  ): Promise<readonly [Sample, Sample]> {
    const beganAt = performance.now()
    const beganAtMs = Date.now()
    const host = await clinic.startHost(workstation, clinicianId)
    const screen = await openConsolePage(browser, host.link)
    await untilListed(screen)
    if (hasTab) await untilConversationShown(screen)
    const usableMs = performance.now() - beganAt
    await untilFetched(screen)
    // The list is there: what it stands for comes behind it, and the disk is still when all has.
    const fetchedMs = (await workstation.untilStill()) - beganAtMs
    const { rssBytes } = await host.report()
    await screen.close()
    await host.stop()
    const beside = { 'MB on the disk': workstation.bytes() / 1e6, 'MB of RSS': rssBytes / 1e6 }
    return [{ value: usableMs, beside }, { value: fetchedMs }]
  }

  async function openSide(size: RelaySize): Promise<Side> {
    const clinic = await openClinic(size)
    const warm = createWorkstation()
    const host = await clinic.startHost(warm, clinicianId)
    const screen = await openConsolePage(browser, host.link)
    await untilListed(screen)
    await untilFetched(screen)
    await jumpTo(screen, recordNumberOf(0))
    await untilConversationShown(screen)
    await screen.page.waitForTimeout(1_000)
    await screen.close()
    await host.stop()
    return { clinic, warm }
  }

  async function startFresh(side: Side): Promise<readonly [Sample, Sample]> {
    const workstation = createWorkstation()
    try {
      return await start(side, workstation, false)
    } finally {
      workstation.remove()
    }
  }

  return {
    comparisons: comparisons(contenders, judgesTimes),
    runRound: async () => {
      const warm: Sample[] = []
      const usable: Sample[] = []
      const fetched: Sample[] = []
      for (const side of sides) {
        warm.push((await start(side, side.warm, true))[0])
        const [listed, all] = await startFresh(side)
        usable.push(listed)
        fetched.push(all)
      }
      return [warm, usable, fetched]
    },
    close: async () => {
      await browser.close()
      for (const { clinic, warm } of sides) {
        await clinic.close()
        warm.remove()
      }
    },
  }
}

function comparisons(contenders: readonly string[], judgesTimes: boolean): Comparison[] {
  const row = (title: string, floor: number, aim: number): Comparison => ({
    ...{ title, unit: 'ms', better: 'less', contenders, floor, aim },
  })
  return [
    row('start to usable, warm disk', 1.3, 1.1),
    row('start to usable, fresh disk', 1.5, 1.3),
    // The newest of every thread are to be fetched: on the side of little there is next to nothing.
    {
      ...row('start to the newest 200 of everything, fresh disk', 20, 10),
      ...(judgesTimes ? { most: { floor: 15_000, aim: 15_000 } } : {}),
    },
  ]
}
