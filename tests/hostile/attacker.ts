import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../simulation/random.ts'
import type { Order, Report } from './attackerProcess.ts'
import { attacks } from './attacks/attacks.ts'
import { besideAttacks } from './attacks/besideAttacks.ts'
import { letIn } from './attacks/handshakeAttacks.ts'

/* The attacker, as a process of its own: what it costs to attack is not the relay's doing. Does one order after the other. */

/** Strikes under way at once; what comes on top of them waits. */
const mostAtOnce = 50

async function carryOut({ attack: name, target, seed, markers, strikes, forMs }: Order): Promise<Report> {
  const attack = [...attacks.single, attacks.mixed, ...besideAttacks].find((one) => one.name === name)
  if (!attack) throw new Error(`there is no attack ${name}`)
  const forbidden = [...markers, letIn]
  const learned = new Set<string>()
  let bytesHeard = 0
  const heard = (data: string | Buffer) => {
    const text = data.toString()
    bytesHeard += text.length
    for (const marker of forbidden) if (text.includes(marker)) learned.add(marker)
  }
  const striker = await attack.open({ target, random: createRandom(seed), heard })
  const underWay = new Set<Promise<void>>()
  const beganMs = performance.now()
  let struck = 0
  while (strikes === null ? performance.now() - beganMs < forMs : struck < strikes) {
    const dueMs = beganMs + (struck * 1000) / attack.strikesPerSecond
    await sleep(Math.max(0, dueMs - performance.now()))
    while (underWay.size >= mostAtOnce) await Promise.race(underWay)
    const strike: Promise<void> = striker.strike().finally(() => underWay.delete(strike))
    underWay.add(strike)
    struck += 1
  }
  await Promise.all(underWay)
  await striker.close()
  return { struck, bytesHeard, learned: [...learned], tookMs: performance.now() - beganMs }
}

// Whoever gave the orders is gone.
process.on('disconnect', () => process.exit(0))
process.on('message', (order: Order) => {
  carryOut(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      process.exit(1)
    },
  )
})
