import { constants, setPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Order, startAttacker } from './attackerProcess.ts'
import { attacks } from './attacks/attacks.ts'
import { isBearable, type Phases, p99 } from './judge.ts'
import { type Memory, markers, openSiege, type Siege } from './siege.ts'

export interface SiegeOptions {
  readonly seed: number
  /** Number of identical attacks, one after the other; memory is read after each. */
  readonly passes: number
  /** Number of phases of attack in each pass, with as many calm ones between them. */
  readonly phasesPerPass: number
  readonly phaseMs: number
  readonly handshakes: number
  /** Time that the relay is left alone before its memory is measured. */
  readonly settleMs: number
  /** Whether every attack is led by itself too. */
  readonly each: boolean
  /** Most times that the phases of an attack are led before a stall is believed; all of them count. */
  readonly doubts: number
  /** A defect to be planted in the relay. */
  readonly defect?: string
}

export interface SiegeReport {
  /** By the name of the attack. */
  readonly phases: ReadonlyMap<string, Phases>
  readonly memories: readonly Memory[]
  readonly struck: number
  readonly handshakes: number
  readonly bytesHeard: number
  /** Facts about others that attackers received. */
  readonly learned: readonly string[]
  readonly hasEnded: boolean
  /** Lines of the relay's log that report defects, and what it printed beside its log. */
  readonly complaints: readonly string[]
  /** Whether the session of others is as it was. */
  readonly isUntouched: boolean
}

const handshakesPerPhase = 1_000

/**
 * Attacks a relay while two honest people talk on it. In the calm phases another relay is attacked in the same way, on the same
 * machine: what the attack costs the machine is the same in both, and what differs is what the relay makes of it.
 */
export async function runSiege(options: SiegeOptions): Promise<SiegeReport> {
  const attacked = await openSiege(options.defect)
  const decoy = await openSiege()
  const attacker = startAttacker()
  preferRelays([attacked.relay.pid(), decoy.relay.pid(), process.pid])
  const phases = new Map<string, Phases>()
  const learned = new Set<string>()
  let struck = 0
  let bytesHeard = 0

  async function lead(where: Siege, order: Omit<Order, 'target' | 'markers'>): Promise<number> {
    let isOver = false
    const [took, report] = await Promise.all([
      attacked.honest.talk(() => isOver),
      attacker.carryOut({ ...order, target: where.target, markers }).finally(() => {
        isOver = true
      }),
    ])
    for (const marker of report.learned) learned.add(marker)
    bytesHeard += report.bytesHeard
    if (where === attacked) struck += report.struck
    return p99(took)
  }
  async function interleave(attack: string, count: number, order: Pick<Order, 'strikes' | 'forMs'>): Promise<void> {
    const known = phases.get(attack) ?? { calm: [], attacked: [] }
    phases.set(attack, known)
    for (let phase = 0; phase < count; phase += 1) {
      const led = { ...order, attack, seed: options.seed + phase }
      known.calm.push(await lead(decoy, led))
      known.attacked.push(await lead(attacked, led))
    }
  }
  async function leadUntilBelieved(attack: string, count: number, order: Pick<Order, 'strikes' | 'forMs'>) {
    for (let doubt = 0; doubt < options.doubts; doubt += 1) {
      await interleave(attack, count, order)
      if (isBearable(phases.get(attack) ?? { calm: [], attacked: [] })) return
    }
  }

  try {
    const timed = { strikes: null, forMs: options.phaseMs }
    await lead(decoy, { attack: attacks.mixed.name, seed: options.seed, ...timed })
    const memories: Memory[] = []
    for (let pass = 0; pass < options.passes; pass += 1) {
      await interleave(attacks.mixed.name, options.phasesPerPass, timed)
      await sleep(options.settleMs)
      memories.push(await attacked.readMemory())
    }
    const mixed = phases.get(attacks.mixed.name)
    if (mixed && !isBearable(mixed)) await leadUntilBelieved(attacks.mixed.name, options.phasesPerPass, timed)
    if (options.each) for (const { name } of attacks.single) await leadUntilBelieved(name, options.phasesPerPass, timed)
    const { name } = attacks.badHandshakes
    const strikes = Math.min(handshakesPerPhase, options.handshakes)
    await leadUntilBelieved(name, Math.ceil(options.handshakes / handshakesPerPhase), { strikes, forMs: 0 })
    return {
      phases,
      memories,
      struck,
      handshakes: (phases.get(name)?.attacked.length ?? 0) * strikes,
      bytesHeard,
      learned: [...learned],
      hasEnded: attacked.relay.hasEnded(),
      complaints: [attacked, decoy].flatMap(({ relay }) => complaintsIn(relay.output())),
      isUntouched: await attacked.isUntouched(),
    }
  } finally {
    await attacker.close()
    await attacked.close()
    await decoy.close()
  }
}

/**
 * Raises the priority of the relays and of whoever measures them above all else on the machine, where this process may.
 */
function preferRelays(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      setPriority(pid, constants.priority.PRIORITY_HIGHEST)
    } catch {
      return
    }
}

/** A warning reports what the relay did with an attacker; everything else in its log is a defect. */
function complaintsIn(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('relay listening on ') && !/^\{"level":(?:40|"warn")/.test(line))
}
