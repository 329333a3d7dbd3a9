import type { Content, ContentFiles } from '../../storage/files/contentFiles.ts'
import type { Random } from '../runtime/random.ts'
import type { SharedContent } from '../runtime/sharedContent.ts'

/** So many are named at once; the one that was named first gives way, and is named anew when it is opened again. */
const mostNamed = 2_000

/** Names contents by what nobody can guess, as long as this person is signed in: who has such a name may read that content. */
export function createSharedContents(parts: {
  readonly contents: Pick<ContentFiles, 'read'>
  readonly random: Pick<Random, 'bytes'>
}) {
  const byName = new Map<string, SharedContent>()
  const nameOf = new Map<string, string>()

  return {
    /** Returns the name of a content, the same each time. */
    share: (content: Content, label: { readonly name: string; readonly mediaType: string }): string => {
      const known = nameOf.get(content.id)
      if (known !== undefined && byName.has(known)) return known
      const name = Buffer.from(parts.random.bytes(24)).toString('base64url')
      nameOf.set(content.id, name)
      byName.set(name, { ...label, bytes: content.bytes, read: (part) => parts.contents.read(content, part) })
      const [oldest] = byName.keys()
      if (byName.size > mostNamed && oldest !== undefined) byName.delete(oldest)
      return name
    },
    /** Nobody reads the content any more. */
    end: (contentId: string): void => {
      byName.delete(nameOf.get(contentId) ?? '')
      nameOf.delete(contentId)
    },
    find: (name: string): SharedContent | undefined => byName.get(name),
    close: (): void => byName.clear(),
  }
}
