import type { Browser } from 'playwright'
import type { Comparison, Measurement, Sample } from '../runner/comparison.ts'
import { type Clinic, openClinic } from './clinic.ts'
import { createWorkstation } from './consoleHost.ts'
import { launchBrowser, openConsolePage, untilFetched, untilListed } from './consolePage.ts'
import { type RelaySize, supervisorId } from './grownRelay.ts'

/** An administrator who may see everything, on a fresh disk, against one with a few sessions. */
export async function prepareSupervisor(much: RelaySize, little: RelaySize): Promise<Measurement> {
  const browser = await launchBrowser()
  const clinics = [await openClinic(much), await openClinic(little)]
  const contenders = [much, little].map(
    ({ sessions, entries }) => `${sessions} sessions, ${entries.toLocaleString('en')} entries`,
  )
  return {
    comparisons: comparisons(contenders),
    runRound: async () => {
      const figures: Sample[][] = []
      for (const clinic of clinics) figures.push(await signIn(browser, clinic))
      return (figures[0] ?? []).map((_, index) => figures.map((samples) => samples[index] ?? { value: Number.NaN }))
    },
    close: async () => {
      await browser.close()
      for (const clinic of clinics) await clinic.close()
    },
  }
}

function comparisons(contenders: readonly string[]): Comparison[] {
  const shared = { better: 'less', contenders } as const
  return [
    { ...shared, title: 'supervisor: list with last words and clocks', unit: 'ms', floor: 3, aim: 1.5 },
    { ...shared, title: 'supervisor: on the disk', unit: 'MB', floor: 1, aim: 1, most: { floor: 25, aim: 10 } },
    {
      ...shared,
      title: 'supervisor: resident memory of the host',
      unit: 'MB',
      floor: 1,
      aim: 1,
      most: { floor: 250, aim: 180 },
    },
  ]
}

async function signIn(browser: Browser, clinic: Clinic): Promise<Sample[]> {
  const workstation = createWorkstation()
  const beganAt = performance.now()
  const host = await clinic.startHost(workstation, supervisorId)
  try {
    const screen = await openConsolePage(browser, host.link)
    await untilListed(screen, 'All')
    const listedMs = performance.now() - beganAt
    await untilFetched(screen)
    const fetchedMs = performance.now() - beganAt
    const { rssBytes } = await host.report()
    await screen.close()
    return [
      { value: listedMs, beside: { 'everything fetched': fetchedMs } },
      { value: workstation.bytes() / 1e6 },
      { value: rssBytes / 1e6 },
    ]
  } finally {
    await host.stop()
    workstation.remove()
  }
}
