import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom, pickOne, randomBetween } from '../../simulation/random.ts'
import { createBridge } from '../../src/shared/ipc/bridge.ts'
import { credentialOfToken } from '../../src/shared/ipc/credential.ts'
import { connectPage } from '../support/console/openBrowserHost.ts'
import { openRelayWithConsole, type Programs } from '../support/console/relayWithConsole.ts'
import type { RestartableProcess } from '../support/servers/restartableProcess.ts'
import { until } from '../support/time/until.ts'
import { type Finding, findFaults, type Logged } from './oracle.ts'
import { readConsoleLog, readRelayLog } from './readLogs.ts'
import { type Ledger, writeAsWitness, writeAtConsole } from './writers.ts'

export type Victim = 'relay' | 'console host' | 'both'

export interface KillRun {
  readonly kills: Readonly<Record<Victim, number>>
  readonly promised: number
  readonly findings: readonly Finding[]
}

/**
 * Kills the console's host and the relay at random moments while both sides write, starts them again, lets everything settle,
 * and compares both databases and what the witness was shown with what had been promised.
 */
export async function runKills(options: {
  readonly programs: Programs
  readonly kills: number
  readonly seed: number
  /** Processes that are killed, each as often as the others. */
  readonly victims: readonly Victim[]
  /** Longest time that the sides may take to agree after the last kill. */
  readonly settleLimitMs: number
}): Promise<KillRun> {
  const random = createRandom(options.seed)
  const fixture = await openRelayWithConsole({ programs: options.programs, patients: [...'ABCDE'], signsIn: true })
  const shown: Logged[] = []
  const ledger: Ledger = { promised: [], undecided: new Set() }
  const killed = { relay: 0, 'console host': 0, both: 0 }
  let isOver = false
  try {
    const page = connectPage(fixture.hostPort, [credentialOfToken(await fixture.host.start())])
    const bridge = createBridge(page, { keyProtection: 'fileOnly' })
    const witness = fixture.openWitness(({ id, sessionId, seq, senderId, body, thread }) => {
      if (body.kind === 'message' && thread === 'care') shown.push({ id, sessionId, seq, senderId, text: body.text })
    })
    await witness.ready
    const consoleState = async () => {
      const result = await bridge.readConsole({})
      return result.ok ? result.value : undefined
    }
    await until(
      'the console knows its sessions',
      async () => (await consoleState())?.sessions.length === fixture.sessionIds.length,
    )

    const parts = { sessionIds: fixture.sessionIds, ledger, isOver: () => isOver }
    const writers = [
      writeAtConsole(bridge, { ...parts, random: createRandom(options.seed + 2) }),
      writeAsWitness(witness, { ...parts, random: createRandom(options.seed + 3) }),
    ]
    for (let kill = 0; kill < options.kills; kill += 1) {
      await sleep(randomBetween(random, 20, 600))
      const victim = pickOne(random, options.victims) ?? 'relay'
      killed[victim] += 1
      const victims = [fixture.relay, fixture.host].filter(({ name }) => victim === 'both' || victim === name)
      await restartKilled(victims, randomBetween(random, 0, 300))
    }
    isOver = true
    const isSettled = async () => {
      const state = await consoleState()
      if (!state || state.pending.length > 0) return false
      return state.sessions.every(({ id, heads }) => witness.readThread(id, 'care').length >= heads.care)
    }
    const settled = await Promise.all([
      Promise.all(writers),
      until('all agree', isSettled, options.settleLimitMs),
    ]).then(
      () => true,
      () => false,
    )
    page.close()
    witness.close()
    await fixture.host.stop()
    await fixture.relay.stop()
    const { log, unsent } = await readConsoleLog(fixture.directories.console)
    const logs = { relay: readRelayLog(fixture.directories.relay), console: log, witness: shown }
    const findings = findFaults({ ...ledger, logs, unsent })
    if (!settled) findings.push({ kind: 'unsettled', where: 'console', id: '' })
    return { kills: killed, promised: ledger.promised.length, findings }
  } finally {
    isOver = true
    await fixture.clear()
  }
}

async function restartKilled(victims: readonly RestartableProcess[], downMs: number): Promise<void> {
  await Promise.all(victims.map((victim) => victim.kill()))
  await sleep(downMs)
  await Promise.all(victims.map((victim) => victim.start()))
}
