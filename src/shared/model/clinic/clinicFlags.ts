import { z } from 'zod'
import { createFlagFinder, findFlags } from '../flags/findFlags.ts'
import { type Flag, type FlagList, type FlagPhrase, flagNameSchema } from '../flags/flagList.ts'

/** Flags that a clinic may change or add, and phrases of all of them together. */
export const mostClinicFlags = 100
export const mostClinicPhrases = 2_000

const languageSchema = z.string().regex(/^[a-z]{2,3}$/, 'a language is two or three small letters: en')
/** Three dots stand for one `…`: hardly any keyboard has it. */
const phraseTextSchema = z
  .string()
  .overwrite((text) => text.replaceAll('...', '…').replace(/\s+/gu, ' ').trim())
  .min(1, 'a phrase has a word in it')
  .max(100, 'a phrase has 100 characters at the most')
const phrasesSchema = z.record(languageSchema, z.array(phraseTextSchema).max(mostClinicPhrases))

/**
 * Changes of a clinic's list to one flag. `phrases`, by language, are added to those of the built-in list, and `without` taken out of them; `off`: it is not looked for. An
 * id that the built-in list does not have is a flag of the clinic's own, with a name and phrases. The form of a phrase: see `flagPhraseSchema`.
 */
export const clinicFlagShape = {
  id: z.string().regex(/^[\w-]{1,64}$/, 'an id is 1 to 64 letters, digits, _ or -'),
  name: flagNameSchema.optional(),
  off: z.literal(true).optional(),
  phrases: phrasesSchema.optional(),
  without: phrasesSchema.optional(),
}
export const clinicFlagSchema = z.object(clinicFlagShape)
export type ClinicFlag = z.infer<typeof clinicFlagSchema>

/** Returns the list that is looked for: the built-in one as the clinic's changes it, then what the clinic has added. What fits no more is passed over. */
export function withClinicFlags(builtIn: FlagList, changes: readonly ClinicFlag[]): FlagList {
  const changeOf = new Map(changes.map((change) => [change.id, change]))
  const builtInIds = new Set(builtIn.map(({ id }) => id))
  const changed = builtIn.map((flag) => changedFlag(flag, changeOf.get(flag.id)))
  const added = changes
    .filter(({ id, off }) => !builtInIds.has(id) && !off)
    .map((change) => ({ id: change.id, name: change.name ?? change.id, phrases: clinicPhrases(change) }))
  return [...changed, ...added].filter(({ phrases }) => phrases.length > 0)
}

function changedFlag(flag: Flag, change: ClinicFlag | undefined): Flag {
  if (!change) return flag
  if (change.off) return { ...flag, phrases: [] }
  const kept = flag.phrases.filter(({ language, text }) => !change.without?.[language]?.includes(text))
  // The clinic's own first: of two phrases for the same words the first is named.
  return { ...flag, name: change.name ?? flag.name, phrases: [...clinicPhrases(change), ...kept] }
}

function clinicPhrases({ phrases = {} }: ClinicFlag): FlagPhrase[] {
  return Object.entries(phrases).flatMap(([language, texts]) =>
    texts.map((text) => ({ language, text, isClinics: true })),
  )
}

/** A place in what was given, and what is wrong there. */
export interface ClinicFault {
  readonly path: (string | number)[]
  readonly message: string
}

/** Returns what makes changes to the built-in list impossible, or of no effect that anybody could have meant. */
export function faultsOfFlags(builtIn: FlagList, changes: readonly ClinicFlag[]): ClinicFault[] {
  const phrases = changes.reduce((sum, { phrases, without }) => sum + countOf(phrases) + countOf(without), 0)
  if (phrases > mostClinicPhrases)
    return [{ path: [], message: `all flags have ${mostClinicPhrases} phrases at the most` }]
  const builtInOf = new Map(builtIn.map((flag) => [flag.id, flag]))
  const seen = new Set<string>()
  return changes.flatMap((change, at) => {
    const faults = faultsOfFlag(change, builtInOf.get(change.id))
    if (seen.has(change.id)) faults.push({ path: ['id'], message: 'the list says something of this flag before' })
    seen.add(change.id)
    return faults.map(({ path, message }) => ({ path: [at, ...path], message }))
  })
}

const countOf = (phrases: ClinicFlag['phrases'] = {}) => Object.values(phrases).flat().length

function faultsOfFlag(change: ClinicFlag, builtIn: Flag | undefined): ClinicFault[] {
  const faults: ClinicFault[] = []
  const isOnlyOff = change.name === undefined && change.phrases === undefined && change.without === undefined
  if (change.off && !isOnlyOff)
    faults.push({ path: ['off'], message: 'what is switched off has no name and no phrases' })
  if (!builtIn && change.off) faults.push({ path: ['id'], message: 'the built-in list has no such flag' })
  else if (!builtIn && change.name === undefined)
    faults.push({ path: ['name'], message: 'a flag of your own has a name' })
  else if (!builtIn && clinicPhrases(change).length === 0)
    faults.push({ path: ['phrases'], message: 'a flag of your own has a phrase' })
  eachPhrase(change.phrases, (language, text, at) => {
    if (!isFindable(language, text))
      faults.push({
        path: ['phrases', language, at],
        message: 'no message can raise this: a phrase is words that stand in one sentence, without a comma',
      })
  })
  eachPhrase(change.without, (language, text, at) => {
    if (!builtIn?.phrases.some((phrase) => phrase.language === language && phrase.text === text))
      faults.push({ path: ['without', language, at], message: 'the built-in list has no such phrase for this flag' })
  })
  return faults
}

function eachPhrase(phrases: ClinicFlag['phrases'], take: (language: string, text: string, at: number) => void): void {
  for (const [language, texts] of Object.entries(phrases ?? {}))
    for (const [at, text] of texts.entries()) take(language, text, at)
}

/** Returns whether a message of just the words of a phrase is found by it. */
function isFindable(language: string, text: string): boolean {
  const finder = createFlagFinder([{ id: 'sought', name: 'sought', phrases: [{ language, text }] }])
  return findFlags(finder, text.replaceAll('…', ' ')).length > 0
}
