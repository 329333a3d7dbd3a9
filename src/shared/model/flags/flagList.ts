import { z } from 'zod'
import { instantMsSchema, seqSchema } from '../ids.ts'

/** Flags that a list holds at most. */
const mostFlags = 200

/**
 * Words that raise a flag, in one language (ISO 639-1: its rules of negation are used, where there are some). Case, accents and apostrophes make
 * no difference; the words are whole ones, one beside the other. `…` stands for up to five small words (`pain … chest`: "pain in my
 * chest"), or, in a language whose small words are not known here, for up to three words.
 */
export const flagPhraseSchema = z.object({
  language: z.string().min(2).max(35),
  text: z.string().trim().min(1).max(200),
  /** Of the clinic's own list. */
  isClinics: z.boolean().optional(),
})
export type FlagPhrase = z.infer<typeof flagPhraseSchema>

export const flagNameSchema = z.string().trim().min(1).max(60)

/** One thing to look for in what patients write: a name for the screen, and the phrases by which it is found. */
export const flagSchema = z.object({
  id: z.string().min(1).max(64),
  name: flagNameSchema,
  phrases: z.array(flagPhraseSchema).min(1).max(500),
})
export type Flag = z.infer<typeof flagSchema>

export const flagListSchema = z.array(flagSchema).max(mostFlags)
export type FlagList = z.infer<typeof flagListSchema>

/** A flag that a message raised: by which phrase of the list, the words of the message, and where that stands. */
export const raisedFlagSchema = z.object({
  id: z.string(),
  name: z.string(),
  phrase: z.string(),
  /** Whether the clinic's own list has the phrase. */
  isClinics: z.boolean(),
  quote: z.string(),
  seq: seqSchema,
  at: instantMsSchema,
})
export type RaisedFlag = z.infer<typeof raisedFlagSchema>
