import { z } from 'zod'

export const roleSchema = z.enum(['patient', 'clinician', 'support', 'admin'])
export type Role = z.infer<typeof roleSchema>

/** Clinicians, support and administrators: those who may see the `staff` thread. */
export function isStaff(role: Role): boolean {
  return role !== 'patient'
}
