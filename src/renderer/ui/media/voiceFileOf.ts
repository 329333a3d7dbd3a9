import type { TFunction } from 'i18next'

const endings: Readonly<Record<string, string>> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' }

/** Returns a recording as a file with the name under which it is shown. */
export function voiceFileOf(content: Blob, t: TFunction): File {
  return new File([content], `${t('media.name')}.${endings[content.type] ?? 'webm'}`, { type: content.type })
}
