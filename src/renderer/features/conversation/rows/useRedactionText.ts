import { useTranslation } from 'react-i18next'
import type { Redaction } from './saidOfMessages.ts'
import { timeText } from './timeText.ts'

/** Returns how to say who redacted a message, when and why. */
export function useRedactionText(): (redaction: Redaction) => string {
  const { t, i18n } = useTranslation()
  return ({ name, at, reason }) => {
    const time = timeText(at, i18n.language)
    return reason === ''
      ? t('message.redactedBy', { name, time })
      : t('message.redactedBecause', { name, time, reason })
  }
}
