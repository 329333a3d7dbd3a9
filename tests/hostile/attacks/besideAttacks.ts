import type { Attack } from '../attack.ts'
import { keptAttacks } from './keptAttacks.ts'
import { limitAttacks } from './limitAttacks.ts'
import { passwordAttacks } from './passwordAttacks.ts'
import { weightAttacks } from './weightAttacks.ts'

/**
 * Attacks by one account, or none, within the protocol while others talk: each is led by itself, beside the honest pair.
 */
export const besideAttacks: readonly Attack[] = [...weightAttacks, ...passwordAttacks, ...limitAttacks, ...keptAttacks]
