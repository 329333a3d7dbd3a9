import { z } from 'zod'
import { instantMsSchema, userIdSchema } from '../ids.ts'
import { foldText } from '../text/foldedText.ts'
import { messageTextLimitBytes, textBytes } from '../text/messageText.ts'
import { cleanName } from '../text/personName.ts'
import { hasVisibleText } from '../text/visibleText.ts'

/** Longest name of a reply, in UTF-16 units. */
export const mostReplyName = 60

/** Replies of one owner, and bytes of JSON that they take together. */
export const mostReplies = 300
export const mostRepliesBytes = 256 * 1024

/** A text that is written once and sent often. Its blanks, `{dose}`, are filled in each time. */
export const quickReplyShape = {
  id: z.string().regex(/^[\w-]{1,64}$/, 'an id is 1 to 64 letters, digits, _ or -'),
  name: z
    .string()
    .overwrite(cleanName)
    .min(1, 'a reply has a name by which it is found')
    .max(mostReplyName, `a name has ${mostReplyName} characters at the most`),
  text: z
    .string()
    .refine(hasVisibleText, 'a reply has something to see in it')
    .refine((text) => textBytes(text) <= messageTextLimitBytes, 'a reply fits into one message: 16 KiB'),
}
const quickReplySchema = z.object(quickReplyShape)
export type QuickReply = z.infer<typeof quickReplySchema>

const versionSchema = z.int().min(1)

/** A reply of one person. `version` grows by one with every change. */
export const ownReplySchema = quickReplySchema.extend({ version: versionSchema })
export type OwnReply = z.infer<typeof ownReplySchema>

/** The relay's own words on each reply of a clinic: how often it was changed, when last (its clock), and by whom. */
export const replyStampShape = { version: versionSchema, changedAt: instantMsSchema, changedBy: userIdSchema }

/** A reply of the clinic. */
export const clinicReplySchema = quickReplySchema.extend(replyStampShape)
export type ClinicReply = z.infer<typeof clinicReplySchema>

/** Returns what is wrong with a reply that somebody writes; null where it can be kept. */
export function faultOfReply({ name, text }: Pick<QuickReply, 'name' | 'text'>): 'name' | 'noText' | 'tooLong' | null {
  const clean = cleanName(name)
  if (clean === '' || clean.length > mostReplyName) return 'name'
  if (!hasVisibleText(text)) return 'noText'
  return textBytes(text) > messageTextLimitBytes ? 'tooLong' : null
}

/** Returns whether two names are told apart by case, accents and white space alone, if at all. */
export function isSameName(one: string, other: string): boolean {
  return foldText(one) === foldText(other)
}

/** Returns the replies of a clinic with what is said of each: as it was, where neither its name nor its text is another. */
export function stampReplies(
  before: readonly ClinicReply[],
  written: readonly QuickReply[],
  changed: Pick<ClinicReply, 'changedAt' | 'changedBy'>,
): ClinicReply[] {
  return written.map(({ id, name, text }) => {
    const was = before.find((reply) => reply.id === id)
    if (was && was.name === name && was.text === text) return was
    return { id, name, text, version: (was?.version ?? 0) + 1, ...changed }
  })
}
