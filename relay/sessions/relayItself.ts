import { userIdSchema } from '../../src/shared/model/ids.ts'
import type { Asker } from './asker.ts'

/** Author of entries that nobody asked for. */
export const relayItself: Asker = { userId: userIdSchema.parse('rounds'), name: 'Rounds', role: 'admin' }
