import { userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Principal } from './principal.ts'

/** Author of entries that nobody asked for. */
export const relayItself: Principal = { userId: userIdSchema.parse('rounds'), name: 'Rounds', role: 'admin' }
