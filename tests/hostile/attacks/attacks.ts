import type { Attack } from '../attack.ts'
import { engineAttacks } from './engineAttacks.ts'
import { badHandshakes } from './handshakeAttacks.ts'
import { packetAttacks } from './packetAttacks.ts'
import { requestAttacks } from './requestAttacks.ts'
import { restAttacks } from './restAttacks.ts'

const single: readonly Attack[] = [...engineAttacks, ...packetAttacks, ...requestAttacks, ...restAttacks, badHandshakes]

/** All the others at once, each as often as it would strike by itself in relation to the others. */
const mixed: Attack = {
  name: 'all attacks at once',
  strikesPerSecond: 150,
  open: async (parts) => {
    const open = await Promise.all(
      single.map(async (attack) => ({ rate: attack.strikesPerSecond, striker: await attack.open(parts) })),
    )
    const total = open.reduce((sum, { rate }) => sum + rate, 0)
    return {
      strike: async () => {
        let left = parts.random() * total
        const chosen = open.find(({ rate }) => {
          left -= rate
          return left < 0
        })
        await chosen?.striker.strike()
      },
      close: async () => void (await Promise.all(open.map(({ striker }) => striker.close()))),
    }
  },
}

/** Every attack, and all of them at once. */
export const attacks = { single, mixed, badHandshakes }
