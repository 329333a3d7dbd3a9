import { setTimeout as pause } from 'node:timers/promises'
import type { Comparison, Measurement, Sample } from '../runner/comparison.ts'
import { percentile } from '../runner/percentile.ts'
import { type Clinic, type OpenConsole, openClinic, openConsole } from './clinic.ts'
import { jumpTo, untilConversationShown } from './consolePage.ts'
import { clinicianId, patientNamed, type RelaySize, recordNumberOf, sessionNamed } from './grownRelay.ts'
import { type MessageStream, startMessageStream } from './messageStream.ts'
import type { PaintProbe } from './paintProbe.ts'

export interface ScreenLoad {
  readonly subject: RelaySize & { readonly tabs: number }
  readonly reference: RelaySize & { readonly tabs: number }
  readonly perSecond: number
  /** Keys in the composer and in the palette, and switches of tabs, in one turn. */
  readonly keys: number
  readonly switches: number
  /** Time for which a conversation is watched, and for which it is scrolled, in ms. */
  readonly watchMs: number
  readonly scrollMs: number
  /** Whether the figures in ms of the design's section 11 are judged, or the ratios alone. */
  readonly judgesTimes: boolean
}

interface Side {
  readonly clinic: Clinic
  readonly console: OpenConsole
  readonly tabs: number
}

/** Pause between two keys of one who types fast. */
const keyPauseMs = 70

/** The screen of a clinician with everything behind it, and of one with nearly nothing, in turn, while patients write to both. */
export async function prepareScreenUnderLoad(load: ScreenLoad): Promise<Measurement> {
  const sides = [await openSide(load.subject), await openSide(load.reference)]
  return {
    comparisons: comparisons(load, sides.map(describeSide)),
    runRound: async () => {
      const figures: Sample[][] = []
      for (const side of sides) figures.push(await takeTurn(side, load))
      return (figures[0] ?? []).map((_, index) => figures.map((samples) => samples[index] ?? { value: Number.NaN }))
    },
    close: async () => {
      for (const { clinic, console } of sides) {
        await console.close()
        await clinic.close()
      }
    },
  }
}

function describeSide({ clinic: { size }, tabs }: Side): string {
  return `${size.sessions} sessions, ${size.entries.toLocaleString('en')} entries, ${tabs} tabs`
}

async function openSide({ tabs, ...size }: ScreenLoad['subject']): Promise<Side> {
  const clinic = await openClinic(size)
  const console = await openConsole(clinic, clinicianId)
  for (let tab = 0; tab < tabs; tab += 1) await jumpTo(console.screen, recordNumberOf(tab))
  await untilConversationShown(console.screen)
  return { clinic, console, tabs }
}

function comparisons({ judgesTimes }: ScreenLoad, contenders: readonly string[]): Comparison[] {
  const row = (title: string, floor: number, aim: number, most?: Comparison['most']): Comparison => ({
    ...{ title, unit: 'ms', better: 'less', contenders, floor, aim },
    ...(judgesTimes && most ? { most } : {}),
  })
  // Of the few samples of the small size a high percentile is the largest.
  const most = judgesTimes ? 2 : 3
  return [
    row('socket frame to paint, p99', most, 1.5, { floor: 50, aim: 33 }),
    row('a key in the composer to paint, p98', most, 1.5, { floor: 100, aim: 50 }),
    row('a key in the palette to paint, median', 1.5, 1.1),
    row('a key in the palette to paint, p98', most, 1.5, { floor: 100, aim: 50 }),
    row('switch of tabs to paint, p98', most, 1.5, { floor: 100, aim: 50 }),
    {
      title: 'scrolling, frames drawn',
      unit: 'frames/s',
      better: 'more',
      contenders,
      floor: judgesTimes ? 0.95 : 0.8,
      aim: 0.99,
    },
    row('longest task of the core', most, 1.5),
  ]
}

/** One turn of one console: patients write, and a person watches, types, searches, switches and scrolls, one after the other. */
async function takeTurn(side: Side, load: ScreenLoad): Promise<Sample[]> {
  const { clinic, console, tabs } = side
  const { screen, host } = console
  const { page } = screen
  const numbers = [...Array(clinic.size.sessions).keys()]
  const stream = await startMessageStream({
    relayUrl: clinic.relay.url,
    mintToken: clinic.installation.mintToken,
    perSecond: load.perSecond,
    shown: () => sessionNamed(tabs - 1),
    others: numbers.map(sessionNamed).filter((_, number) => number !== tabs - 1),
  })
  try {
    await page.keyboard.press('Control+9')
    // The turn before has scrolled up: what comes is seen at the end.
    await page.locator('[data-panel] [role=log]').first().press('End')
    await pause(500)
    await host.report()
    await page.evaluate(() => {
      for (const samples of Object.values(window.paintProbe.samples)) samples.length = 0
    })
    await pause(load.watchMs)
    // What comes while other tabs are shown is painted when somebody comes back.
    const watched = await page.evaluate(() => [...window.paintProbe.samples.frame])
    const painted = await page.evaluate(() => ({ ...window.paintProbe.paintedAt }))
    await typeInComposer(side, load.keys)
    await typeInPalette(side, load.keys)
    await switchTabs(side, load.switches)
    const framesPerSecond = await scroll(side, load.scrollMs)
    const { longestTaskMs } = await host.report()
    const { samples } = await page.evaluate(() => window.paintProbe)
    return toSamples({ ...samples, frame: watched }, wayOf(stream, painted), framesPerSecond, longestTaskMs)
  } finally {
    await stream.stop()
  }
}

function toSamples(
  samples: PaintProbe['samples'],
  way: readonly number[],
  framesPerSecond: number,
  longestTaskMs: number,
): Sample[] {
  const at = (values: readonly number[], part: number) => percentile(Float64Array.from(values).sort(), part)
  const spread = (values: readonly number[], part: number): Sample => ({
    value: at(values, part),
    beside: { p50: at(values, 0.5), most: at(values, 1), samples: values.length },
  })
  return [
    {
      ...spread(samples.frame, 0.99),
      beside: { ...spread(samples.frame, 0.99).beside, 'sent to painted p50': at(way, 0.5), p99: at(way, 0.99) },
    },
    spread(samples.composer, 0.98),
    spread(samples.palette, 0.5),
    spread(samples.palette, 0.98),
    spread(samples.switch, 0.98),
    { value: framesPerSecond },
    { value: longestTaskMs },
  ]
}

/** Times from when a message was handed to the socket of its sender until it was painted, in ms. */
function wayOf({ sentAt }: MessageStream, paintedAt: PaintProbe['paintedAt']): number[] {
  return [...sentAt].flatMap(([sign, at]) => {
    const painted = paintedAt[sign] ?? 0
    return painted > 0 ? [painted - at] : []
  })
}

async function timeKeys({ console: { screen } }: Side, kind: PaintProbe['kind']): Promise<void> {
  await screen.page.evaluate((next) => {
    window.paintProbe.kind = next
  }, kind)
}

async function typeInComposer(side: Side, keys: number): Promise<void> {
  const { page } = side.console.screen
  const area = page.locator('[data-panel] textarea').first()
  await area.focus()
  await timeKeys(side, 'composer')
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press('abcdefghij'[key % 10] ?? 'a')
    await pause(keyPauseMs)
  }
  await timeKeys(side, null)
  await area.fill('')
}

async function typeInPalette(side: Side, keys: number): Promise<void> {
  const { page } = side.console.screen
  for (let typed = 0; typed < keys; ) {
    await page.keyboard.press('Control+k')
    await pause(300)
    await timeKeys(side, 'palette')
    for (const key of patientNamed(typed % side.clinic.size.sessions)
      .replace(' ', '')
      .toLowerCase()) {
      await page.keyboard.press(key)
      await pause(keyPauseMs)
      typed += 1
    }
    await timeKeys(side, null)
    await page.keyboard.press('Escape')
    await page.locator('[role=dialog]').waitFor({ state: 'detached' })
  }
}

async function switchTabs(side: Side, switches: number): Promise<void> {
  const { page } = side.console.screen
  await timeKeys(side, 'switch')
  for (let number = 0; number < switches; number += 1) {
    await page.keyboard.press('Alt+PageDown')
    await pause(keyPauseMs * 2)
  }
  await pause(1_000)
  await timeKeys(side, null)
}

/** Scrolls up for so long, as a wheel does. Returns the frames that were drawn in a second. */
async function scroll(side: Side, scrollMs: number): Promise<number> {
  const { page, devtools } = side.console.screen
  const counting = page.evaluate((ms) => window.paintProbe.countFrames(ms), scrollMs)
  const speed = 2_000
  await devtools.send('Input.synthesizeScrollGesture', {
    ...{ x: 700, y: 450, gestureSourceType: 'mouse' },
    ...{ yDistance: Math.round((speed * scrollMs) / 1_000), speed },
  })
  return ((await counting) * 1_000) / scrollMs
}
