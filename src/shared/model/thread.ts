import { z } from 'zod'
import { isStaff, type Role } from './role.ts'

/** `care`: everyone in the session. `staff`: clinicians, support and administrators only. */
export const threadSchema = z.enum(['care', 'staff'])
export type Thread = z.infer<typeof threadSchema>

/** The threads of a session that a participant of this role may read and write, `care` first. */
export function threadsVisibleTo(role: Role): readonly Thread[] {
  return isStaff(role) ? ['care', 'staff'] : ['care']
}
