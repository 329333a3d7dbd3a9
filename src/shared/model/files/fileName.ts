/** The endings that a file of a type may have, the usual one first. */
const endings: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'image/avif': ['avif'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'csv', 'log', 'md'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/wav': ['wav'],
  'audio/webm': ['webm', 'weba'],
  'audio/mpeg': ['mp3'],
  'audio/aac': ['aac'],
  'audio/mp4': ['m4a', 'mp4'],
}

const longestName = 120

/**
 * The name under which a file of this type is shown and saved: what was given, without characters that are not seen or turn the
 * direction of writing, without those that no file system takes, and with an ending that says what the content is.
 */
export function fileNameOf(given: string, mediaType: string): string {
  const plain = given
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .normalize('NFC')
    .replace(/[<>:"|?*/\\]/g, '_')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const allowed = endings[mediaType] ?? ['bin']
  const [, stem = plain, ending = ''] = /^(.*)\.([^.]*)$/su.exec(plain) ?? []
  const isRight = allowed.some((one) => one === ending.toLowerCase())
  const base = [...(isRight ? stem : plain)]
    .slice(0, longestName)
    .join('')
    .replace(/[. ]+$/, '')
  // Names that mean a device on Windows, with whatever ending.
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(base)
  return `${isDevice ? '_' : ''}${base === '' ? 'file' : base}.${isRight ? ending : allowed[0]}`
}
