import { z } from 'zod'
import { defaultFlags } from '../flags/defaultFlags.ts'
import { hasVisibleText } from '../text/visibleText.ts'
import { type ClinicFault, clinicFlagSchema, faultsOfFlags, mostClinicFlags } from './clinicFlags.ts'
import { defaultWaits, type Waits, type WaitTargets, waitsSchema } from './waitTargets.ts'

/** Reasons for putting off that a clinic offers. None: the consoles offer their own. */
export const laterReasonsSchema = z
  .array(
    z
      .string()
      .trim()
      .max(80, 'a reason has 80 characters at the most')
      .refine(hasVisibleText, 'a reason has something to see in it'),
  )
  .max(20, 'a clinic has 20 reasons at the most')

/** Rules that a clinic sets for all its consoles. */
export const clinicRulesSchema = z.object({
  waits: waitsSchema,
  flags: z.array(clinicFlagSchema).max(mostClinicFlags),
  laterReasons: laterReasonsSchema,
})
export type ClinicRules = z.infer<typeof clinicRulesSchema>

/** The rules of a clinic and their version, which grows by one with every change; 0: it has set none, and these are the defaults. */
export const clinicDocumentSchema = clinicRulesSchema.extend({ version: z.int().min(0) })
export type ClinicDocument = z.infer<typeof clinicDocumentSchema>

export const defaultClinic: ClinicDocument = { version: 0, waits: defaultWaits, flags: [], laterReasons: [] }

/** Returns what is wrong with rules of the right form, each with its place; none may be stored with one. */
export function faultsOfRules({ waits, flags, laterReasons }: ClinicRules): ClinicFault[] {
  return [
    ...under('waits', faultsOfWaits(waits)),
    ...under('flags', faultsOfFlags(defaultFlags, flags)),
    ...laterReasons.flatMap((reason, at) =>
      laterReasons.indexOf(reason) < at ? [{ path: ['laterReasons', at], message: 'the reason is there before' }] : [],
    ),
  ]
}

function under(name: string, faults: readonly ClinicFault[]): ClinicFault[] {
  return faults.map(({ path, message }) => ({ path: [name, ...path], message }))
}

function faultsOfWaits({ byKind, ...every }: Waits): ClinicFault[] {
  return [
    ...faultsOfTargets(every, []),
    ...Object.entries(byKind).flatMap(([kind, targets]) => faultsOfTargets(targets, ['byKind', kind])),
  ]
}

function faultsOfTargets({ amberMinutes, redMinutes }: WaitTargets, place: readonly string[]): ClinicFault[] {
  if (redMinutes > amberMinutes) return []
  return [{ path: [...place, 'redMinutes'], message: 'red comes after amber' }]
}
