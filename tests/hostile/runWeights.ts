import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../../bench/runner/comparison.ts'
import { startAttacker } from './attackerProcess.ts'
import { besideAttacks } from './attacks/besideAttacks.ts'
import { isLight, type Phases, p99 } from './judge.ts'
import { markers, openWeightySiege, type Siege } from './siege.ts'
import { writeWeightyData } from './weight/weightyData.ts'

export interface WeightOptions {
  readonly seed: number
  readonly phases: number
  readonly phaseMs: number
  /** So many times the phases, at the most, an attack is led before a stall is believed; all of them count. */
  readonly doubts: number
  /** Only these attacks. */
  readonly only?: readonly string[]
  /** A defect to be planted in the relay. */
  readonly defect?: string
}

export interface WeightReport {
  /** Times that messages of the honest took, by the name of the attack. */
  readonly messages: ReadonlyMap<string, Phases>
  /** The same of a small file that somebody reads again and again. */
  readonly files: ReadonlyMap<string, Phases>
  readonly learned: readonly string[]
  readonly hasEnded: boolean
}

/**
 * One account, or none, asks for as much as the relay gives, while two honest people talk and somebody reads a file. Limits
 * are those of a relay in use. In the calm phases another relay is asked in the same way, on the same machine.
 */
export async function runWeights(options: WeightOptions): Promise<WeightReport> {
  const data = await mkdtemp(join(tmpdir(), 'rounds-weighty-'))
  await writeWeightyData(data)
  const attacked = await openWeightySiege(data, options.defect)
  const decoy = await openWeightySiege(data)
  const attacker = startAttacker()
  const messages = new Map<string, Phases>()
  const files = new Map<string, Phases>()
  const learned = new Set<string>()

  async function lead(where: Siege, attack: string, seed: number): Promise<{ message: number; file: number }> {
    let isOver = false
    const order = { attack, seed, target: where.target, markers, strikes: null, forMs: options.phaseMs }
    const [said, read, report] = await Promise.all([
      attacked.honest.talk(() => isOver),
      readFiles(attacked, () => isOver),
      attacker.carryOut(order).finally(() => {
        isOver = true
      }),
    ])
    for (const marker of report.learned) learned.add(marker)
    return { message: p99(said), file: p99(read) }
  }

  const phasesOf = (of: Map<string, Phases>, name: string): Phases => {
    const known = of.get(name) ?? { calm: [], attacked: [] }
    of.set(name, known)
    return known
  }

  try {
    const chosen = besideAttacks.filter(({ name }) => options.only?.includes(name) ?? true)
    // In rounds, as what one user may begin within a minute must last for the next one too.
    for (let round = 0; round < options.phases * options.doubts; round += 1)
      for (const { name } of chosen) {
        const said = phasesOf(messages, name)
        const read = phasesOf(files, name)
        if (round >= options.phases && isLight(said) && isLight(read)) continue
        const calm = await lead(decoy, name, options.seed + round)
        const hard = await lead(attacked, name, options.seed + round)
        said.calm.push(calm.message)
        said.attacked.push(hard.message)
        read.calm.push(calm.file)
        read.attacked.push(hard.file)
      }
    return { messages, files, learned: [...learned], hasEnded: attacked.relay.hasEnded() }
  } finally {
    await attacker.close()
    await attacked.close()
    await decoy.close()
    await rm(data, { recursive: true, force: true })
  }
}

/** Reads one small file until it is over; gives how long each reading took, in ms. */
async function readFiles(siege: Siege, isOver: () => boolean): Promise<number[]> {
  const took: number[] = []
  do {
    const beganMs = performance.now()
    await siege.readFile()
    took.push(performance.now() - beganMs)
    await new Promise((resolve) => setTimeout(resolve, 20))
  } while (!isOver())
  return took
}

/** One line for each attack. */
export function describeWeights(name: string, { calm, attacked }: Phases): string {
  const [whenCalm, whenAttacked] = [median(calm), median(attacked)].map((ms) => ms.toFixed(1))
  return `${name}: p99 ${whenAttacked} ms, calm ${whenCalm} ms`
}
