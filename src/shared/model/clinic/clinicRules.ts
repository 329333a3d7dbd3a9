import { z } from 'zod'
import { defaultFlags } from '../flags/defaultFlags.ts'
import { clinicReplySchema, isSameName, mostReplies, type QuickReply } from '../replies/quickReply.ts'
import { cleanName } from '../text/personName.ts'
import { hasVisibleText } from '../text/visibleText.ts'
import { type ClinicFault, clinicFlagSchema, faultsOfFlags, mostClinicFlags } from './clinicFlags.ts'
import { noRinging, ringingSchema } from './ringing.ts'
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

/** Name of the clinic, by which quick replies call it; empty: none is set. */
export const clinicNameSchema = z.string().overwrite(cleanName).max(80, 'a name has 80 characters at the most')

/** Rules that a clinic sets for all its consoles. Those that were stored before there were replies have none. */
export const clinicRulesSchema = z.object({
  waits: waitsSchema,
  flags: z.array(clinicFlagSchema).max(mostClinicFlags),
  laterReasons: laterReasonsSchema,
  name: clinicNameSchema.default(''),
  replies: z.array(clinicReplySchema).max(mostReplies).default([]),
  // What was stored before there was any.
  ringing: ringingSchema.default(noRinging),
})
export type ClinicRules = z.infer<typeof clinicRulesSchema>

/** The rules of a clinic and their version, which grows by one with every change; 0: it has set none, and these are the defaults. */
export const clinicDocumentSchema = clinicRulesSchema.extend({ version: z.int().min(0) })
export type ClinicDocument = z.infer<typeof clinicDocumentSchema>

export const defaultClinic: ClinicDocument = {
  ...{ version: 0, waits: defaultWaits, flags: [], laterReasons: [] },
  ...{ name: '', replies: [], ringing: noRinging },
}

/** Returns the part of the rules that a screen shows by. */
export function clinicSettingsOf({ waits, laterReasons, name, replies }: ClinicRules) {
  return { waits, laterReasons, name, replies }
}

/** Rules as an administrator writes them: what is said of each reply is the relay's to say. */
export type WrittenRules = Omit<ClinicRules, 'replies'> & { readonly replies: readonly QuickReply[] }

/** Returns what is wrong with rules of the right form, each with its place; none may be stored with one. */
export function faultsOfRules({ waits, flags, laterReasons, replies }: WrittenRules): ClinicFault[] {
  return [
    ...under('waits', faultsOfWaits(waits)),
    ...under('flags', faultsOfFlags(defaultFlags, flags)),
    ...laterReasons.flatMap((reason, at) =>
      laterReasons.indexOf(reason) < at ? [{ path: ['laterReasons', at], message: 'the reason is there before' }] : [],
    ),
    ...under('replies', faultsOfReplies(replies)),
  ]
}

function faultsOfReplies(replies: readonly QuickReply[]): ClinicFault[] {
  return replies.flatMap(({ id, name }, at) => {
    const before = replies.slice(0, at)
    return [
      ...(before.some((other) => other.id === id) ? [{ path: [at, 'id'], message: 'the id is there before' }] : []),
      ...(before.some((other) => isSameName(other.name, name))
        ? [{ path: [at, 'name'], message: 'another reply has this name' }]
        : []),
    ]
  })
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
