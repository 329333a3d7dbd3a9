import { setTimeout as sleep } from 'node:timers/promises'
import type { ParticipantClient } from '../../../simulation/participant/participantClient.ts'
import { createRandom, pickOne, type Random, randomBetween } from '../../../simulation/random.ts'
import { type Bridge, createBridge } from '../../../src/shared/ipc/bridge.ts'
import { credentialOfToken } from '../../../src/shared/ipc/credential.ts'
import type { PlaceInThread } from '../../../src/shared/ipc/message.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import { connectPage } from '../../support/console/openBrowserHost.ts'
import { clinicianId, openRelayWithConsole, type Programs } from '../../support/console/relayWithConsole.ts'
import { type FaultyLink, openFaultyLink } from '../../support/servers/faultyLink.ts'
import type { RestartableProcess } from '../../support/servers/restartableProcess.ts'
import { until } from '../../support/time/until.ts'
import { findFaults } from '../oracle.ts'
import { readConsoleLog, readRelayLog } from '../readLogs.ts'
import { type Ledger, writeAsWitness, writeAtConsole } from '../writers.ts'
import { type DeliveredMarks, findRangeFaults, type RangeFinding } from './rangeOracle.ts'
import { readConsoleThreads, readRelayThreads } from './readRanges.ts'

/** Entries that every thread begins with: several pages, and less than what a console lets go of rather than fetch. */
const firstEntries = 700

/** Delay of the relay's bytes, as over a mobile network: there are holes between ranges for long enough to be hit in. */
const lineDelayMs = 60

export interface RangeRun {
  readonly faults: { readonly cuts: number; readonly kills: number }
  readonly promised: number
  /** Ranges and entries that were compared, over all comparisons. */
  readonly compared: { readonly ranges: number; readonly entries: number }
  readonly findings: readonly (RangeFinding | { readonly kind: string; readonly where: string })[]
}

export interface RangeRunOptions {
  readonly programs: Programs
  /** Number of kills and cuts together. */
  readonly faults: number
  readonly seed: number
  readonly settleLimitMs: number
}

/**
 * Kills the console's host and cuts its line at random while ranges are fetched, scrolled, joined and forgotten and both sides write;
 * after each kill and at the end compares every range on its disk with the relay's log.
 */
export async function runRanges({ programs, faults, seed, settleLimitMs }: RangeRunOptions): Promise<RangeRun> {
  let link: FaultyLink | undefined
  const fixture = await openRelayWithConsole({
    programs,
    patients: [...'ABC'],
    lookedAt: [...'DEF'],
    signsIn: true,
    reach: async (port) => {
      link = await openFaultyLink(port)
      link.setDown({ kind: 'delay', byMs: lineDelayMs })
      return link.url
    },
  })
  const ledger: Ledger = { promised: [], undecided: new Set() }
  const comparison = createComparison(fixture.directories)
  const { findings, compare } = comparison
  let isOver = false
  try {
    const witness = fixture.openWitness()
    await witness.ready
    await fill(fixture.sessionIds, witness)
    const page = connectPage(fixture.hostPort, [credentialOfToken(await fixture.host.start())])
    const bridge = createBridge(page, { keyProtection: 'fileOnly' })
    const { sessionIds } = fixture
    await until('the console lists its sessions', async () => {
      const state = await bridge.readConsole({})
      return state.ok && state.value.sessions.length === sessionIds.length
    })
    const parts = { sessionIds, ledger, isOver: () => isOver }
    const workers = [
      writeAtConsole(bridge, { ...parts, sessionIds: sessionIds.slice(0, 3), random: createRandom(seed + 2) }),
      writeAsWitness(witness, { ...parts, random: createRandom(seed + 3) }),
      readAbout(bridge, { ...parts, random: createRandom(seed + 4) }),
    ]
    const made = await makeFaults({
      host: fixture.host,
      link,
      bridge,
      settleLimitMs,
      compare,
      faults,
      random: createRandom(seed),
    })
    isOver = true
    // What is written by now goes over a line as it is usually; the cut keeps the bytes that are still delayed from coming after others.
    link?.setDown({ kind: 'pass' })
    link?.cut()
    const settled = Promise.all([Promise.all(workers), until('all is sent', () => isSettled(bridge), settleLimitMs)])
    await settled.catch(() => findings.push({ kind: 'unsettled', where: 'console' }))
    page.close()
    witness.close()
    await fixture.host.stop()
    await compare()
    await fixture.relay.stop()
    const { unsent } = await readConsoleLog(fixture.directories.console)
    const logs = { relay: readRelayLog(fixture.directories.relay).filter(({ text }) => !text.startsWith(firstText)) }
    findings.push(...findFaults({ ...ledger, logs, unsent }).map(({ kind, id }) => ({ kind, where: id })))
    findings.push(...unsent.map((id) => ({ kind: 'lost', where: `outbox ${id}` })))
    return { faults: made, promised: ledger.promised.length, compared: comparison.compared, findings }
  } finally {
    isOver = true
    await fixture.clear()
    await link?.close()
  }
}

/** Compares a console's disk with the relay's log, again and again, and gathers what contradicts. */
function createComparison(directories: { readonly relay: string; readonly console: string }) {
  const findings: { kind: string; where: string }[] = []
  const marks: DeliveredMarks = new Map()
  const compared = { ranges: 0, entries: 0 }
  return {
    findings,
    compared,
    compare: async (): Promise<void> => {
      const held = await readConsoleThreads(directories.console)
      compared.ranges += held.reduce((sum, { ranges }) => sum + ranges.length, 0)
      compared.entries += held.reduce((sum, { entries }) => sum + entries.length, 0)
      findings.push(...findRangeFaults(readRelayThreads(directories.relay, clinicianId), held, marks))
    },
  }
}

async function makeFaults(parts: {
  readonly host: RestartableProcess
  readonly link: FaultyLink | undefined
  readonly bridge: Pick<Bridge, 'readConsole'>
  readonly settleLimitMs: number
  readonly compare: () => Promise<void>
  readonly faults: number
  readonly random: Random
}): Promise<RangeRun['faults']> {
  const { host, link, bridge, random, settleLimitMs } = parts
  const made = { cuts: 0, kills: 0 }
  for (let fault = 0; fault < parts.faults; fault += 1) {
    // Mostly it gets on with fetching before it is hit again; now and then it is hit while it comes back.
    if (random() < 0.75) await until('the console is live', () => isLive(bridge), settleLimitMs)
    await sleep(randomBetween(random, 50, 2_000))
    if (random() < 0.5) {
      made.cuts += 1
      link?.refuse(true)
      link?.cut()
      await sleep(randomBetween(random, 0, 400))
      link?.refuse(false)
    } else {
      made.kills += 1
      await host.kill()
      await parts.compare()
      await host.start()
    }
  }
  return made
}

async function isLive(bridge: Pick<Bridge, 'readConsole'>): Promise<boolean> {
  const state = await bridge.readConsole({})
  return state.ok && state.value.link.mode === 'live'
}

async function isSettled(bridge: Pick<Bridge, 'readConsole'>): Promise<boolean> {
  const state = await bridge.readConsole({})
  return state.ok && state.value.pending.length === 0 && (await isLive(bridge))
}

const firstText = 'before '

async function fill(
  sessionIds: readonly SessionId[],
  witness: Pick<ParticipantClient, 'send' | 'newEntryId'>,
): Promise<void> {
  await Promise.all(
    sessionIds.map(async (sessionId) => {
      for (let count = 1; count < firstEntries; count += 1)
        await witness.send({ id: witness.newEntryId(), sessionId, thread: 'care', text: `${firstText}${count}` })
    }),
  )
}

const steps = ['open', 'close', 'end', 'before', 'after', 'around', 'seen', 'before'] as const

/** Opens and closes tabs, scrolls, jumps and reads, as a person with a page does who is in a hurry. */
async function readAbout(
  bridge: Bridge,
  { sessionIds, random, isOver }: { sessionIds: readonly SessionId[]; random: Random; isOver: () => boolean },
): Promise<void> {
  let openSessions: SessionId[] = []
  while (!isOver()) {
    const sessionId = pickOne(random, openSessions)
    const kind = pickOne(random, steps) ?? 'end'
    if (kind === 'open' || kind === 'close' || sessionId === undefined) {
      const one = pickOne(random, sessionIds)
      if (one !== undefined)
        openSessions = kind === 'close' ? openSessions.filter((id) => id !== one) : [...new Set([...openSessions, one])]
      await bridge.saveWorkspace({ workspace: null, openSessions })
    } else {
      const seq = 1 + Math.floor(random() * firstEntries)
      const from: PlaceInThread = kind === 'end' || kind === 'seen' ? { kind: 'end' } : { kind, seq }
      const read = await bridge.readEntries({ sessionId, thread: 'care', from, limit: 1 + Math.floor(random() * 150) })
      const last = read.ok ? read.value.entries.at(-1) : undefined
      if (kind === 'seen' && last) await bridge.markSeen({ sessionId, thread: 'care', upTo: last.seq })
    }
    await sleep(random() * 30)
  }
}
